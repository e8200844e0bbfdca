"""Bringing a database to this version's schema, and back. The migrations are shipped in blogdesk/migrations."""

import logging
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect, text

from blogdesk.core.database import db

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
    """Run the migrations up to `target`; does nothing, and imports nothing, when the database is there already."""
    with app.app_context():
        before = current_version()
        if before == HEAD and target == "head":
            return
        log.info("bringing the database from %s to %s", before, target)
        _alembic("upgrade", target)


def downgrade(app: Flask, target: str) -> None:
    """Run the migrations down to `target` (`base` for none)."""
    with app.app_context():
        _alembic("downgrade", target)


def _alembic(verb: str, target: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with db.engine.connect() as connection:
        config.attributes["connection"] = connection
        {"upgrade": command.upgrade, "downgrade": command.downgrade}[verb](config, target)
