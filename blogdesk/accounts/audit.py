"""Who did what: the entries that an administrator reads afterwards."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from blogdesk.accounts.models import AuditEntry
from blogdesk.core.database import db


def record(
    action: str,
    *,
    actor_id: uuid.UUID | None = None,
    subject: tuple[str, uuid.UUID | str] = ("", ""),
    address: str = "",
    **detail: Any,
) -> None:
    """Add an entry to the running transaction. `subject` is a type and an id; `detail` holds no secret."""
    kind, name = subject
    db.session.add(
        AuditEntry(
            action=action, actor_id=actor_id, subject_type=kind, subject_id=str(name), address=address, detail=detail
        )
    )


def list_entries(*, limit: int = 100) -> Sequence[AuditEntry]:
    """The newest entries first."""
    return db.session.scalars(
        select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)
    ).all()
