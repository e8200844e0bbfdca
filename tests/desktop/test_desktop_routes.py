from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from blogdesk.core.config import Config
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.desktop import routes
from blogdesk.desktop.shell import BrowserShell, Capabilities, Shell
from blogdesk.factory import create_app
from tests.conftest import dispose

ALL = Capabilities(native_dialogs=True, window_controls=True, clipboard=True)


@dataclass
class FakeShell:
    """A window whose author has already decided."""

    capabilities: Capabilities = ALL
    chosen: list[Path] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)

    def choose_files(self, kinds: Sequence[str]) -> list[Path]:
        self.told.append(kinds[0])
        return self.chosen

    def choose_folder(self) -> Path | None:
        return self.chosen[0] if self.chosen else None

    def choose_place(self, name: str) -> Path | None:
        return self.chosen[0] / name if self.chosen else None

    def open_url(self, url: str) -> None:
        self.told.append(url)

    def copy(self, text: str) -> None:
        self.told.append(text)

    def control_window(self, action: str) -> None:
        self.told.append(action)

    def page_ready(self) -> None:
        self.told.append("ready")

    def page_flushed(self, *, saved: bool) -> None:
        self.told.append(saved)

    def quit(self) -> None:
        self.told.append("quit")


@dataclass
class Face:
    client: FlaskClient
    shell: FakeShell
    app: Flask


def face_over(config: Config, shell: Shell) -> Flask:
    app = create_app(config, [lambda app: routes.register(app, shell)], MemorySecretStore())

    @app.post("/studio/media")
    def upload() -> Any:
        files = {file.filename: file.read().decode() for file in request.files.getlist("file")}
        return {"items": files, "post_id": request.form["post_id"], "csrf": request.headers["X-BD-CSRF"]}, 201

    @app.get("/studio/export.zip")
    def export() -> Any:
        return iter([b"first ", b"second"])

    return app


@pytest.fixture
def face(config: Config) -> Iterator[Face]:
    shell = FakeShell()
    app = face_over(config, shell)
    yield Face(app.test_client(), shell, app)
    dispose(app)


@pytest.fixture
def browser(config: Config) -> Iterator[FlaskClient]:
    app = face_over(config, BrowserShell(lambda: None))
    yield app.test_client()
    dispose(app)


def test_a_page_learns_what_it_can_count_on(face: Face, browser: FlaskClient) -> None:
    expected = {"native_dialogs": True, "window_controls": True, "clipboard": True, "lasting_secrets": False}
    assert face.client.get("/desktop/capabilities").json == expected
    assert browser.get("/desktop/capabilities").json == dict.fromkeys(expected, False)


def test_chosen_pictures_go_the_way_of_dropped_ones(face: Face, tmp_path: Path) -> None:
    for name in ("ä.png", "b.jpg"):
        (tmp_path / name).write_text(name)
        face.shell.chosen.append(tmp_path / name)
    answer = face.client.post("/desktop/choose-image", json={"post_id": "p"}, headers={"X-BD-CSRF": "token"})
    assert answer.status_code == 201
    assert answer.json == {"items": {"ä.png": "ä.png", "b.jpg": "b.jpg"}, "post_id": "p", "csrf": "token"}


def test_a_closed_picture_dialog_adds_nothing(face: Face) -> None:
    answer = face.client.post("/desktop/choose-image", json={"post_id": "p"})
    assert (answer.status_code, answer.json) == (200, {"items": []})


def test_a_chosen_picture_that_is_gone_is_told(face: Face, tmp_path: Path) -> None:
    face.shell.chosen = [tmp_path / "gone.png"]
    answer = face.client.post("/desktop/choose-image", json={"post_id": "p"})
    assert answer.status_code == 507
    assert "gone.png" in (answer.json or {})["detail"]


def test_a_folder_is_chosen_or_not(face: Face, tmp_path: Path) -> None:
    assert face.client.post("/desktop/choose-folder").json == {"path": None}
    face.shell.chosen = [tmp_path]
    assert face.client.post("/desktop/choose-folder").json == {"path": str(tmp_path)}


