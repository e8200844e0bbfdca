"""Bringing a database to this version's schema, and back. The migrations are shipped in blogdesk/migrations."""

import logging
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect, text

from blogdesk.core import backups
from blogdesk.core.config import Config
from blogdesk.core.database import db
from blogdesk.errors import StorageError

log = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent.parent / "migrations"
# The newest migration. Knowing it here saves importing Alembic at every start; a test holds it to the folder.
HEAD = "0002"


def current_version() -> str | None:
    """The migration the database is at; None when it is empty. Needs an app context."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return version


def versions() -> list[str]:
    """The names of the migrations, oldest first."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade(app: Flask, target: str = "head") -> None:
    """Run the migrations up to `target`; does nothing, and imports nothing, when the database is there already.

    A database of ours that is not empty is backed up first; when a migration fails, it is put back.

    Raises:
        StorageError: a migration failed, and the database is as it was; or the disk refused the backup.
    """
    with app.app_context():
        before = current_version()
        if before == HEAD and target == "head":
            return
        log.info("bringing the database from %s to %s", before, target)
        _migrate(app, "upgrade", target, before=before)


def downgrade(app: Flask, target: str) -> None:
    """Run the migrations down to `target` (`base` for none), as `upgrade` does.

    Raises:
        StorageError: see `upgrade`.
    """
    with app.app_context():
        _migrate(app, "downgrade", target, before=current_version())


def _migrate(app: Flask, verb: str, target: str, *, before: str | None) -> None:
    """One way or the other, with the way back kept open."""
    config: Config = app.extensions["blogdesk.config"]
    folder = config.data_folder
    if before is None or config.database_url != f"sqlite:///{folder.database}":
        _alembic(verb, target)
        return
    backup = backups.make_backup(folder, backups.BEFORE_MIGRATION)
    try:
        _alembic(verb, target)
    except Exception as err:
        log.exception("a migration failed; the backup %s is put back", backup.path)
        db.session.remove()
        db.engine.dispose()
        backups.overwrite_database(backup.path, folder.database)
        raise StorageError(
            f"The database could not be brought from {before} to {target}: {err}",
            next_step="It was put back as it was, and a backup is kept. Use the version of BlogDesk you had before.",
        ) from err


def _alembic(verb: str, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        {"upgrade": command.upgrade, "downgrade": command.downgrade}[verb](config, target)
