"""What the author asked to have sent, put down durably before anything leaves: the outbox. Flushes, never commits.

Asking writes the exact bytes of the request. What is typed afterwards waits for the next time the author asks.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from blogdesk.core.database import db
from blogdesk.core.ids import uuid7
from blogdesk.jobs.service import enqueue
from blogdesk.posts import versions
from blogdesk.posts.attachments import aliases_of_posts, targets_of
from blogdesk.posts.models import Post, Revision
from blogdesk.posts.pictures import media_of
from blogdesk.posts.snapshot import snapshot
from blogdesk.publishing.blogdesk_api.mapping import post_body, unpublish_body, with_media_ids
from blogdesk.publishing.models import Destination, OutboxEntry, RemoteMedia
from blogdesk.sync.models import SyncState
from blogdesk.sync.planner import Known, Plan, Wanted, plan
from blogdesk.taxonomy.service import category_title, find_category

PUBLISH_JOB = "publish"
CLEAN, CONFLICT, BLOCKED = "clean", "conflict", "blocked"
# How often a write is based anew on a revision that says the same, before a person is asked.
MAX_ROUNDS = 5


@dataclass(frozen=True)
class Asked:
    """What one outbox entry is about: the author's fields as asked, the pictures that must be there first."""

    fields: Mapping[str, Any]
    media_ids: tuple[uuid.UUID, ...]
    rounds: int = 0

    def to_json(self) -> dict[str, Any]:
        """As the entry keeps it."""
        return {"fields": dict(self.fields), "media_ids": [str(i) for i in self.media_ids], "rounds": self.rounds}


def asked_of(entry: OutboxEntry) -> Asked:
    """What the entry is about."""
    kept = entry.snapshot
    return Asked(kept["fields"], tuple(uuid.UUID(i) for i in kept["media_ids"]), kept["rounds"])


def find_state(post_id: uuid.UUID, destination_id: uuid.UUID) -> SyncState | None:
    """How the post stands at the destination; None when it was never asked for there."""
    return db.session.get(SyncState, (post_id, destination_id))


def ensure_state(post_id: uuid.UUID, destination_id: uuid.UUID) -> SyncState:
    """How the post stands at the destination."""
    found = find_state(post_id, destination_id)
    if found is None:
        found = SyncState(post_id=post_id, destination_id=destination_id, state=CLEAN, wanted="none", etag="")
        db.session.add(found)
        db.session.flush()
    return found


def find_entry(post_id: uuid.UUID, destination_id: uuid.UUID) -> OutboxEntry | None:
    """The request in flight for this post at this destination."""
    query = select(OutboxEntry).where(OutboxEntry.post_id == post_id, OutboxEntry.destination_id == destination_id)
    return db.session.scalars(query).one_or_none()


def moment_of(text: str) -> datetime:
    """A moment of a snapshot (RFC 3339)."""
    return datetime.fromisoformat(text)


def job_key(post_id: uuid.UUID, destination_id: uuid.UUID) -> str:
    """One piece of work for a post and destination at a time."""
    return f"{PUBLISH_JOB}:{post_id}:{destination_id}"


def ask(post: Post, destination: Destination, wanted: Wanted) -> SyncState:
    """Put down that the destination is to have the post as it is now (or as a draft, or not at all). Flushes.

    While an earlier request may be on its way, this one waits for its answer; an unsent one is replaced.
    """
    state = ensure_state(post.id, destination.id)
    if wanted == "published":
        _keep_asked_version(post)
    entry = find_entry(post.id, destination.id)
    if entry is not None and entry.attempts:
        state.wanted = wanted
        enqueue_publish(post.id, destination.id)
        return state
    if entry is not None:
        db.session.delete(entry)
        db.session.flush()
    make_entry(state, snapshot(post), wanted)
    return state


def _keep_asked_version(post: Post) -> None:
    newest = versions.latest(post)
    if newest is None or newest.rev != post.rev or newest.reason != "published":
        versions.keep(post, "published")
        db.session.flush()


def asked_version(post: Post) -> dict[str, Any]:
    """The post as it was when the author asked last."""
    query = select(Revision).where(Revision.post_id == post.id, Revision.reason == "published")
    found = db.session.scalars(query.order_by(Revision.rev.desc(), Revision.id.desc()).limit(1)).one_or_none()
    return snapshot(post) if found is None else {**found.fields, "markdown": found.markdown}


