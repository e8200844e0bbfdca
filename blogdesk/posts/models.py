"""Posts and pages, every version of them, the journal of keystrokes, and the addresses they had."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blogdesk.accounts.models import User
from blogdesk.core.clock import now
from blogdesk.core.database import CleanText, Model, SourceText, Timestamps, UTCDateTime, UuidKey, short
from blogdesk.media.models import Media
from blogdesk.taxonomy.models import Category, Tag

post_tag = Table(
    "post_tag",
    Model.metadata,
    Column("post_id", Uuid, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", Uuid, ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("position", Integer, nullable=False, default=0),
)


class Post(UuidKey, Timestamps, Model):
    """A post or page. `markdown` is the truth and is kept to the character; `html` is its rendering, or None.

    `rev` counts the writes; it is the ETag, and no decision uses a clock. `journal_seq` is the last journal entry
    that `markdown` includes. `front_matter` is the raw block of an imported file, given back at export.
    """

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        Index("ix_post_public", "status", "kind", "published_at", "id"),
        Index("ix_post_recent", "deleted_at", "updated_at", "id"),
        Index("ix_post_counts", "deleted_at", "status", "kind"),
    )

    kind: Mapped[str] = mapped_column(short(10), default="post")
    status: Mapped[str] = mapped_column(short(10), default="draft")
    title: Mapped[str] = mapped_column(CleanText, default="")
    slug: Mapped[str] = mapped_column(short())
    slug_is_own: Mapped[bool] = mapped_column(Boolean, default=False)
    markdown: Mapped[str] = mapped_column(SourceText, default="")
    eol: Mapped[str] = mapped_column(short(4), default="lf")
    html: Mapped[str | None] = mapped_column(CleanText)
    render_key: Mapped[str | None] = mapped_column(short(64))
    excerpt: Mapped[str] = mapped_column(CleanText, default="")
    summary: Mapped[str] = mapped_column(CleanText, default="")
    canonical_url: Mapped[str] = mapped_column(Text, default="")
    meta_title: Mapped[str] = mapped_column(CleanText, default="")
    meta_description: Mapped[str] = mapped_column(CleanText, default="")
    featured: Mapped[bool] = mapped_column(Boolean, default=False)
    comments_open: Mapped[bool] = mapped_column(Boolean, default=True)
    word_count: Mapped[int] = mapped_column(Integer, default=0)
    reading_minutes: Mapped[int] = mapped_column(Integer, default=0)
    author_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("user.id", ondelete="SET NULL"), index=True)
    category_id: Mapped[uuid.UUID | None] = mapped_column(
        Uuid, ForeignKey("category.id", ondelete="SET NULL"), index=True
    )
    cover_media_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("media.id", ondelete="SET NULL"))
    cover_alt: Mapped[str] = mapped_column(CleanText, default="")
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    rev: Mapped[int] = mapped_column(Integer, default=1)
    journal_seq: Mapped[int] = mapped_column(Integer, default=0)
    source_path: Mapped[str | None] = mapped_column(Text, index=True)
    front_matter: Mapped[str] = mapped_column(SourceText, default="")
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    author: Mapped[User | None] = relationship()
    category: Mapped[Category | None] = relationship()
    cover: Mapped[Media | None] = relationship()
    tags: Mapped[list[Tag]] = relationship(secondary=post_tag, order_by=post_tag.c.position)


class Revision(UuidKey, Model):
    """A version of a post.

    `reason` says why it was kept: autosave, named, published, api, import, merge, pre-merge, conflict-theirs, delete.
    `op_id` is the Idempotency-Key of the write that made it, kept in the same transaction as the write, with the
    hash of the request and the answer that was given, for as long as the revision lives.
    """

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_post", "post_id", "created_at"),)

    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"))
    rev: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(short(20))
    name: Mapped[str] = mapped_column(CleanText, default="")
    title: Mapped[str] = mapped_column(CleanText, default="")
    markdown: Mapped[str] = mapped_column(SourceText, default="")
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("user.id", ondelete="SET NULL"))
    op_id: Mapped[str | None] = mapped_column(short(64), unique=True)
    request_hash: Mapped[str | None] = mapped_column(short(64))
    answer_status: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class JournalEntry(Model):
    """One change of the text as the editor made it: a CodeMirror change set, in UTF-16 units."""

    __tablename__ = "journal_entry"

    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    changes: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(short(40), default="")
    anchor: Mapped[int] = mapped_column(Integer, default=0)
    head: Mapped[int] = mapped_column(Integer, default=0)
    length_after: Mapped[int] = mapped_column(Integer)
    client: Mapped[str] = mapped_column(short(36), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class JournalBase(Model):
    """The text that the kept journal entries start from; moved forward when they grow many."""

    __tablename__ = "journal_base"

    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, default=0)
    text: Mapped[str] = mapped_column(SourceText, default="")


class EditorPlace(Model):
    """Where the author was in a post: caret, selection, scroll."""

    __tablename__ = "editor_place"

    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    anchor: Mapped[int] = mapped_column(Integer, default=0)
    head: Mapped[int] = mapped_column(Integer, default=0)
    scroll_top: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)


class HeldEdit(Model):
    """Changes to a live post that readers do not see before "Update"."""

    __tablename__ = "held_edit"

    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    base_rev: Mapped[int] = mapped_column(Integer)
    markdown: Mapped[str] = mapped_column(SourceText)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, onupdate=now)


class Redirect(UuidKey, Model):
    """An address that moved: to a post, to a URL, or away for good (410)."""

    __tablename__ = "redirect"

    path: Mapped[str] = mapped_column(short(500), unique=True)
    post_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), index=True)
    target: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[int] = mapped_column(Integer, default=301)
    reason: Mapped[str] = mapped_column(short(10), default="slug")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class PostLink(UuidKey, Model):
    """A link from a post: to another post when it is one of ours, else to `target` as written."""

    __tablename__ = "post_link"
    __table_args__ = (UniqueConstraint("post_id", "target"),)

    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), index=True)
    target: Mapped[str] = mapped_column(CleanText)
    target_post_id: Mapped[uuid.UUID | None] = mapped_column(
        Uuid, ForeignKey("post.id", ondelete="SET NULL"), index=True
    )


class PostPicture(UuidKey, Model):
    """A picture that a post shows: `target` as written in its Markdown, `media_id` when we have the file."""

    __tablename__ = "post_picture"
    __table_args__ = (UniqueConstraint("post_id", "target"),)

    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), index=True)
    target: Mapped[str] = mapped_column(CleanText)
    media_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("media.id", ondelete="SET NULL"), index=True)


class PostViews(Model):
    """How often a post was read; beside the post, so that a reader never writes the post's row."""

    __tablename__ = "post_views"

    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    total: Mapped[int] = mapped_column(Integer, default=0)
