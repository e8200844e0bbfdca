"""Opening an instance's database at the start of a face: sound, or from its last good backup; at this version."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask

from blogdesk.core import backups, schema
from blogdesk.core.config import Config
from blogdesk.core.sqlite_faults import storage_errors

# app.extensions[NOTICES]: what the author should know of the start; the studio shows it.
NOTICES = "blogdesk.notices"


@dataclass(frozen=True)
class OpenedBackup:
    """The database was damaged: the backup made at `made_at` is open, the damaged file is at `damaged`."""

    made_at: datetime
    damaged: Path


def open_database(app: Flask) -> None:
    """Check the database, open the last good backup instead of a damaged one, bring it to this version's schema.

    Raises:
        DatabaseDamaged: there is no good backup. Nothing was changed.
        StorageError: the disk, the folder or the file cannot be used now.
    """
    config: Config = app.extensions["blogdesk.config"]
    notices = app.extensions.setdefault(NOTICES, [])
    if keeps_own_database(config):
        recovery = backups.recover(config.data_folder)
        if recovery is not None:
            notices.append(OpenedBackup(recovery.backup.made_at, recovery.damaged))
    with storage_errors():
        schema.upgrade(app)


def keeps_own_database(config: Config) -> bool:
    """Whether the database is the file of the data folder."""
    return config.database_url == f"sqlite:///{config.data_folder.database}"
