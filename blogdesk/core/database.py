"""The database: one `db`, and the column types every model uses. `transaction()` lives next door.

SQLite runs with WAL, synchronous=FULL (a draft acknowledged is a draft on disk), foreign keys on, and takes its
write lock at the start of a writing transaction (BEGIN IMMEDIATE), so that a writer waits instead of failing late.
"""

import sqlite3
import uuid
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, String, Text, TypeDecorator, Uuid, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from blogdesk.core.clock import now
from blogdesk.core.ids import uuid7

# Alembic can only name what has a name: https://alembic.sqlalchemy.org/en/latest/naming.html
NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# How long a statement waits for another writer before SQLite says "database is locked".
SQLITE_BUSY_TIMEOUT_MS = 10_000
# The execution option by which transaction() asks for the write lock at once.
WRITE_OPTION = "blogdesk_write"


# What an edge catches that must answer even when the database does not.
DatabaseFailure = SQLAlchemyError


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Model)


class UTCDateTime(TypeDecorator[datetime]):
    """Aware datetimes in UTC, in and out; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the interface
        """SQLite keeps no zone: put UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Characters that XML 1.0 (section 2.2) forbids, with the lone surrogates UTF-8 cannot carry.
_ILLEGAL = {c: None for c in [*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF] if c not in {0x9, 0xA, 0xD}}


class CleanText(TypeDecorator[str]):
    """Text whose XML-1.0-illegal characters stop here: they would break a feed, and say nothing to a reader."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the interface
        """Drop what XML 1.0 forbids."""
        return None if value is None else value.translate(_ILLEGAL)


class SourceText(TypeDecorator[str]):
    """An author's own text, kept to the character; only NUL, which PostgreSQL cannot store, becomes U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the interface
        """Replace NUL as CommonMark 0.31 section 2.3 does."""
        return None if value is None else value.replace("\0", "\ufffd")


class UuidKey:
    """Mixin: a UUIDv7 primary key, made here unless given."""

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid7)


class Timestamps:
    """Mixin: when it was made and last changed, for people to read; no decision uses them."""

    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)


def is_clash(error: BaseException) -> bool:
    """Whether a write failed because another, at the same moment, took the same name or made the same thing."""
    return isinstance(error, IntegrityError)


def is_busy(error: BaseException) -> bool:
    """Whether the database had to turn a statement down for now: locked too long, or a deadlock."""
    return isinstance(error, OperationalError)


def short(length: int = 200) -> String:
    """A VARCHAR for names and codes that the program itself chooses."""
    return String(length)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we emit BEGIN ourselves, below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        write = connection.get_execution_options().get(WRITE_OPTION)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