def make_entry(state: SyncState, fields: Mapping[str, Any], wanted: Wanted, *, rounds: int = 0) -> OutboxEntry | None:
    """Plan the next step and put its request into the outbox; None when there is nothing to send. Flushes."""
    step = plan(known_of(state, fields), wanted)
    state.wanted = "none"
    if step.kind == "conflict" or rounds > MAX_ROUNDS:
        note_conflict(state)
        return None
    state.state, state.last_error, state.next_step = CLEAN, "", ""
    if step.kind == "nothing":
        db.session.flush()
        return None
    entry = _entry_for(state, step, fields, rounds)
    db.session.add(entry)
    db.session.flush()
    enqueue_publish(state.post_id, state.destination_id)
    return entry


def known_of(state: SyncState, fields: Mapping[str, Any]) -> Known:
    """What the planner has to know."""
    return Known(fields, state.base, state.etag, state.remote, remote_deleted=state.remote_deleted)


def note_conflict(state: SyncState) -> None:
    """Somebody else wrote there: nothing is sent until a person has looked. Flushes."""
    state.state = CONFLICT
    deleted = state.remote_deleted
    state.last_error = "This post was deleted on the blog." if deleted else "This post was changed on the blog too."
    state.next_step = "Publish it again, or keep it here." if deleted else "Both versions are kept. Choose what stays."
    db.session.flush()


def _entry_for(state: SyncState, step: Plan, fields: Mapping[str, Any], rounds: int) -> OutboxEntry:
    post = db.session.get_one(Post, state.post_id)
    writes_text = step.kind in {"create", "update"}
    body = _body(post, fields) if writes_text else unpublish_body() if step.kind == "unpublish" else b""
    media_ids = tuple(media.id for media in media_of(post) if media.deleted_at is None) if writes_text else ()
    return OutboxEntry(
        op_id=uuid7(),
        post_id=state.post_id,
        destination_id=state.destination_id,
        kind=step.kind,
        if_match=step.if_match,
        body=body.decode(),
        body_hash=hashlib.sha256(body).hexdigest(),
        snapshot=Asked(fields, media_ids, rounds).to_json(),
        attempts=0,
    )


def _body(post: Post, fields: Mapping[str, Any]) -> bytes:
    category = find_category(fields["category"]) if fields.get("category") else None
    carried: dict[str, Any] = {
        "targets": dict(targets_of([post.id]).get(post.id, {})),
        "aliases": list(aliases_of_posts([post.id]).get(post.id, ())),
    }
    if post.source_path:
        carried["source_path"] = post.source_path
    return post_body(fields, category_title=category_title(category) if category else "", carried=carried)


def remote_ids(media_ids: Iterable[uuid.UUID], destination_id: uuid.UUID) -> dict[str, str]:
    """Our ids of those pictures that the destination has under another id, and that one."""
    query = select(RemoteMedia).where(
        RemoteMedia.destination_id == destination_id, RemoteMedia.media_id.in_(list(media_ids))
    )
    rows = db.session.scalars(query).all()
    return {str(row.media_id): row.remote_id for row in rows if row.remote_id not in {"", str(row.media_id)}}


def settle_pictures(op_id: uuid.UUID, destination_id: uuid.UUID) -> bytes | None:
    """The body with the destination's own ids of pictures, kept as what is sent; None when it stays as it is. Flushes.

    Once a request may have left, its bytes never change again.
    """
    entry = db.session.get(OutboxEntry, op_id)
    if entry is None or entry.attempts or not entry.body:
        return None
    others = remote_ids(asked_of(entry).media_ids, destination_id)
    if not others:
        return None
    body = with_media_ids(entry.body.encode(), others)
    entry.body, entry.body_hash = body.decode(), hashlib.sha256(body).hexdigest()
    db.session.flush()
    return body


def enqueue_publish(post_id: uuid.UUID, destination_id: uuid.UUID) -> None:
    """Have a worker send what is in the outbox for this post. Flushes."""
    payload = {"post_id": str(post_id), "destination_id": str(destination_id)}
    enqueue(PUBLISH_JOB, payload, key=job_key(post_id, destination_id))
