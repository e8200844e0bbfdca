from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from blogdesk.core.database import db
from blogdesk.core.opening import NOTICES, OpenedBackup

HEADERS = {"X-BD-CSRF": "the-token"}


def test_every_page_says_that_a_backup_is_open(desktop_studio: Flask) -> None:
    client = desktop_studio.test_client()
    assert "a backup is open" not in client.get("/studio/").text
    notice = OpenedBackup(datetime(2026, 3, 1, 12, 30, tzinfo=UTC), Path("/data/backups/damaged-1.sqlite3"))
    desktop_studio.extensions[NOTICES] = [notice]
    page = client.get("/studio/settings").text
    assert "a backup is open" in page
    assert "2026-03-01 12:30 (UTC)" in page
    assert "/data/backups/damaged-1.sqlite3" in page


def test_a_database_that_cannot_be_written_is_a_problem_in_plain_words(desktop_studio: Flask) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 1")
    answer = desktop_studio.test_client().patch("/studio/settings", json={"title": "Wind"}, headers=HEADERS)
    assert (answer.status_code, answer.content_type) == (507, "application/problem+json")
    assert answer.get_json()["code"] == "data-folder-unusable"
    assert "is safe" in answer.get_json()["next_step"]
