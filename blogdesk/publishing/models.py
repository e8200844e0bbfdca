"""Where posts go: destinations, the one request in flight for each post, and what the remote has of our pictures."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from blogdesk.core.clock import now
from blogdesk.core.database import CleanText, Model, SourceText, UTCDateTime, UuidKey, short


class Destination(UuidKey, Model):
    """A blog this instance publishes to. Its token rests in the secret store under `secret_name`, never here."""

    __tablename__ = "destination"

    name: Mapped[str] = mapped_column(CleanText, unique=True)
    kind: Mapped[str] = mapped_column(short(20), default="blogdesk")
    url: Mapped[str] = mapped_column(Text)
    remote_instance_id: Mapped[str] = mapped_column(short(64), default="")
    account: Mapped[str] = mapped_column(CleanText, default="")
    secret_name: Mapped[str] = mapped_column(Text, default="")
    features: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(short(20), default="ready")
    last_error: Mapped[str] = mapped_column(CleanText, default="")
    last_contact_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    paused: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class OutboxEntry(Model):
    """The one request in flight for a post and destination: its operation id and its exact body.

    Written before the request leaves, deleted in the transaction that keeps the answer; sent again, byte for byte
    and with the same id, until it is answered.
    """

    __tablename__ = "outbox_entry"
    __table_args__ = (UniqueConstraint("post_id", "destination_id"),)

    op_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), index=True)
    destination_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("destination.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str] = mapped_column(short(12))
    if_match: Mapped[str] = mapped_column(short(40), default="")
    body: Mapped[str] = mapped_column(SourceText)
    body_hash: Mapped[str] = mapped_column(short(64))
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str] = mapped_column(CleanText, default="")
    retry_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class RemoteMedia(UuidKey, Model):
    """What a destination has of one of our pictures: the finished one, or how far the upload came."""

    __tablename__ = "remote_media"
    __table_args__ = (UniqueConstraint("media_id", "destination_id"),)

    media_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("media.id", ondelete="CASCADE"), index=True)
    destination_id: Mapped[uuid.UUID] = mapped_column(
        Uuid, ForeignKey("destination.id", ondelete="CASCADE"), index=True
    )
    sha256: Mapped[str] = mapped_column(short(64))
    remote_id: Mapped[str] = mapped_column(short(64), default="")
    url: Mapped[str] = mapped_column(Text, default="")
    upload_url: Mapped[str] = mapped_column(Text, default="")
    offset_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
