"""The real window on a real (virtual) screen: what it lets in, what it lets out, and how it ends."""

import contextlib
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from blogdesk.desktop.probe_gui import missing_toolkit
from tests.desktop.launched import Launched, launched, until
from tests.desktop.screen import Screen, xvfb

pytestmark = pytest.mark.gui
PROGRAM = Path(__file__).parent / "window_app.py"
TITLE = "BlogDesk"
Launcher = Callable[..., contextlib.AbstractContextManager[Launched]]


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    if missing := missing_toolkit():
        pytest.skip(missing)
    with xvfb() as one:
        yield one


@pytest.fixture
def browsed(tmp_path: Path) -> Path:
    """What the system's browser was asked to open, a line each."""
    return tmp_path / "browsed"


@pytest.fixture
def launch(tmp_path: Path, screen: Screen, browsed: Path) -> Launcher:
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> {browsed}\n', encoding="utf-8")
    browser.chmod(0o755)

    def one(*arguments: str, **plan: Any) -> contextlib.AbstractContextManager[Launched]:
        env = {**screen.env, "BLOGDESK_TEST_PLAN": json.dumps(plan), "BROWSER": f"{browser} %s"}
        return launched(tmp_path / "data", *arguments, program=PROGRAM, env=env)

    return one


def marks(app: Launched, name: str) -> list[Any]:
    lines = [line.partition(f" page mark {name} ")[2] for line in app.log().splitlines() if f" mark {name} " in line]
    return [json.loads(line) for line in lines]


def wait_mark(app: Launched, name: str) -> Any:
    app.logged(f"mark {name} ")
    return marks(app, name)[-1]


def press_close(screen: Screen) -> None:
    screen.run("wmctrl", "-c", TITLE)


def test_it_shows_a_page_and_closes_without_a_trace(screen: Screen, launch: Launcher) -> None:
    with launch() as app:
        wait_mark(app, "page")
        app.logged("page loaded after")
        port = app.instance()["port"]
        press_close(screen)
        status, _, _ = app.end()
        assert status == 0
        assert marks(app, "flush") == [""]
        assert "mark leaving" in app.log()
        assert app.children() == []
    assert not (app.data / "instance.json").exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_the_page_is_a_plain_web_page(launch: Launcher) -> None:
    """No bridge into Python, no cookie for scripts, text that can be selected, nothing blocked by the policy."""
    with launch() as app:
        seen = wait_mark(app, "page")
    assert seen["bridge"] == ["undefined"] * 3
    assert seen["cookie"] == ""
    assert seen["select"] == "auto"
    assert seen["violations"] == 0


def test_keys_reach_the_page(screen: Screen, launch: Launcher) -> None:
    with launch() as app:
        wait_mark(app, "page")
        screen.type_into(TITLE, "hello")
        until(lambda: "hello" in marks(app, "typed"), "what was typed")
        press_close(screen)
        app.end()
        assert marks(app, "flush") == ["hello"]


@pytest.mark.parametrize("plan", [{"hang": True}, {"silent": True}])
def test_a_page_that_does_not_answer_cannot_hold_the_window(
    screen: Screen, launch: Launcher, plan: dict[str, bool]
) -> None:
    with launch(**plan) as app:
        wait_mark(app, "page")
        press_close(screen)
        status, _, _ = app.end(limit_s=20)
        assert status == 0
        assert app.children() == []


def test_with_words_that_could_not_be_saved_the_author_is_asked(screen: Screen, launch: Launcher) -> None:
    def asked(*, after: str) -> bool:
        press_close(screen)
        until(lambda: len(screen.ids()) == 2, "the question")
        screen.run("xdotool", "key", after)
        return until(lambda: len(screen.ids()) == 1, "the end of the question")

    with launch(unsaved=True) as app:
        wait_mark(app, "page")
        assert asked(after="Escape")
        assert asked(after="Return")
        assert app.process.poll() is None
        press_close(screen)
        until(lambda: len(screen.ids()) == 2, "the question")
        os.kill(app.process.pid, signal.SIGTERM)
        assert app.end()[0] == 0


def test_words_that_could_not_be_saved_are_given_up_on_the_authors_word(screen: Screen, launch: Launcher) -> None:
    with launch(unsaved=True) as app:
        wait_mark(app, "page")
        press_close(screen)
        until(lambda: len(screen.ids()) == 2, "the question")
        screen.run("xdotool", "key", "Tab", "space")
        assert app.end()[0] == 0


def test_quit_on_the_page_ends_the_app(launch: Launcher) -> None:
    with launch(quit=True) as app:
        assert app.end()[0] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_like_the_button(launch: Launcher, number: int) -> None:
    with launch() as app:
        wait_mark(app, "page")
        os.kill(app.process.pid, number)
        assert app.end()[0] == 0
        assert marks(app, "flush") == [""]
        assert not (app.data / "instance.json").exists()


