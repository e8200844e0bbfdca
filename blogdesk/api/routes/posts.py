"""Posts and pages: list, read, create, replace, change, delete."""

import uuid
from typing import Annotated, Any, Literal

from flask import request
from pydantic import BaseModel, ConfigDict, Field

from blogdesk.accounts.service import find_user
from blogdesk.api.caller import Caller
from blogdesk.api.endpoints import Answer, Routes
from blogdesk.api.etags import Wanted, client_has, etag_of, wanted_by_request
from blogdesk.api.operations import find_earlier_answer, operation
from blogdesk.api.problems import Refused
from blogdesk.api.query_shapes import Cursor, Limit, QueryMoment, QueryText
from blogdesk.api.representations import parse_id, see, show_post, show_posts
from blogdesk.api.writes import attach, fields_to_set, require_change
from blogdesk.core.pagination import Page
from blogdesk.core.transactions import transaction
from blogdesk.errors import NotFound
from blogdesk.posts import queries, service, versions
from blogdesk.posts.attachments import claim_links
from blogdesk.posts.models import Post
from blogdesk.posts.queries import PostFilter
from blogdesk.wire import posts as wire
from blogdesk.wire.pages import ListPage
from blogdesk.wire.shapes import to_json

routes = Routes("posts")
WRITE_HEADERS = ("If-Match", "If-None-Match", "Idempotency-Key")
CHANGE_HEADERS = ("If-Match", "Idempotency-Key")


class PostQuery(BaseModel):
    """Which posts: each given name narrows. `category` is a path and includes what lies below it."""

    model_config = ConfigDict(extra="ignore")

    status: wire.Status | None = None
    kind: wire.Kind | None = None
    tag: QueryText | None = None
    category: QueryText | None = None
    author: QueryText | None = None
    q: QueryText | None = None
    updated_since: QueryMoment | None = None
    order: Literal["recent", "published"] = "recent"
    html: bool = True
    cursor: Cursor | None = None
    limit: Limit = 50


class ReadQuery(BaseModel):
    """How much of a post is wanted."""

    model_config = ConfigDict(extra="ignore")

    html: bool = True


@routes.add("GET", "/posts", scope="posts:read", query=PostQuery, answers={200: ListPage[wire.Post]})
def list_posts(caller: Caller, query: PostQuery) -> Answer:
    """List posts, newest first.

    Those that are public, and those of the account; for an editor, all. `q` looks into titles; `html=false` leaves
    the rendered text out, which is faster.
    """
    page = _page(caller, query)
    shown = show_posts(page.items, caller, html=query.html)
    return Answer(ListPage[wire.Post](items=shown, cursor=page.cursor, has_more=page.has_more))


def _page(caller: Caller, query: PostQuery) -> Page[Post]:
    author = find_user(query.author) if query.author else None
    if query.author and author is None:
        return Page([], None)
    wanted = PostFilter(
        status=query.status,
        kind=query.kind,
        tag=query.tag,
        category=query.category,
        author_id=author.id if author else None,
        updated_since=query.updated_since,
        text_in_title=query.q,
        visible_to=None if caller.may("posts:any") else caller.user_id,
    )
    return queries.list_posts(wanted, cursor=query.cursor, limit=query.limit, order=query.order)


@routes.add("POST", "/posts", scope="posts:write", body=wire.PostWrite, headers=("Idempotency-Key",),
            answers={201: wire.Post})  # fmt: skip
def create_post(caller: Caller, body: wire.PostWrite) -> Answer:
    """Create a post, for clients without ids of their own.

    A client that may send a request twice should rather PUT to an id it made.
    """
    with transaction():
        earlier = find_earlier_answer(caller)
        return earlier or _create(caller, body, None)


def _create(caller: Caller, body: wire.PostWrite, post_id: uuid.UUID | None) -> Answer:
    fields = fields_to_set(caller, body, None, replace=True)
    post = service.create_post(fields, post_id=post_id, actor_id=caller.user_id, reason="api", operation=operation(201))
    attach(post, body)
    claim_links(post)
    location = f"{request.root_path}/api/v1/posts/{post.id}"
    return Answer(show_post(post, caller), 201, etag_of(post.rev), {"Location": location})


@routes.add("GET", "/posts/<post>", scope="posts:read", query=ReadQuery, headers=("If-None-Match-Read",),
            answers={200: wire.Post, 304: None})  # fmt: skip
def read_post(caller: Caller, post: str, query: ReadQuery) -> Answer:
    """Read a post by its id or its slug.

    A post in the trash answers 410 with its tombstone, to those who may see it.
    """
    post_id = parse_id(post)
    found = see(caller, service.find_post(post_id) if post_id else service.find_by_slug(post))
    refuse_trashed(found)
    etag = etag_of(found.rev)
    if client_has(found.rev):
        return Answer(status=304, etag=etag)
    return Answer(show_post(found, caller, html=query.html), etag=etag)


@routes.add("PUT", "/posts/<post>", scope="posts:write", body=wire.PostWrite, headers=WRITE_HEADERS,
            answers={200: wire.Post, 201: wire.Post})  # fmt: skip
