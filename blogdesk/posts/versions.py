"""Keeping every version of a post, and remembering which request made it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.errors import NotFound
from blogdesk.posts.models import Post, Revision
from blogdesk.posts.snapshot import snapshot

# Autosaves closer together than this are one version in the history; the journal still holds each keystroke.
AUTOSAVE_SPAN = timedelta(minutes=10)


@dataclass(frozen=True)
class Operation:
    """The Idempotency-Key of a write and the SHA-256 of its request."""

    op_id: str
    request_hash: str
    answer_status: int


def find_operation(op_id: str) -> Revision | None:
    """The version that this operation made, if it was carried out."""
    return db.session.scalars(select(Revision).where(Revision.op_id == op_id)).one_or_none()


def latest(post: Post) -> Revision | None:
    """The newest version kept."""
    query = select(Revision).where(Revision.post_id == post.id).order_by(Revision.rev.desc(), Revision.id.desc())
    return db.session.scalars(query.limit(1)).one_or_none()


def keep_before(post: Post) -> None:
    """Keep the state a change is about to replace, unless it is kept already."""
    newest = latest(post)
    if newest is None or newest.rev < post.rev:
        keep(post, "autosave")


def keep(
    post: Post, reason: str, *, actor_id: uuid.UUID | None = None, operation: Operation | None = None, name: str = ""
) -> Revision:
    """Keep the post as it is now. A recent autosave is replaced by the next one. Adds to the session."""
    fields = snapshot(post)
    markdown = fields.pop("markdown")
    newest = latest(post) if reason == "autosave" else None
    if newest is None or newest.reason != "autosave" or now() - newest.created_at > AUTOSAVE_SPAN:
        newest = Revision(post_id=post.id, created_at=now())
        db.session.add(newest)
    newest.rev, newest.reason, newest.name, newest.actor_id = post.rev, reason, name, actor_id
    newest.title, newest.markdown, newest.fields = post.title, markdown, fields
    if operation is not None:
        newest.op_id, newest.request_hash = operation.op_id, operation.request_hash
        newest.answer_status = operation.answer_status
    return newest


def list_revisions(post_id: uuid.UUID, *, limit: int = 100) -> Sequence[Revision]:
    """The newest versions first."""
    query = select(Revision).where(Revision.post_id == post_id).order_by(Revision.created_at.desc(), Revision.id.desc())
    return db.session.scalars(query.limit(limit)).all()


def get_revision(post_id: uuid.UUID, revision_id: uuid.UUID) -> Revision:
    """One version of this post.

    Raises:
        NotFound: the post has no such version.
    """
    revision = db.session.get(Revision, revision_id)
    if revision is None or revision.post_id != post_id:
        raise NotFound("There is no such version of this post.")
    return revision