@pytest.mark.parametrize("deed", ["click", "blank", "open"])
def test_a_link_to_elsewhere_opens_in_the_systems_browser(launch: Launcher, browsed: Path, deed: str) -> None:
    with launch(**{deed: "https://elsewhere.example/page", "settle": True}) as app:
        assert wait_mark(app, "settled") == "/studio/"
        until(browsed.exists, "the browser")
        assert browsed.read_text() == "https://elsewhere.example/page\n"


@pytest.mark.parametrize("href", ["http://127.0.0.1:9/", "data:text/html,x", "file:///etc/passwd", "javascript:void 0"])
@pytest.mark.parametrize("deed", ["go", "blank"])
def test_no_other_page_gets_into_the_window(launch: Launcher, browsed: Path, deed: str, href: str) -> None:
    with launch(**{deed: href, "settle": True}) as app:
        assert wait_mark(app, "settled") == "/studio/"
        assert not browsed.exists() or browsed.read_text() == "http://127.0.0.1:9/\n"


def test_a_link_inside_a_frame_leads_nowhere_by_itself(launch: Launcher, browsed: Path) -> None:
    with launch(inner=True, settle=True) as app:
        assert wait_mark(app, "settled") == "/studio/"
        assert not browsed.exists()


def test_a_second_start_brings_the_window_forward(screen: Screen, launch: Launcher) -> None:
    with launch() as app:
        wait_mark(app, "page")
        screen.run("xdotool", "search", "--name", f"^{TITLE}$", "windowminimize")
        with launch() as second:
            status, out, _ = second.end()
        assert (status, out) == (0, "BlogDesk is open already; its window is in front now.\n")
        screen.run("xdotool", "search", "--sync", "--onlyvisible", "--name", f"^{TITLE}$")


def test_place_and_size_come_back_without_creeping(screen: Screen, launch: Launcher) -> None:
    places = []
    for start in range(3):
        with launch() as app:
            wait_mark(app, "page")
            screen.wait_for(TITLE)
            if start == 0:
                screen.run("wmctrl", "-r", TITLE, "-e", "0,140,90,1000,700")
            time.sleep(0.5)
            places.append(screen.windows()[TITLE])
            press_close(screen)
            app.end()
    assert places[0][2:] == (1000, 700)
    assert places[1] == places[2] == places[0]


def test_text_is_put_on_the_clipboard(screen: Screen, launch: Launcher) -> None:
    with launch(copy="a línk – ok") as app:
        wait_mark(app, "page")
        until(lambda: screen.run("xclip", "-o", "-selection", "clipboard", check=False) == "a línk – ok", "the text")


def test_a_folder_is_chosen_in_a_native_dialog(screen: Screen, launch: Launcher, tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    with launch(folder=True) as app:
        wait_mark(app, "page")
        dialog = until(lambda: next((t for t in screen.windows() if t != TITLE), None), "the dialog")
        screen.type_into(dialog, str(tmp_path / "blog"))

        def confirmed() -> list[Any]:
            screen.run("xdotool", "key", "Return")  # the first one may go to the dialog's suggestions
            time.sleep(0.3)
            return marks(app, "folder")

        assert until(confirmed, "the choice") == [{"path": str(tmp_path / "blog")}]


def test_no_other_port_is_opened(launch: Launcher) -> None:
    with launch() as app:
        wait_mark(app, "page")
        ours = {address for pid in app.pids() for address in sockets_of(pid)}
        assert ours == {f"0100007F:{app.instance()['port']:04X}"}


def sockets_of(pid: int) -> list[str]:
    """Listening TCP sockets of a process: local address in the kernel's notation."""
    held = set()
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                held.add(str(entry.readlink()))
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return [row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in held]


def test_a_backend_that_dies_is_started_again_behind_the_same_window(screen: Screen, launch: Launcher) -> None:
    with launch() as app:
        wait_mark(app, "page")
        first = app.instance()["port"]
        backend = next(pid for pid in app.pids() if pid != app.process.pid and "--backend" in command_of(pid))
        os.kill(backend, signal.SIGKILL)
        until(lambda: len(marks(app, "page")) == 2, "the page of the new backend")
        assert app.instance()["port"] != first
        assert screen.windows().keys() == {TITLE}
        press_close(screen)
        assert app.end()[0] == 0


def test_a_backend_without_its_window_ends(launch: Launcher) -> None:
    with launch() as app:
        wait_mark(app, "page")
        app.process.kill()
        until(lambda: not any("python" in one for one in app.children()), "the end of the backend")


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ")


def test_an_app_that_cannot_start_says_so_in_the_window(screen: Screen, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "blogdesk.sqlite3").mkdir()
    with launched(data, env=screen.env) as app:
        app.logged("the app did not start")
        app.logged("page loaded after")
        press_close(screen)
        assert app.end()[0] == 1
