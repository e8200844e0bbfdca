"""Bringing in a folder of Markdown from the window."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from blogdesk.posts.queries import PostFilter, count_posts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "blog"
    place.mkdir()
    (place / "salt.md").write_text("---\ntitle: Salt\n---\nIt keeps what it touches.\n", encoding="utf-8")
    (place / "notes.txt").write_text("no post", encoding="utf-8")
    return place


def test_a_look_says_what_would_happen_and_writes_nothing(client: FlaskClient, folder: Path) -> None:
    report = client.post("/studio/import", json={"path": str(folder)}).get_json()
    assert report["dry_run"] is True
    assert report["counts"]["post"] == {"imported": 1}
    assert [entry["path"] for entry in report["noted"]] == ["notes.txt"]
    assert count_posts(PostFilter()) == 0


def test_the_posts_come_in_and_a_second_run_changes_nothing(client: FlaskClient, folder: Path) -> None:
    first = client.post("/studio/import", json={"path": str(folder), "dry_run": False}).get_json()
    assert first["counts"]["post"] == {"imported": 1}
    again = client.post("/studio/import", json={"path": str(folder), "dry_run": False}).get_json()
    assert again["counts"]["post"] == {"unchanged": 1}
    assert client.get("/studio/library.json").get_json()["items"][0]["title"] == "Salt"


@pytest.mark.parametrize(("path", "status"), [("", 422), ("blog", 422), ("/no/such/folder", 404)])
def test_what_is_no_folder_is_told(client: FlaskClient, path: str, status: int) -> None:
    assert client.post("/studio/import", json={"path": path}).status_code == status


def test_a_server_reads_no_folder_of_its_own_for_anybody(hosted_studio: object, folder: Path) -> None:
    window = hosted_studio.test_client()  # type: ignore[attr-defined]
    assert window.post("/studio/import", json={"path": str(folder), "dry_run": False}).status_code == 404
    assert window.get("/studio/import").status_code == 404
    assert count_posts(PostFilter()) == 0
