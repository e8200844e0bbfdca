"""Pictures: the original by its hash, what can be sent, renditions, and uploads that are under way."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, BigInteger, Boolean, ForeignKey, Integer, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from blogdesk.core.clock import now
from blogdesk.core.database import CleanText, Model, Timestamps, UTCDateTime, UuidKey, short


class Media(UuidKey, Timestamps, Model):
    """One picture. `sha256` is of the original as the author gave it: the same bytes given again are the same row.

    Two pictures that differ in nothing but metadata are two rows there; a hosted blog, which gets only the clean
    copy, then has two rows of one hash, each under the id that texts know.

    `clean_sha256` is of the copy that may be sent: same pixels, no location, no device; it equals `sha256` when
    there was nothing to remove. Widths and heights are pixels after orientation.
    """

    __tablename__ = "media"

    sha256: Mapped[str] = mapped_column(short(64), index=True)
    clean_sha256: Mapped[str] = mapped_column(short(64), index=True)
    mime: Mapped[str] = mapped_column(short(40))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    clean_size_bytes: Mapped[int] = mapped_column(BigInteger)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    animated: Mapped[bool] = mapped_column(Boolean, default=False)
    original_name: Mapped[str] = mapped_column(CleanText, default="")
    alt: Mapped[str] = mapped_column(CleanText, default="")
    caption: Mapped[str] = mapped_column(CleanText, default="")
    removed: Mapped[list[str]] = mapped_column(JSON, default=list)
    renditions_made_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    added_by_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("user.id", ondelete="SET NULL"))
    rev: Mapped[int] = mapped_column(Integer, default=1)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Rendition(UuidKey, Model):
    """A smaller or other form of a picture: `name` is 480, 960, 1600, card or poster."""

    __tablename__ = "rendition"
    __table_args__ = (UniqueConstraint("media_id", "name"),)

    media_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("media.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(short(20))
    mime: Mapped[str] = mapped_column(short(40))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(short(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Upload(UuidKey, Model):
    """A file that arrives in pieces; complete only when its hash is right."""

    __tablename__ = "upload"

    user_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("user.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str] = mapped_column(short(64), index=True)
    mime: Mapped[str] = mapped_column(short(40))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    offset_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
