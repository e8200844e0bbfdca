"""Keeping the facts that the engine states, each in one transaction of the caller. Flushes, never commits."""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import select

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.jobs.service import enqueue
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from blogdesk.posts.service import update_post
from blogdesk.posts.slugs import free_slug
from blogdesk.posts.snapshot import snapshot
from blogdesk.publishing.blogdesk_api.mapping import as_bytes, snapshot_of, with_our_cover
from blogdesk.publishing.destination import Written
from blogdesk.publishing.models import OutboxEntry, RemoteMedia
from blogdesk.sync import asking
from blogdesk.sync.asking import Asked, asked_of, ensure_state, make_entry, note_conflict
from blogdesk.sync.comparing import changed_fields, comparable
from blogdesk.sync.effects import (
    Acknowledged,
    Attempted,
    Conflicted,
    Fact,
    PictureThere,
    Rebased,
    Refused,
    UploadAt,
)
from blogdesk.sync.models import SyncState
from blogdesk.sync.planner import Wanted

CHECK_JOB = "check-live"
# What the blog may settle by its own rules; the post here follows, unless its author has changed it since.
_SETTLED_THERE = ("slug", "published_at", "status")


def keep(fact: Fact, destination_id: uuid.UUID) -> None:
    """Keep one fact. Flushes."""
    match fact:
        case UploadAt():
            row = _remote_media(fact.media_id, destination_id, fact.sha256)
            row.upload_url, row.offset_bytes = fact.place.url, fact.place.offset
        case PictureThere():
            row = _remote_media(fact.media_id, destination_id, fact.sha256)
            row.remote_id, row.url, row.upload_url, row.finished_at = fact.remote.id, fact.remote.url, "", now()
        case _:
            _keep_of_write(fact)
    db.session.flush()


class Superseded(Exception):
    """The request was replaced while its pictures were on their way. Nothing of it may be sent."""


def _keep_of_write(fact: Attempted | Acknowledged | Rebased | Conflicted | Refused) -> None:
    entry = db.session.get(OutboxEntry, fact.op_id)
    if entry is not None:
        _OF_WRITES[type(fact)](entry, fact)
    elif isinstance(fact, Attempted):
        raise Superseded


def _remote_media(media_id: uuid.UUID, destination_id: uuid.UUID, sha256: str) -> RemoteMedia:
    query = select(RemoteMedia).where(RemoteMedia.media_id == media_id, RemoteMedia.destination_id == destination_id)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        row = RemoteMedia(media_id=media_id, destination_id=destination_id)
        db.session.add(row)
    if row.sha256 != sha256:
        row.sha256, row.finished_at, row.upload_url, row.offset_bytes = sha256, None, "", 0
    return row


def _attempted(entry: OutboxEntry, _fact: Attempted) -> None:
    entry.attempts += 1


def _acknowledged(entry: OutboxEntry, fact: Acknowledged) -> None:
    """The base is what the destination answered, never what was sent."""
    state = ensure_state(entry.post_id, entry.destination_id)
    asked, kind = asked_of(entry), entry.kind
    _set_base(state, fact.written, asked)
    state.remote, state.remote_deleted = None, fact.written.post is None
    state.state, state.last_error, state.next_step = asking.CLEAN, "", ""
    state.live_checked_at, state.live_report = None, {}
    db.session.delete(entry)
    db.session.flush()
    post = db.session.get_one(Post, state.post_id)
    if fact.written.post is not None and kind != "unpublish":
        _follow(post, asked, fact.written.post)
    _look_at_the_page(state)
    if state.wanted != "none":
        _go_on(state, post)


def _set_base(state: SyncState, written: Written, asked: Asked) -> None:
    state.etag = written.etag
    if written.post is None:
        return
    others = asking.remote_ids(asked.media_ids, state.destination_id)
    state.base = with_our_cover(snapshot_of(written.post), others)
    state.base_hash = hashlib.sha256(as_bytes(state.base)).hexdigest()
    state.live_url = str(written.post.get("url") or "")


def _follow(post: Post, asked: Asked, theirs: dict[str, Any]) -> None:
    """Take over what the blog settled, field by field, where the author has not gone on meanwhile."""
    mine, sent = comparable(snapshot(post)), comparable(asked.fields)
    settled = [name for name in changed_fields(asked.fields, snapshot_of(theirs)) if name in _SETTLED_THERE]
    fields = {name: theirs[name] for name in settled if mine[name] == sent[name]}
    if fields.get("published_at"):
        fields["published_at"] = asking.moment_of(fields["published_at"])
    if fields.get("slug") and free_slug(post.kind, fields["slug"], except_id=post.id) != fields["slug"]:
        del fields["slug"]
    if fields:
        update_post(post, cast("PostFields", fields), reason="autosave")


def _look_at_the_page(state: SyncState) -> None:
    """Have the live page fetched and compared, or looked for where it should be gone."""
    if state.live_url and state.base is not None and state.base.get("status") != "scheduled":
        payload = {"post_id": str(state.post_id), "destination_id": str(state.destination_id), "attempt": 0}
        enqueue(CHECK_JOB, payload, key=f"{CHECK_JOB}:{state.post_id}:{state.destination_id}")


def _go_on(state: SyncState, post: Post) -> None:
    wanted = cast("Wanted", state.wanted)
    fields = asking.asked_version(post) if wanted == "published" else snapshot(post)
    make_entry(state, fields, wanted)


_WANTED: dict[str, Wanted] = {
    "create": "published", "update": "published", "unpublish": "draft", "delete": "deleted",
}  # fmt: skip


def _rebased(entry: OutboxEntry, fact: Rebased) -> None:
    """The same text at another revision: ask again, based on that one."""
    state = ensure_state(entry.post_id, entry.destination_id)
    asked, wanted = asked_of(entry), _WANTED[entry.kind]
    _set_base(state, fact.theirs, asked)
    state.remote = None
    db.session.delete(entry)
    db.session.flush()
    make_entry(state, asked.fields, wanted, rounds=asked.rounds + 1)


def _conflicted(entry: OutboxEntry, fact: Conflicted) -> None:
    """Base, mine and theirs are all kept; the next write would be based on theirs."""
    state = ensure_state(entry.post_id, entry.destination_id)
    state.remote = snapshot_of(fact.theirs.post) if fact.theirs.post is not None else None
    state.remote_deleted = fact.theirs.post is None
    state.etag, state.wanted = fact.theirs.etag, "none"
    db.session.delete(entry)
    note_conflict(state)


def _refused(entry: OutboxEntry, fact: Refused) -> None:
    state = ensure_state(entry.post_id, entry.destination_id)
    state.state, state.wanted = asking.BLOCKED, "none"
    state.last_error, state.next_step = fact.message, fact.next_step
    db.session.delete(entry)


_OF_WRITES: dict[type, Callable[[OutboxEntry, Any], None]] = {
    Attempted: _attempted,
    Acknowledged: _acknowledged,
    Rebased: _rebased,
    Conflicted: _conflicted,
    Refused: _refused,
}