def put_post(caller: Caller, post: str, body: wire.PostWrite) -> Answer:
    """Create a post under an id the client made, or replace it.

    Send `If-None-Match: *` to create and `If-Match` to replace. What a replacement leaves out gets its default, but
    slug, status, kind, dates, line endings and `extra` stay. With the ETag of its tombstone a deleted post comes back.
    """
    post_id = parse_post_id(post)
    with transaction():
        earlier = find_earlier_answer(caller)
        if earlier is not None:
            return earlier
        found = service.find_post_to_change(post_id)
        if found is None and wanted_by_request().new:
            return _create(caller, body, post_id)
        return _change(caller, found, body, replace=True)


@routes.add("PATCH", "/posts/<post>", scope="posts:write", body=wire.PostWrite,
            body_type="application/merge-patch+json", headers=CHANGE_HEADERS,
            answers={200: wire.Post})  # fmt: skip
def patch_post(caller: Caller, post: str, body: wire.PostWrite) -> Answer:
    """Change some fields of a post, as a merge patch (RFC 7396): null gives a field its default."""
    post_id = parse_post_id(post)
    with transaction():
        earlier = find_earlier_answer(caller)
        return earlier or _change(caller, service.find_post_to_change(post_id), body, replace=False)


def _change(caller: Caller, found: Post | None, body: wire.PostWrite, *, replace: bool) -> Answer:
    post = see(caller, found)
    require_fit(caller, post, wanted_by_request())
    fields = fields_to_set(caller, body, post, replace=replace)
    if post.deleted_at is not None:
        service.restore_post(post, actor_id=caller.user_id)
    service.update_post(post, fields, actor_id=caller.user_id, reason="api", operation=operation(200))
    attach(post, body)
    return Answer(show_post(post, caller), 200, etag_of(post.rev))


@routes.add("DELETE", "/posts/<post>", scope="posts:write", body=wire.PostWrite, body_optional=True,
            headers=CHANGE_HEADERS, answers={200: wire.Tombstone})  # fmt: skip
def delete_post(caller: Caller, post: str, body: wire.PostWrite | None) -> Answer:
    """Put a post into the trash; readers lose it at once.

    The body may hold its last words, which are kept as a version. The answer is the tombstone that stays.
    """
    post_id = parse_post_id(post)
    with transaction():
        earlier = find_earlier_answer(caller)
        if earlier is not None:
            return earlier
        found = see(caller, service.find_post_to_change(post_id))
        require_change(caller, found)
        require_fit(caller, found, wanted_by_request())
        refuse_trashed(found)
        if body is not None:
            last_words = fields_to_set(caller, body, found, replace=False)
            service.update_post(found, last_words, actor_id=caller.user_id, reason="api")
        service.trash_post(found, actor_id=caller.user_id, operation=operation(200))
        return Answer(_tombstone(found), 200, etag_of(found.rev))


def require_fit(caller: Caller, post: Post, wanted: Wanted) -> None:
    """Refuse a write that is based on another revision than the one that stands.

    Raises:
        Refused: 412 with what stands, so that the client needs no second question; 410 for a post in the trash.
    """
    if wanted.fits(post.rev) and (post.deleted_at is None or not wanted.any):
        return
    refuse_trashed(post)
    raise Refused(
        412,
        "stale-revision",
        "The post is not as the client has it: it was changed meanwhile, or exists already.",
        next_step="Nothing was changed. Merge with the current version, and write again on its ETag.",
        headers={"ETag": etag_of(post.rev)},
        current=to_json(show_post(post, caller)),
    )


def refuse_trashed(post: Post) -> None:
    """Refuse what only makes sense for a post that is there.

    Raises:
        Refused: 410 with the tombstone.
    """
    if post.deleted_at is not None:
        raise Refused(
            410,
            "deleted",
            "The post is in the trash.",
            next_step="To bring it back, PUT it with If-Match and the ETag of this answer.",
            headers={"ETag": etag_of(post.rev)},
            current=to_json(_tombstone(post)),
        )


def _tombstone(post: Post) -> wire.Tombstone:
    return wire.Tombstone.model_validate({"id": post.id, "rev": post.rev, "deleted_at": post.deleted_at})


def parse_post_id(text: str) -> uuid.UUID:
    """The id in the address of a write.

    Raises:
        NotFound: slugs are for reading.
    """
    found = parse_id(text)
    if found is None:
        raise NotFound("There is no such post: a write names its id.")
    return found


class RevisionQuery(BaseModel):
    """How many versions."""

    model_config = ConfigDict(extra="ignore")

    limit: Annotated[int, Field(ge=1, le=100)] = 50


@routes.add("GET", "/posts/<post>/revisions", scope="posts:read", query=RevisionQuery,
            answers={200: ListPage[wire.RevisionInfo]})  # fmt: skip
def list_revisions(caller: Caller, post: str, query: RevisionQuery) -> Answer:
    """List the versions of a post that were kept, newest first; for those who may write it."""
    found = see(caller, service.find_post(parse_post_id(post)))
    require_change(caller, found)
    kept = versions.list_revisions(found.id, limit=query.limit)
    shown = [_revision(row) for row in kept]
    return Answer(ListPage[wire.RevisionInfo](items=shown))


def _revision(row: Any) -> wire.RevisionInfo:
    names = ("id", "rev", "reason", "name", "title", "created_at")
    return wire.RevisionInfo.model_validate({name: getattr(row, name) for name in names})
