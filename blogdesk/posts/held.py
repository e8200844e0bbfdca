"""Changes to a live post that readers do not see before "Update".

While a post has a held edit, its row stays what readers read: new fields gather in the held edit, and the words
stay in the journal, which is not folded into the post. Releasing brings both in, as one published version.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import delete, select

from blogdesk.content.changesets import replacement
from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.posts import autosave, journal, versions
from blogdesk.posts.fields import PostFields, check_fields
from blogdesk.posts.models import HeldEdit, Post
from blogdesk.posts.service import update_post


def find_held(post_id: uuid.UUID) -> HeldEdit | None:
    """The held edit of this post."""
    return db.session.get(HeldEdit, post_id)


def held_among(post_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these posts have changes that readers do not see yet."""
    return set(db.session.scalars(select(HeldEdit.post_id).where(HeldEdit.post_id.in_(list(post_ids)))))


def list_held_ids() -> list[uuid.UUID]:
    """Every post with changes that readers do not see yet."""
    return list(db.session.scalars(select(HeldEdit.post_id)))


def hold(post: Post, fields: Mapping[str, Any]) -> HeldEdit:
    """Keep these fields aside; with none, note only that the words are being changed. Flushes.

    Raises:
        InvalidInput: a field breaks a rule.
    """
    check_fields(fields)
    held = find_held(post.id)
    if held is None:
        held = HeldEdit(post_id=post.id, base_rev=post.rev, markdown=post.markdown, fields={})
        db.session.add(held)
    held.fields = {**held.fields, **_as_json(fields)}
    held.updated_at = now()
    db.session.flush()
    return held


def release(post: Post, *, actor_id: uuid.UUID | None = None) -> Post:
    """Let readers see what was held. Nothing happens when nothing was. Flushes.

    Raises:
        SlugTaken: the address was given to another post meanwhile; the changes stay held.
    """
    held = find_held(post.id)
    if held is None:
        return post
    fields = _from_json(held.fields)
    db.session.delete(held)
    db.session.flush()
    autosave.fold(post)
    update_post(post, fields, actor_id=actor_id, reason="published")
    versions.keep(post, "published", actor_id=actor_id)
    db.session.flush()
    return post


def discard(post: Post) -> None:
    """Give up what was held: the editor shows the live text again, and one undo brings the words back. Flushes."""
    seq = journal.boot(post.id).seq
    current, live = journal.current_text(post.id), journal.as_editor_text(post.markdown)
    db.session.execute(delete(HeldEdit).where(HeldEdit.post_id == post.id))
    db.session.expire_all()
    if current != live:
        changes = replacement(current, live)
        entry = journal.NewEntry(changes, "outside", 0, 0)
        journal.append(post.id, seq, [entry], length=changes.length_after)
        post.journal_seq = seq + 1
    db.session.flush()


def _as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, uuid.UUID) else value for name, value in fields.items()}


def _from_json(fields: Mapping[str, Any]) -> PostFields:
    kept = dict(fields)
    if kept.get("cover_media_id"):
        kept["cover_media_id"] = uuid.UUID(kept["cover_media_id"])
    return cast("PostFields", kept)
