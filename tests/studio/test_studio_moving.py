"""Moving in and out from the window: in the background, with an account of every file."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blogdesk.core.config import Config
from blogdesk.core.database import db
from blogdesk.jobs.runner import run_pending
from blogdesk.posts.queries import PostFilter, count_posts
from blogdesk.studio.moving import KIND


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "blog"
    place.mkdir()
    (place / "salt.md").write_text("---\ntitle: Salt\n---\nIt keeps what it touches.\n", encoding="utf-8")
    (place / "notes.txt").write_text("no post", encoding="utf-8")
    return place


def move(app: Flask, client: FlaskClient, address: str, **wish: object) -> dict[str, Any]:
    """Ask for a move, have it done, read its account."""
    asked = client.post(address, json=wish)
    assert asked.status_code == 202, asked.text
    before = client.get(asked.get_json()["url"]).get_json()
    assert before["state"] == "working"
    run_pending(app)
    db.session.rollback()
    note: dict[str, Any] = client.get(asked.get_json()["url"]).get_json()
    return note


def test_a_look_says_what_would_happen_and_writes_nothing(
    desktop_studio: Flask, client: FlaskClient, folder: Path
) -> None:
    report = move(desktop_studio, client, "/studio/import", path=str(folder))
    assert (report["state"], report["does"]) == ("done", "look")
    assert report["counts"]["post"] == {"imported": 1}
    assert [entry["path"] for entry in report["noted"]] == ["notes.txt"]
    assert count_posts(PostFilter()) == 0


def test_the_posts_come_in_and_a_second_run_changes_nothing(
    desktop_studio: Flask, client: FlaskClient, folder: Path
) -> None:
    first = move(desktop_studio, client, "/studio/import", path=str(folder), dry_run=False)
    assert first["counts"]["post"] == {"imported": 1}
    again = move(desktop_studio, client, "/studio/import", path=str(folder), dry_run=False)
    assert again["counts"]["post"] == {"unchanged": 1}
    assert client.get("/studio/library.json").get_json()["items"][0]["title"] == "Salt"


def test_everything_goes_out_to_a_folder_and_to_one_file(
    desktop_studio: Flask, client: FlaskClient, folder: Path, tmp_path: Path
) -> None:
    move(desktop_studio, client, "/studio/import", path=str(folder), dry_run=False)
    out, packed = tmp_path / "out", tmp_path / "out.zip"
    report = move(desktop_studio, client, "/studio/export", path=str(out))
    assert (report["does"], report["counts"]) == ("export", {"post": {"exported": 1}})
    assert (out / "salt.md").read_bytes() == (folder / "salt.md").read_bytes()
    move(desktop_studio, client, "/studio/export", path=str(packed))
    assert zipfile.ZipFile(packed).namelist() == ["salt.md"]


def test_a_move_that_fails_says_so_and_is_not_tried_again(
    desktop_studio: Flask, client: FlaskClient, folder: Path, tmp_path: Path
) -> None:
    move(desktop_studio, client, "/studio/import", path=str(folder), dry_run=False)
    (tmp_path / "out").write_text("a file, no folder", encoding="utf-8")
    report = move(desktop_studio, client, "/studio/export", path=str(tmp_path / "out"))
    assert report["state"] == "failed"
    assert "could not be written" in report["message"]
    assert run_pending(desktop_studio, {KIND}) == 0


def test_one_move_at_a_time_and_the_page_shows_the_one_under_way(client: FlaskClient, folder: Path) -> None:
    first = client.post("/studio/import", json={"path": str(folder)}).get_json()
    second = client.post("/studio/import", json={"path": str(folder), "dry_run": False}).get_json()
    assert second == first
    assert f'data-moving-watch-value="{first["url"]}"' in client.get("/studio/import").text


@pytest.mark.parametrize(("path", "status"), [("", 422), ("blog", 422), ("/no/such/folder", 404)])
def test_what_is_no_folder_is_told(client: FlaskClient, path: str, status: int) -> None:
    assert client.post("/studio/import", json={"path": path}).status_code == status


@pytest.mark.parametrize(("path", "status"), [("", 422), ("blog", 422), ("/no/such/folder/out", 404)])
def test_an_export_needs_a_place(client: FlaskClient, path: str, status: int) -> None:
    assert client.post("/studio/export", json={"path": path}).status_code == status


def test_an_export_stays_out_of_the_apps_own_folder(client: FlaskClient, config: Config) -> None:
    inside = config.data_folder.root / "media"
    assert client.post("/studio/export", json={"path": str(inside)}).status_code == 422


def test_an_unknown_move_is_told(client: FlaskClient) -> None:
    address = "/studio/moves/01890a5d-ac96-774b-bcce-b302099a8057"
    answer = client.get(address, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["next_step"]) == (404, "Your posts are safe. Start it once more.")


def test_a_server_reads_and_writes_no_folder_of_its_own_for_anybody(hosted_studio: Flask, folder: Path) -> None:
    window = hosted_studio.test_client()
    assert window.post("/studio/import", json={"path": str(folder), "dry_run": False}).status_code == 404
    assert window.post("/studio/export", json={"path": str(folder / "out")}).status_code == 404
    assert window.get("/studio/import").status_code == 404
    assert window.get("/studio/moves/01890a5d-ac96-774b-bcce-b302099a8057").status_code == 404
    assert count_posts(PostFilter()) == 0
