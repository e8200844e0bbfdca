"""The migrations, up and down, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from blogdesk.accounts.models import Role
from blogdesk.accounts.roles import ROLES
from blogdesk.core import schema
from blogdesk.core.config import load_config
from blogdesk.core.database import Model, db
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.factory import create_app
from tests.conftest import dispose


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'x.sqlite3'}"
    else:
        yield request.getfixturevalue("postgres_url")


def test_the_tables_go_up_match_the_models_and_come_down(database_url: str, tmp_path: Path) -> None:
    config = load_config(DataFolder(tmp_path / "data"), env={"BLOGDESK_DATABASE_URL": database_url})
    app = create_app(config, [], MemorySecretStore())
    schema.upgrade(app)
    with app.app_context():
        assert schema.current_version() == schema.HEAD
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"include_object": is_ours})
            assert compare_metadata(context, Model.metadata) == []
        kept = {role.name: frozenset(role.permissions) for role in db.session.scalars(select(Role))}
        assert kept == ROLES
        db.session.remove()
    schema.downgrade(app, "base")
    with app.app_context():
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    schema.upgrade(app)
    dispose(app)


def is_ours(_object: object, name: str | None, kind: str, reflected: object, _to: object) -> bool:
    """Search keeps tables of its own, which no model describes."""
    return not (kind == "table" and reflected and (name or "").startswith("post_search"))


def test_the_named_head_is_the_newest_migration() -> None:
    assert ScriptDirectory(str(schema.MIGRATIONS)).get_heads() == [schema.HEAD]


def test_every_migration_can_be_read_without_our_models() -> None:
    for path in (schema.MIGRATIONS / "versions").glob("*.py"):
        assert ".models" not in path.read_text(encoding="utf-8"), f"{path.name} leans on models, which will change"
