import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from blogdesk import factory
from blogdesk.core import backups, schema
from blogdesk.core.clock import now
from blogdesk.core.config import Config
from blogdesk.core.database import db
from blogdesk.core.opening import NOTICES, OpenedBackup, open_database
from blogdesk.core.paths import DataFolder
from blogdesk.core.sqlite_faults import storage_errors
from blogdesk.core.transactions import transaction
from blogdesk.errors import DatabaseDamaged, DataFolderUnusable, DiskFull, StorageError
from blogdesk.jobs.runner import run_pending
from blogdesk.jobs.service import list_jobs, wake
from blogdesk.posts.fields import PostFields
from blogdesk.posts.service import create_post, find_by_slug
from tests.conftest import dispose


def write(*titles: str) -> None:
    with transaction():
        for title in titles:
            create_post(PostFields(title=title, markdown="Words. " * 2000))


def tear(path: Path) -> None:
    """Overwrite the middle of the file, as a failing disk does."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 4)
        file.write(b"\xa5" * (size // 2))


@pytest.fixture
def folder(config: Config) -> DataFolder:
    return config.data_folder


def test_a_backup_holds_what_is_still_in_the_log_of_an_open_database(app: Flask, folder: DataFolder) -> None:
    write("Lighthouse")
    backup = backups.make_backup(folder, backups.DAILY)
    assert [path.name for path in folder.backups.iterdir()] == [backup.path.name]
    with closing(sqlite3.connect(backup.path)) as copy:
        assert copy.execute("SELECT slug FROM post").fetchall() == [("lighthouse",)]


def test_the_newest_seven_backups_are_kept(app: Flask, folder: DataFolder) -> None:
    made = [backups.make_backup(folder, backups.DAILY) for _ in range(9)]
    assert backups.list_backups(folder) == made[:1:-1]


def test_there_is_one_daily_backup_a_day(app: Flask, folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    today = datetime(2026, 3, 1, 12, tzinfo=UTC)
    monkeypatch.setattr(backups, "now", lambda: today)
    assert backups.make_daily_backup(folder)
    assert backups.make_daily_backup(folder) is None
    monkeypatch.setattr(backups, "now", lambda: today + timedelta(days=1))
    assert backups.make_daily_backup(folder)


def test_a_damaged_database_is_no_backup_and_costs_no_older_one(app: Flask, folder: DataFolder) -> None:
    write("Whole")
    good = backups.make_backup(folder, backups.DAILY)
    dispose(app)
    tear(folder.database)
    with pytest.raises(DatabaseDamaged):
        backups.make_backup(folder, backups.DAILY)
    assert backups.list_backups(folder) == [good]
    assert sorted(folder.backups.iterdir()) == [good.path]


@pytest.mark.parametrize("damage", ["torn", "no database", "empty"])
def test_a_damaged_database_is_set_aside_and_the_last_good_backup_opened(
    app: Flask, folder: DataFolder, damage: str
) -> None:
    write("Kept")
    good = backups.make_backup(folder, backups.DAILY)
    torn = backups.make_backup(folder, backups.DAILY)
    tear(torn.path)
    write("Lost")
    dispose(app)
    if damage == "torn":
        tear(folder.database)
    else:
        folder.database.write_bytes(b"This is a letter to my aunt. " * 300 if damage == "no database" else b"")
    found = folder.database.read_bytes()
    open_database(app)
    assert find_by_slug("kept")
    assert not find_by_slug("lost")
    write("Written after")
    [notice] = app.extensions[NOTICES]
    assert isinstance(notice, OpenedBackup)
    assert notice.made_at == good.made_at
    assert notice.damaged.read_bytes() == found


def test_a_damaged_database_without_a_backup_is_left_alone(app: Flask, folder: DataFolder) -> None:
    write("Alone")
    dispose(app)
    tear(folder.database)
    found = folder.database.read_bytes()
    with pytest.raises(DatabaseDamaged, match="damaged"):
        open_database(app)
    assert folder.database.read_bytes() == found


def test_a_sound_database_is_opened_without_a_word(app: Flask, folder: DataFolder) -> None:
    write("Fine")
    open_database(app)
    assert app.extensions[NOTICES] == []
    assert find_by_slug("fine")


def test_a_migration_is_preceded_by_a_backup(app: Flask, folder: DataFolder) -> None:
    schema.downgrade(app, "0001")
    assert [backup.reason for backup in backups.list_backups(folder)] == ["before-migration"]


def test_a_failed_migration_leaves_the_database_as_it_was(
    app: Flask, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("Before")

    def half(_verb: str, _target: str) -> None:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE post_tag")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        raise ValueError("no such column: wind")

    db.session.remove()
    monkeypatch.setattr(schema, "_alembic", half)
    with pytest.raises(StorageError, match="no such column: wind") as caught:
        schema.downgrade(app, "0001")
    assert "put back as it was" in caught.value.next_step
    assert schema.current_version() == schema.HEAD
    assert find_by_slug("before")
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM post_tag").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_database_in_use_is_given_other_contents_at_once(app: Flask, folder: DataFolder) -> None:
    write("Old")
    backup = backups.make_backup(folder, backups.DAILY)
    write("New")
    with db.engine.connect() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM post").scalar() == 2
        reader.rollback()
        backups.overwrite_database(backup.path, folder.database)
        assert reader.exec_driver_sql("SELECT count(*) FROM post").scalar() == 1
    backups.check_database(folder.database)
    write("Later")


def test_a_full_disk_is_told_and_nothing_is_lost(app: Flask) -> None:
    write("Before")
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(DiskFull, match="no space left"), storage_errors():
        write(*(f"Too much {number}" for number in range(20)))
    assert find_by_slug("before")
    assert not find_by_slug("too-much-0")


def test_a_locked_database_is_told(app: Flask, folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(folder.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError, match="locked by another program"), storage_errors():
            write("Waits")


def test_a_database_that_cannot_be_written_is_told(app: Flask) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 1")
    with pytest.raises(DataFolderUnusable, match="cannot be opened for writing"), storage_errors():
        write("Nowhere")


def test_a_face_that_starts_has_a_backup_made_once_a_day(app: Flask, folder: DataFolder) -> None:
    factory.open_database(app)
    [job] = list_jobs(kind=factory.DAILY_BACKUP)
    assert now() < job.run_after <= now() + factory.AFTER_START
    with transaction():
        wake()
    assert run_pending(app, {factory.DAILY_BACKUP}) == 1
    assert [backup.reason for backup in backups.list_backups(folder)] == ["daily"]
    [job] = list_jobs(kind=factory.DAILY_BACKUP, state="waiting")
    assert job.run_after > now() + timedelta(hours=23)