def test_a_download_is_saved_where_the_author_wants_it(face: Face, tmp_path: Path) -> None:
    wish = {"path": "/studio/export.zip", "name": "blog.zip"}
    assert face.client.post("/desktop/download", json=wish).json == {"path": None}
    face.shell.chosen = [tmp_path]
    assert face.client.post("/desktop/download", json=wish).json == {"path": str(tmp_path / "blog.zip")}
    assert (tmp_path / "blog.zip").read_bytes() == b"first second"
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".blogdesk")] == []


@pytest.mark.parametrize("path", ["https://evil.example/x", "//evil.example/x", "/desktop/quit", "/_bd/enter", "x"])
def test_only_addresses_of_the_app_are_downloaded(face: Face, tmp_path: Path, path: str) -> None:
    face.shell.chosen = [tmp_path]
    assert face.client.post("/desktop/download", json={"path": path, "name": "x"}).status_code == 422


def test_a_download_keeps_to_the_chosen_folder(face: Face, tmp_path: Path) -> None:
    face.shell.chosen = [tmp_path]
    wish = {"path": "/studio/export.zip", "name": "../../outside"}
    assert face.client.post("/desktop/download", json=wish).json == {"path": str(tmp_path / "outside")}


def test_what_cannot_be_saved_leaves_nothing_behind(face: Face, tmp_path: Path) -> None:
    face.shell.chosen = [tmp_path]
    assert face.client.post("/desktop/download", json={"path": "/studio/none", "name": "x"}).status_code == 404
    face.shell.chosen = [tmp_path / "no-such-folder"]
    wish = {"path": "/studio/export.zip", "name": "x"}
    assert face.client.post("/desktop/download", json=wish).status_code == 507
    assert [file.name for file in tmp_path.iterdir() if file.name in {"x", "no-such-folder"}] == []


def test_the_shell_is_told(face: Face) -> None:
    for path, body in [
        ("open-url", {"url": "https://example.org/"}),
        ("copy", {"text": "a link"}),
        ("window", {"action": "fullscreen"}),
        ("ready", {}),
        ("flushed", {}),
        ("flushed", {"saved": True}),
        ("quit", {}),
    ]:
        answer = face.client.post(f"/desktop/{path}", json=body)
        assert (answer.status_code, answer.json) == (200, {})
    assert face.shell.told == ["https://example.org/", "a link", "fullscreen", "ready", False, True, "quit"]


@pytest.mark.parametrize(
    ("path", "body"),
    [("open-url", {}), ("open-url", {"url": 7}), ("copy", {"text": ""}), ("window", {"action": "explode"}),
     ("choose-image", {}), ("copy", None)],
)  # fmt: skip
def test_a_senseless_wish_is_refused_by_field(face: Face, path: str, body: Any) -> None:
    answer = face.client.post(f"/desktop/{path}", json=body)
    assert answer.status_code == 422
    assert (answer.json or {})["errors"]
    assert face.shell.told == []


@pytest.mark.parametrize(
    ("path", "body"),
    [("choose-image", {"post_id": "p"}), ("choose-folder", {}), ("copy", {"text": "x"}),
     ("window", {"action": "minimize"}), ("download", {"path": "/studio/export.zip", "name": "x"})],
)  # fmt: skip
def test_in_a_browser_the_page_is_sent_to_the_browsers_own_way(browser: FlaskClient, path: str, body: Any) -> None:
    answer = browser.post(f"/desktop/{path}", json=body)
    assert answer.status_code == 409
    assert "browser" in (answer.json or {})["next_step"]


def test_in_a_browser_only_web_addresses_are_opened(browser: FlaskClient) -> None:
    assert browser.post("/desktop/open-url", json={"url": "file:///etc/passwd"}).status_code == 422


def test_home_is_the_studio(face: Face) -> None:
    answer = face.client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/studio/")
