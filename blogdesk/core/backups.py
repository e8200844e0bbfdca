"""Verified copies of an SQLite database: made while it is in use, kept for a while, opened when it is damaged.

Only the database: originals of pictures are files of their own that never change.
"""

import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from blogdesk.core.atomic_files import storage_error, sync_folder
from blogdesk.core.clock import now
from blogdesk.core.paths import DataFolder
from blogdesk.core.sqlite_faults import as_storage_error
from blogdesk.errors import DatabaseDamaged

log = logging.getLogger(__name__)
KEEP = 7
DAILY, BEFORE_MIGRATION, BEFORE_RESTORE = "daily", "before-migration", "before-restore"
_NAME = re.compile(r"(?P<moment>\d{8}T\d{6}\d{6}Z)-(?P<reason>[a-z-]+)\.sqlite3")
_MOMENT = "%Y%m%dT%H%M%S%fZ"
# Beside the database's own file, SQLite keeps its log and the index of the log.
COMPANIONS = ("-wal", "-shm")
_WAIT_S = 10.0


@dataclass(frozen=True)
class Backup:
    """One copy in the folder of backups; `reason` is daily, before-migration or before-restore."""

    path: Path
    made_at: datetime
    reason: str


@dataclass(frozen=True)
class Recovery:
    """A damaged database was set aside as `damaged`, and the backup opened in its place."""

    backup: Backup
    damaged: Path


def list_backups(folder: DataFolder) -> list[Backup]:
    """The kept copies, newest first."""
    found = []
    for path in folder.backups.glob("*.sqlite3"):
        match = _NAME.fullmatch(path.name)
        if match:
            made_at = datetime.strptime(match["moment"], _MOMENT).replace(tzinfo=UTC)
            found.append(Backup(path, made_at, match["reason"]))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def make_backup(folder: DataFolder, reason: str) -> Backup:
    """Copy the database as it is now, verify the copy, forget the oldest beyond KEEP.

    Raises:
        DatabaseDamaged: the copy does not pass its check; none is kept, and no older one forgotten.
        StorageError: the disk refused.
    """
    moment = now()
    target = folder.backups / f"{moment:{_MOMENT}}-{reason}.sqlite3"
    copy_database(folder.database, target)
    for old in list_backups(folder)[KEEP:]:
        old.path.unlink(missing_ok=True)
    return Backup(target, moment, reason)


def make_daily_backup(folder: DataFolder) -> Backup | None:
    """Today's backup, unless there is one.

    Raises:
        StorageError: the database is damaged, or the disk refused.
    """
    today = now().date()
    if any(backup.made_at.date() == today for backup in list_backups(folder)):
        return None
    return make_backup(folder, DAILY)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that may be in use (https://www.sqlite.org/backup.html).

    `target` is whole and checked afterwards, or as it was before.

    Raises:
        DatabaseDamaged, StorageError: see `make_backup`.
    """
    partial = target.with_name(f".{target.name}.partial")
    try:
        _copy(source, partial)
        check_database(partial)
        partial.replace(target)
        sync_folder(target.parent)
    except OSError as err:
        raise storage_error(err, target) from err
    finally:
        for path in _files(partial):
            path.unlink(missing_ok=True)


def overwrite_database(source: Path, target: Path) -> None:
    """Give the database at `target`, which may be open, the contents of `source`, as one transaction.

    Raises:
        StorageError: the disk refused, or somebody writes all the time; `target` is as it was.
    """
    _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    with _sqlite(source) as read, _sqlite(target) as write:
        read.backup(write)
        # One file without a log: what a copy is moved and kept as. An open database stays in WAL mode.
        if target.name.endswith(".partial"):
            write.execute("PRAGMA journal_mode=DELETE")


def check_database(path: Path) -> None:
    """Hold a database against SQLite's quick check.

    Raises:
        DatabaseDamaged: it does not pass.
        StorageError: it cannot be read now.
    """
    with _sqlite(path) as connection:
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise damaged(path, verdict)


def damaged(path: Path, reason: str) -> DatabaseDamaged:
    """The error that says so."""
    return DatabaseDamaged(
        f"The database {path.name} is damaged ({reason}).",
        next_step="Nothing was changed. `blogdesk restore FILE` puts a backup in its place; "
        "starting BlogDesk opens the newest good one of the folder backups.",
    )


@contextmanager
def _sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)) as connection:
            yield connection
    except sqlite3.Error as err:
        raise as_storage_error(err, path) from err


def recover(folder: DataFolder) -> Recovery | None:
    """Check the database; put the newest good backup in the place of a damaged one, which is kept beside the backups.

    None when the database is sound, or when there is none yet.

    Raises:
        DatabaseDamaged: it is damaged, and there is no good backup. It is left where it is.
        StorageError: it cannot be read now, or the disk refused.
    """
    try:
        _check_found(folder)
    except DatabaseDamaged as err:
        log.warning("%s", err.message)
        backup = next((backup for backup in list_backups(folder) if not is_damaged(backup.path)), None)
        if backup is None:
            raise
        recovery = Recovery(backup, set_aside(folder))
        copy_database(backup.path, folder.database)
        log.warning("the database was set aside as %s; opened the backup %s", recovery.damaged, backup.path)
        return recovery
    return None


def _check_found(folder: DataFolder) -> None:
    if not folder.database.exists():
        return
    if folder.database.stat().st_size == 0 and list_backups(folder):
        raise damaged(folder.database, "it is empty")
    check_database(folder.database)


def is_damaged(path: Path) -> bool:
    """Whether a database does not pass its check."""
    try:
        check_database(path)
    except DatabaseDamaged:
        log.warning("%s is damaged", path)
        return True
    return False


def set_aside(folder: DataFolder) -> Path:
    """Move the database, whatever it is, to the backups; where it is then.

    Raises:
        StorageError: the system refused.
    """
    place = folder.backups / f"damaged-{now():{_MOMENT}}.sqlite3"
    try:
        for path, kept in zip(_files(folder.database), _files(place), strict=True):
            if path.exists():
                path.replace(kept)
    except OSError as err:
        raise storage_error(err, folder.database) from err
    return place


def _files(database: Path) -> list[Path]:
    return [database, *(database.with_name(database.name + ending) for ending in COMPANIONS)]
