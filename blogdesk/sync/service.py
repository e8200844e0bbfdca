"""Publishing as the buttons and commands see it: ask, take back, delete, resume. Flushes, never commits.

Asking never touches the network; `sync.jobs` sends what was asked for, and goes on after every interruption.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from blogdesk.core.database import db
from blogdesk.errors import NotFound
from blogdesk.jobs.service import wake
from blogdesk.posts import autosave
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from blogdesk.posts.service import publish_post, schedule_post, unpublish_post, update_post
from blogdesk.publishing.models import Destination, OutboxEntry
from blogdesk.publishing.service import READY, note_contact
from blogdesk.sync import asking
from blogdesk.sync.ledger import CHECK_JOB
from blogdesk.sync.models import SyncState
from blogdesk.sync.reaching import REACH_JOB


def publish(post: Post, destination: Destination, *, at: datetime | None = None) -> SyncState:
    """Have readers of the destination see the post as it is now; with `at`, from that moment on. Flushes.

    Raises:
        NotFound: the post is in the trash.
    """
    if post.deleted_at is not None:
        raise NotFound("The post is in the trash.", next_step="Restore it first.")
    autosave.fold(post)
    if at is not None:
        schedule_post(post, at)
    elif post.status != "published":
        publish_post(post)
    return asking.ask(post, destination, "published")


def publish_many(posts: Iterable[Post], destination: Destination) -> int:
    """Ask for many posts at once; gives how many have something to send. Flushes."""
    return sum(
        1 for post in posts for state in [publish(post, destination)] if is_in_flight(post.id, state.destination_id)
    )


def unpublish(post: Post, destination: Destination) -> SyncState:
    """Take the post back from the readers of the destination; it stays a draft here and there. Flushes."""
    autosave.fold(post)
    if post.status != "draft":
        unpublish_post(post)
    return asking.ask(post, destination, "draft")


def delete(post: Post, destination: Destination) -> SyncState:
    """Have the destination put the post into its trash. The post here is its caller's matter. Flushes."""
    return asking.ask(post, destination, "deleted")


def delete_everywhere(post: Post) -> None:
    """Have every destination that has the post put it into its trash. Flushes."""
    for state in list_states(post.id):
        if state.base is not None and not state.remote_deleted:
            asking.ask(post, db.session.get_one(Destination, state.destination_id), "deleted")


def list_states(post_id: uuid.UUID) -> Sequence[SyncState]:
    """How the post stands at each destination it was asked for at."""
    return db.session.scalars(select(SyncState).where(SyncState.post_id == post_id)).all()


def is_in_flight(post_id: uuid.UUID, destination_id: uuid.UUID) -> bool:
    """Whether a request of this post waits or is on its way there."""
    return asking.find_entry(post_id, destination_id) is not None


def posts_under_way(destination: Destination) -> Sequence[Post]:
    """The posts of which something waits, or is on its way, for this destination; the longest waiting first."""
    query = select(Post).join(OutboxEntry, OutboxEntry.post_id == Post.id)
    query = query.where(OutboxEntry.destination_id == destination.id)
    return db.session.scalars(query.order_by(OutboxEntry.created_at, OutboxEntry.op_id)).all()


def keep_mine(state: SyncState, post: Post) -> SyncState:
    """Settle a conflict with the text of this computer: the next write is based on theirs and replaces it. Flushes."""
    if state.remote_deleted:
        state.base = None
    else:
        state.base, state.remote = state.remote or state.base, None
    destination = db.session.get_one(Destination, state.destination_id)
    return asking.ask(post, destination, "published")


def resume(destination: Destination) -> int:
    """Send what waits for this destination now: it is back, approved again, or somebody clicked. Flushes."""
    note_contact(destination, state=READY)
    waiting = [
        *db.session.execute(select(OutboxEntry.post_id).where(OutboxEntry.destination_id == destination.id)),
        *db.session.execute(
            select(SyncState.post_id).where(SyncState.destination_id == destination.id, SyncState.wanted != "none")
        ),
    ]
    post_ids = {row.post_id for row in waiting}
    for post_id in post_ids:
        asking.enqueue_publish(post_id, destination.id)
    wake([asking.PUBLISH_JOB, CHECK_JOB, REACH_JOB])
    return len(post_ids)


def resume_all() -> int:
    """At start: whatever is in an outbox has its job. Flushes."""
    return sum(resume(row) for row in db.session.scalars(select(Destination).where(Destination.paused.is_(False))))


def as_draft_again(post: Post) -> None:
    """Undo of a publication that never left: the post is a draft here. Flushes."""
    update_post(post, PostFields(status="draft"), reason="named")
