"""What SQLite says of the disk, the folder and the file, as errors of ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from blogdesk.errors import DatabaseDamaged, DataFolderUnusable, DiskFull, StorageError

_SAFE = "What was saved before is safe."


def as_storage_error(err: sqlite3.Error, path: Path | None = None) -> StorageError:
    """The author's words for an error of SQLite's (https://www.sqlite.org/rescode.html)."""
    name = getattr(err, "sqlite_errorname", "") or ""
    which = f"The database {path.name}" if path else "The database"
    if name == "SQLITE_FULL":
        return DiskFull("There is no space left for the database.", next_step=f"{_SAFE} Free some space and try again.")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return DatabaseDamaged(
            f"{which} is damaged ({err}).",
            next_step="Start BlogDesk again: it opens the newest good backup. `blogdesk restore FILE` opens another.",
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return DataFolderUnusable(
            f"{which} cannot be opened for writing ({err}).",
            next_step=f"{_SAFE} Mend the permissions of the data folder and try again.",
        )
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StorageError(
            f"{which} is locked by another program.",
            next_step=f"{_SAFE} Try again; if it stays so, close the program that has it open.",
        )
    return StorageError(f"{which} refused: {err}.", next_step=f"{_SAFE} Check the disk and try again.")


def find_storage_error(err: BaseException) -> StorageError | None:
    """The same for an error that came through SQLAlchemy; None when the disk, folder and file are not to blame."""
    cause = err.orig if isinstance(err, DBAPIError) else err
    if not isinstance(cause, sqlite3.DatabaseError) or isinstance(cause, sqlite3.IntegrityError):
        return None
    if getattr(cause, "sqlite_errorname", None) in {None, "SQLITE_ERROR"}:
        return None
    return as_storage_error(cause)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Raise what the disk, the folder or the file are to blame for as errors of ours.

    Raises:
        StorageError: in place of SQLAlchemy's.
    """
    try:
        yield
    except DBAPIError as err:
        found = find_storage_error(err)
        if found is None:
            raise
        raise found from err
