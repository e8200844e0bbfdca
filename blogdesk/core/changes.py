"""The change feed: one row for each committed change, numbered in commit order.

The number is taken from one counter row as the last statement before the commit, so a reader that has seen number
n has seen everything below n (a bare autoincrement would let a slow transaction slip in behind a reader).
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Integer, Uuid, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from blogdesk.core.clock import now
from blogdesk.core.database import Model, UTCDateTime, db, short
from blogdesk.core.ids import uuid7

_PENDING = "blogdesk.pending_changes"
Operation = Literal["upsert", "delete"]


class Instance(Model):
    """The one row that says who this database is, and how far its feed has come.

    `epoch` changes when the database is restored or replaced, so that old cursors and ETags are known as such.
    """

    __tablename__ = "instance"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, default=1)
    instance_id: Mapped[uuid.UUID] = mapped_column(Uuid, default=uuid7)
    epoch: Mapped[str] = mapped_column(short(8), default=lambda: uuid.uuid4().hex[:8])
    change_seq: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Change(Model):
    """One committed change of one object."""

    __tablename__ = "change"

    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    change_id: Mapped[uuid.UUID] = mapped_column(Uuid, default=uuid7)
    type: Mapped[str] = mapped_column(short(20), index=True)
    object_id: Mapped[uuid.UUID] = mapped_column(Uuid, index=True)
    rev: Mapped[int] = mapped_column(Integer)
    op: Mapped[str] = mapped_column(short(10))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


@dataclass(frozen=True)
class PendingChange:
    """A change that will be numbered at the commit."""

    type: str
    object_id: uuid.UUID
    rev: int
    op: Operation


def record_change(kind: str, object_id: uuid.UUID, rev: int, *, op: Operation = "upsert") -> None:
    """Have the change of this object numbered when the running transaction commits; the latest one counts."""
    pending: dict[tuple[str, uuid.UUID], PendingChange] = db.session.info.setdefault(_PENDING, {})
    pending[kind, object_id] = PendingChange(kind, object_id, rev, op)


def drop_pending() -> None:
    """Forget what was recorded: the transaction rolled back."""
    db.session.info.pop(_PENDING, None)


def write_pending() -> None:
    """Flush everything else, then take the numbers and write the rows. Called by transaction() only."""
    db.session.flush()
    pending: dict[object, PendingChange] = db.session.info.pop(_PENDING, {})
    if not pending:
        return
    last = db.session.scalar(
        update(Instance).values(change_seq=Instance.change_seq + len(pending)).returning(Instance.change_seq)
    )
    if last is None:
        raise RuntimeError("the instance row is missing: the database was not migrated")
    first = last - len(pending) + 1
    rows = [
        {"seq": seq, "type": change.type, "object_id": change.object_id, "rev": change.rev, "op": change.op}
        for seq, change in enumerate(pending.values(), first)
    ]
    db.session.execute(insert(Change), rows)


def get_instance() -> Instance:
    """The row that says who this database is."""
    return db.session.scalars(select(Instance)).one()
