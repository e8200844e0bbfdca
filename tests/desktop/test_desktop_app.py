"""The app as a process, without a window."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.desktop.launched import ROOT, launched, until
from tests.desktop.raw_http import request

NO_DISPLAY = {"DISPLAY": "", "WAYLAND_DISPLAY": ""}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def enter(url: str) -> tuple[int, str]:
    """Trade the code of an enter URL for a cookie: port and cookie."""
    found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/_bd/enter#(\S{43})", url)
    assert found, url
    port = int(found[1])
    answer = request(
        port, "POST", "/_bd/enter", ("Origin", f"http://127.0.0.1:{port}"), body=json.dumps({"code": found[2]}).encode()
    )
    assert answer.status == 200
    return port, (answer.header("Set-Cookie") or "").partition(";")[0]


def test_no_open_tells_a_script_how_to_get_in(data: Path) -> None:
    with launched(data, "--no-open") as app:
        told = json.loads(app.first_line())
        assert told["pid"] == app.process.pid
        port, cookie = enter(told["enter_url"])
        assert request(port, "GET", "/desktop/capabilities").status == 403
        answer = request(port, "GET", "/desktop/capabilities", ("Cookie", cookie))
        assert answer.json()["native_dialogs"] is False
        assert (data / "instance.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(data: Path, number: int) -> None:
    with launched(data, "--no-open") as app:
        port, _ = enter(json.loads(app.first_line())["enter_url"])
        app.process.send_signal(number)
        status, _, err = app.end()
        assert (status, err) == (0, "")
        assert not (data / "instance.json").exists()
        assert not (data / "blogdesk.sqlite3-wal").exists()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=5)


def test_a_fixed_port_is_used(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with launched(data, "--no-open", "--port", str(port)) as app:
        assert f"127.0.0.1:{port}/" in json.loads(app.first_line())["enter_url"]


def test_a_taken_port_is_told_and_changes_nothing(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        with launched(data, "--no-open", "--port", str(port)) as app:
            status, out, err = app.end()
    assert (status, out) == (1, "")
    assert err.startswith(f"Error: Port {port} ")
    assert "--port" in err
    assert "Traceback" not in err


def test_a_second_start_gets_a_way_in_and_ends(data: Path) -> None:
    with launched(data, "--no-open") as first:
        enter(json.loads(first.first_line())["enter_url"])
        with launched(data, "--no-open") as second:
            status, out, _ = second.end()
        assert status == 0
        enter(out.strip().rpartition(" ")[2])
        assert first.process.poll() is None


def test_a_second_start_while_the_first_still_starts_waits_for_it(data: Path) -> None:
    with launched(data, "--no-open") as first, launched(data, "--no-open") as second:
        lines = [first.first_line(), second.first_line()]
        assert sum(line.startswith("{") for line in lines) == 1
        assert sum("running already" in line for line in lines) == 1


def test_after_a_kill_it_starts_again(data: Path) -> None:
    with launched(data, "--no-open") as first:
        first.first_line()
        first.process.kill()
        first.end()
    assert (data / "instance.json").exists()
    with launched(data, "--no-open") as second:
        enter(json.loads(second.first_line())["enter_url"])


def test_files_of_the_command_line_become_drafts(data: Path, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# From the first start")
    (tmp_path / "b.md").write_text("# From the second start")
    with launched(data, "--no-open", "a.md") as first:
        port, cookie = enter(json.loads(first.first_line())["enter_url"])
        with launched(data, "b.md", "c.exe", env=NO_DISPLAY) as second:
            status, _, err = second.end()
        assert (status, err) == (0, "c.exe is not a Markdown file.\n")
        library = request(port, "GET", "/studio/library.json", ("Cookie", cookie)).json()
        assert {item["title"] for item in library["items"]} == {"From the first start", "From the second start"}
        newest = request(port, "GET", "/studio/", ("Cookie", cookie))
        page = request(port, "GET", newest.header("Location") or "", ("Cookie", cookie))
        assert b"From the second start" in page.body


def test_the_studio_answers_a_page_that_has_entered(data: Path) -> None:
    with launched(data, "--no-open") as app:
        port, cookie = enter(json.loads(app.first_line())["enter_url"])
        page = request(port, "GET", "/studio/new", ("Cookie", cookie), ("Accept", "text/html"))
        assert page.status == 200
        token = re.search(rb'name="csrf-token" content="([^"]+)" data-header="X-BD-CSRF"', page.body)
        nonce = re.search(rb'name="csp-nonce" content="([^"]+)"', page.body)
        assert token
        assert nonce
        assert f"'nonce-{nonce[1].decode()}'" in (page.header("Content-Security-Policy") or "")
        inside = [("Cookie", cookie), ("Origin", f"http://127.0.0.1:{port}"), ("X-BD-CSRF", token[1].decode())]
        made = request(
            port, "PATCH", f"/studio/posts/{uuid.uuid4()}", *inside, ("Content-Type", "application/json"),
            body=b'{"title": "Kept"}',
        )  # fmt: skip
        assert made.status == 200
        assert request(port, "POST", "/desktop/quit", *inside, body=b"{}").status == 200
        assert app.end()[0] == 0


def test_without_a_display_the_address_is_printed_and_served(data: Path) -> None:
    with launched(data, env=NO_DISPLAY) as app:
        assert "There is no display" in app.first_line()
        enter(app.first_line().strip())
        app.process.terminate()
        assert app.end()[0] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the browser")
def test_browser_opens_the_systems_browser_and_prints_the_address(data: Path, tmp_path: Path) -> None:
    browser, got = tmp_path / "browser", tmp_path / "got"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {got}\n', encoding="utf-8")
    browser.chmod(0o755)
    with launched(data, "--browser", env={"BROWSER": f"{browser} %s", "DISPLAY": ":4242"}) as app:
        lines = [app.first_line() for _ in range(3)]
        url = lines[1].strip().rpartition(" ")[2]
        assert until(lambda: got.read_text() if got.exists() else None, "the browser") == url
        enter(url)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--no-open", "--data-dir", str(tmp_path / "file" / "data")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The folder ")
    assert len(done.stderr.splitlines()) == 2


def test_no_secret_is_on_the_command_line_or_in_the_log(data: Path) -> None:
    with launched(data, "--no-open", env={"BLOGDESK_LOG_LEVEL": "DEBUG"}) as app:
        url = json.loads(app.first_line())["enter_url"]
        port, cookie = enter(url)
        request(port, "GET", "/desktop/capabilities", ("Cookie", cookie))
        command_line = Path(f"/proc/{app.process.pid}/cmdline")
        seen = app.log() + (command_line.read_text() if command_line.exists() else "")
        assert "/desktop/capabilities" in seen
        for secret in (url.partition("#")[2], cookie.partition("=")[2], app.instance()["token"]):
            assert secret not in seen


def test_a_mark_on_stdout_is_flushed_at_once_through_a_pipe(data: Path) -> None:
    """`first_line` would block for ever otherwise; the line is complete JSON with exactly the promised names."""
    with launched(data, "--no-open", env={"PYTHONUNBUFFERED": ""}) as app:
        assert set(json.loads(app.first_line())) == {"enter_url", "pid"}


def test_the_process_is_alone(data: Path) -> None:
    with launched(data, "--no-open") as app:
        app.first_line()
        app.logged("keyring:")
        assert len(app.children()) == 1
        os.kill(app.process.pid, signal.SIGTERM)
        app.end()
        assert app.children() == []
