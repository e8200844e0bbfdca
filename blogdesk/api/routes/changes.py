"""The change feed: what happened since a client last asked, in commit order and without gaps."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from blogdesk.api.caller import Caller
from blogdesk.api.endpoints import Answer, Routes
from blogdesk.api.problems import Refused
from blogdesk.api.query_shapes import Cursor, Limit
from blogdesk.api.representations import show_posts
from blogdesk.core.change_feed import read_feed
from blogdesk.core.changes import Change
from blogdesk.core.clock import now
from blogdesk.posts import policy, queries
from blogdesk.posts.models import Post
from blogdesk.wire import changes as wire
from blogdesk.wire.shapes import to_json

routes = Routes("changes")


class ChangesQuery(BaseModel):
    """From where, how many, of what. `types` are separated by commas; `objects` brings posts along."""

    model_config = ConfigDict(extra="ignore")

    cursor: Cursor | None = None
    limit: Limit = 100
    types: Annotated[str, StringConstraints(pattern=r"^([a-z]+(,[a-z]+)*)?$", max_length=100)] = ""
    objects: bool = False


@routes.add("GET", "/changes", scope="posts:read", query=ChangesQuery, answers={200: wire.ChangePage})
def list_changes(caller: Caller, query: ChangesQuery) -> Answer:
    """List what changed after a cursor, one entry for each object.

    410 `cursor-invalid` when the cursor is not of this database's history: list everything anew, and delete nothing
    that is merely absent. A post that the account may not see any more comes as deleted.
    """
    page = read_feed(query.cursor, limit=query.limit, types=[name for name in query.types.split(",") if name])
    if page is None:
        raise Refused(
            410,
            "cursor-invalid",
            "The cursor is not of this database's history: it was restored or replaced.",
            next_step="List all posts anew; what is absent without a tombstone was not deleted.",
        )
    posts = queries.posts_by_id([change.object_id for change in page.changes if change.type == "post"])
    shown = _objects(caller, posts) if query.objects else {}
    changes = [entry for change in page.changes if (entry := _entry(caller, change, posts, shown)) is not None]
    return Answer(wire.ChangePage(changes=changes, cursor=page.cursor, has_more=page.has_more))


def _objects(caller: Caller, posts: Mapping[uuid.UUID, Post]) -> Mapping[uuid.UUID, dict[str, object]]:
    visible: Sequence[Post] = [p for p in posts.values() if policy.may_see(caller, p, now()) and p.deleted_at is None]
    return {post.id: to_json(post) for post in show_posts(visible, caller)}


def _entry(
    caller: Caller, change: Change, posts: Mapping[uuid.UUID, Post], shown: Mapping[uuid.UUID, dict[str, object]]
) -> wire.Change | None:
    """The change as this account may know of it; None when it never knew of the post."""
    gone = change.op == "delete"
    if change.type == "post":
        post = posts.get(change.object_id)
        if post is not None and not policy.may_see(caller, post, now()):
            if post.published_at is None:
                return None
            gone = True
    return wire.Change(
        type=change.type,
        id=change.object_id,
        rev=change.rev,
        op="delete" if gone else "upsert",
        at=change.at,
        object=None if gone else shown.get(change.object_id),
    )
