"""What both sides last agreed on, for each post and destination, and how far the feed was read.

Whether a post has changes to send is never stored: it is `snapshot(local) != base`.
"""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from blogdesk.core.database import CleanText, Model, UTCDateTime, short


class SyncState(Model):
    """Base and remote snapshots of one post at one destination. `base` is the server's own answer, never what was sent.

    `wanted` is what the author asked for (none, published, draft, deleted); `state` keeps what cannot be derived:
    clean, conflict, blocked, auth_needed.
    """

    __tablename__ = "sync_state"

    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    destination_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("destination.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    etag: Mapped[str] = mapped_column(short(40), default="")
    base: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    base_hash: Mapped[str] = mapped_column(short(64), default="")
    remote: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    remote_deleted: Mapped[bool] = mapped_column(Boolean, default=False)
    wanted: Mapped[str] = mapped_column(short(12), default="none")
    state: Mapped[str] = mapped_column(short(20), default="clean")
    last_error: Mapped[str] = mapped_column(CleanText, default="")
    next_step: Mapped[str] = mapped_column(CleanText, default="")
    live_url: Mapped[str] = mapped_column(Text, default="")
    live_checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    live_report: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class FeedCursor(Model):
    """How far a destination's change feed was read."""

    __tablename__ = "feed_cursor"

    destination_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("destination.id", ondelete="CASCADE"), primary_key=True
    )
    cursor: Mapped[str] = mapped_column(Text, default="")
    full_sync_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
