"""Gathering the facts for the state line, for one post or for a page of them. Reads only."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import func, select

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.posts.models import Post
from blogdesk.posts.snapshot import snapshot
from blogdesk.publishing.models import Destination, OutboxEntry, RemoteMedia
from blogdesk.publishing.service import NEEDS_APPROVAL, UNREACHABLE
from blogdesk.settings.service import site_settings
from blogdesk.sync.asking import BLOCKED, CONFLICT, asked_of, find_entry, find_state, moment_of
from blogdesk.sync.comparing import same
from blogdesk.sync.models import SyncState
from blogdesk.sync.states import Facts, SendState, state_of


@dataclass(frozen=True)
class Standing:
    """How one post stands at one destination; `url` is the live page's, or empty."""

    destination_id: uuid.UUID
    destination: str
    state: SendState
    url: str = ""
    checked_at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """As the studio's JSON has it."""
        done, total = self.state.progress or (0, 0)
        return {
            "key": self.state.key,
            "label": self.state.label,
            "detail": self.state.detail,
            "next_step": self.state.next_step,
            "url": self.url or None,
            "checked_at": self.checked_at.isoformat() if self.checked_at else None,
            "progress": {"done": done, "total": total} if self.state.progress else None,
            "destination": {"id": str(self.destination_id), "name": self.destination},
        }


def standing_of(post: Post, destination: Destination, *, unfolded: bool = False) -> Standing:
    """How the post stands there. `unfolded`: the editor has words that the post's text does not include yet."""
    state = find_state(post.id, destination.id)
    entry = find_entry(post.id, destination.id)
    return _standing(post, destination, state, entry, zone=site_settings().zone, unfolded=unfolded)


def standings_of(posts: Sequence[Post], destination: Destination) -> Mapping[uuid.UUID, Standing]:
    """How each of the posts stands there, in a fixed number of queries beside those of uploads under way."""
    ids = [post.id for post in posts]
    states = _by_post(SyncState, ids, destination.id)
    entries = _by_post(OutboxEntry, ids, destination.id)
    zone = site_settings().zone
    return {
        post.id: _standing(post, destination, states.get(post.id), entries.get(post.id), zone=zone) for post in posts
    }


def sent_ids(destination_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The posts that the destination has."""
    query = select(SyncState.post_id).where(SyncState.destination_id == destination_id, SyncState.base_hash != "")
    return db.session.scalars(query).all()


def _by_post(model: Any, ids: Iterable[uuid.UUID], destination_id: uuid.UUID) -> dict[uuid.UUID, Any]:
    query = select(model).where(model.post_id.in_(list(ids)), model.destination_id == destination_id)
    return {row.post_id: row for row in db.session.scalars(query)}


def _standing(
    post: Post,
    destination: Destination,
    state: SyncState | None,
    entry: OutboxEntry | None,
    *,
    zone: tzinfo,
    unfolded: bool = False,
) -> Standing:
    base = (state.base or {}) if state is not None and not state.remote_deleted else {}
    done, total = _progress(entry)
    problem, why, what_next = _problem(destination, state, entry)
    report = (state.live_report or {}) if state is not None else {}
    live = base.get("status") == "published"
    facts = Facts(
        status=post.status,
        base_status=str(base.get("status", "")),
        dirty=bool(base) and (unfolded or not same(snapshot(post), base)),
        destination=destination.name,
        in_flight=entry is not None,
        attempts=entry.attempts if entry is not None else 0,
        unreachable=destination.state == UNREACHABLE,
        paused=destination.paused,
        problem=problem,
        why=why,
        what_next=what_next,
        done=done,
        total=total,
        retry_at=entry.retry_at if entry is not None and entry.retry_at and entry.retry_at > now() else None,
        goes_live_at=moment_of(base["published_at"]) if base.get("published_at") else None,
        checked_at=state.live_checked_at if state is not None else None,
        findings=tuple(report.get("problems", ())),
        zone=zone,
    )
    url = state.live_url if state is not None and live else ""
    return Standing(destination.id, destination.name, state_of(facts), url, facts.checked_at if live else None)


def _problem(destination: Destination, state: SyncState | None, entry: OutboxEntry | None) -> tuple[str, str, str]:
    if entry is not None and destination.state == NEEDS_APPROVAL:
        return "auth_needed", destination.last_error, "Nothing is lost. Approve, and it is sent."
    if state is not None and entry is None and state.state in {CONFLICT, BLOCKED}:
        kind = "deleted" if state.remote_deleted else state.state
        return kind, state.last_error, state.next_step
    return "", entry.last_error if entry is not None else "", ""


def _progress(entry: OutboxEntry | None) -> tuple[int, int]:
    """Parts that are through, of all: each picture, and the post."""
    if entry is None:
        return 0, 0
    media_ids = asked_of(entry).media_ids
    query = select(func.count()).where(
        RemoteMedia.destination_id == entry.destination_id,
        RemoteMedia.media_id.in_(media_ids),
        RemoteMedia.finished_at.is_not(None),
    )
    return (db.session.scalar(query) or 0) if media_ids else 0, len(media_ids) + 1
