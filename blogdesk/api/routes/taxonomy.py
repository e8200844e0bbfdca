"""Tags and categories."""

import uuid
from collections.abc import Callable, Sequence
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from blogdesk.api.caller import Caller
from blogdesk.api.endpoints import Answer, Routes
from blogdesk.api.etags import Wanted, etag_of, wanted_by_request
from blogdesk.api.problems import Refused
from blogdesk.api.query_shapes import Cursor, Limit
from blogdesk.api.representations import base_url, parse_id
from blogdesk.core.pagination import Page, decode_cursor, encode_cursor
from blogdesk.core.transactions import transaction
from blogdesk.errors import FieldFault, InvalidInput, NotFound
from blogdesk.posts import queries
from blogdesk.taxonomy import service
from blogdesk.taxonomy.models import Category, Tag
from blogdesk.wire import taxonomy as wire
from blogdesk.wire.pages import ListPage

routes = Routes("taxonomy")
Item = TypeVar("Item")


class PageQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="ignore")

    cursor: Cursor | None = None
    limit: Limit = 100


def page_of(items: Sequence[Item], key: Callable[[Item], str], query: PageQuery) -> Page[Item]:
    """The page after the cursor of a list that is in memory, sorted by `key`."""
    after = str(decode_cursor(query.cursor, str)[0]) if query.cursor else ""
    rest = [item for item in items if key(item) > after]
    page = rest[: query.limit]
    return Page(page, encode_cursor(key(page[-1])) if len(rest) > query.limit else None)


def _only_public(caller: Caller) -> bool:
    return not caller.may("posts:any")


def show_tag(tag: Tag, count: int = 0) -> wire.Tag:
    """A tag on the wire."""
    url = f"{base_url()}/tags/{tag.slug}"
    return wire.Tag(
        id=tag.id, slug=tag.slug, name=tag.name, description=tag.description, post_count=count, rev=tag.rev, url=url
    )


@routes.add("GET", "/tags", scope="posts:read", query=PageQuery, answers={200: ListPage[wire.Tag]})
def list_tags(caller: Caller, query: PageQuery) -> Answer:
    """List tags by name, with the number of posts that readers (for an editor: anybody) can see."""
    counts = queries.tag_counts(only_public=_only_public(caller))
    page = page_of(service.list_tags(), lambda tag: tag.name_key, query)
    shown = [show_tag(tag, counts.get(tag.id, 0)) for tag in page.items]
    return Answer(ListPage[wire.Tag](items=shown, cursor=page.cursor, has_more=page.has_more))


def _find_tag(name: str) -> Tag:
    tag_id = parse_id(name)
    found = service.get_tag(tag_id) if tag_id else service.find_tag(name)
    if found is None:
        raise NotFound("There is no such tag.")
    return found


@routes.add("GET", "/tags/<tag>", scope="posts:read", answers={200: wire.Tag})
def read_tag(caller: Caller, tag: str) -> Answer:
    """Read a tag by its id or its slug."""
    found = _find_tag(tag)
    count = queries.tag_counts(only_public=_only_public(caller)).get(found.id, 0)
    return Answer(show_tag(found, count), etag=etag_of(found.rev))


@routes.add("POST", "/tags", scope="posts:write", body=wire.TagWrite, answers={200: wire.Tag, 201: wire.Tag})
def create_tag(caller: Caller, body: wire.TagWrite) -> Answer:
    """Make a tag, or find the one of this name, whatever its case (200)."""
    caller.require("taxonomy:write")
    with transaction():
        known = {tag.id for tag in service.list_tags()}
        found = service.ensure_tags([body.name])
        if not found:
            raise InvalidInput([FieldFault("name", "is empty")])
        return Answer(show_tag(found[0]), 200 if found[0].id in known else 201, etag_of(found[0].rev))


@routes.add("PATCH", "/tags/<tag>", scope="posts:write", body=wire.TagWrite, headers=("If-Match",),
            answers={200: wire.Tag})  # fmt: skip
def rename_tag(caller: Caller, tag: str, body: wire.TagWrite) -> Answer:
    """Give a tag another name; its slug stays."""
    caller.require("taxonomy:write")
    with transaction():
        found = _find_tag_by_id(tag)
        _require_fit(wanted_by_request(), found.rev)
        service.rename_tag(found, body.name)
        return Answer(show_tag(found), 200, etag_of(found.rev))


@routes.add("DELETE", "/tags/<tag>", scope="posts:write", headers=("If-Match",), answers={204: None})
def delete_tag(caller: Caller, tag: str) -> Answer:
    """Remove a tag from every post, and for good."""
    caller.require("taxonomy:write")
    with transaction():
        found = _find_tag_by_id(tag)
        _require_fit(wanted_by_request(), found.rev)
        service.delete_tag(found)
    return Answer(status=204)


def _find_tag_by_id(tag: str) -> Tag:
    return service.get_tag(parse_id(tag) or uuid.UUID(int=0))


def _require_fit(wanted: Wanted, rev: int) -> None:
    if not wanted.fits(rev):
        raise Refused(
            412, "stale-revision", "It was changed meanwhile.", headers={"ETag": etag_of(rev)},
            next_step="Nothing was changed. Read it again.",
        )  # fmt: skip


def show_category(category: Category, title: str, count: int = 0) -> wire.Category:
    """A category on the wire."""
    return wire.Category(
        id=category.id, path=category.path, name=category.name, title=title, description=category.description,
        post_count=count, rev=category.rev, url=f"{base_url()}/categories/{category.path}",
    )  # fmt: skip


@routes.add("GET", "/categories", scope="posts:read", query=PageQuery, answers={200: ListPage[wire.Category]})
def list_categories(caller: Caller, query: PageQuery) -> Answer:
    """List categories by path, parents before children; counts are without those below."""
    counts = queries.category_counts(only_public=_only_public(caller))
    page = page_of(service.list_categories(), lambda category: category.path, query)
    titles = service.category_titles(page.items)
    shown = [show_category(item, titles[item.id], counts.get(item.id, 0)) for item in page.items]
    return Answer(ListPage[wire.Category](items=shown, cursor=page.cursor, has_more=page.has_more))


@routes.add("GET", "/categories/<path:category>", scope="posts:read", answers={200: wire.Category})
def read_category(caller: Caller, category: str) -> Answer:
    """Read a category by its id, or by its path of slugs, such as `essays/coast`."""
    category_id = parse_id(category)
    found = service.get_category(category_id) if category_id else service.find_category(category)
    if found is None:
        raise NotFound("There is no such category.")
    count = queries.category_counts(only_public=_only_public(caller)).get(found.id, 0)
    return Answer(show_category(found, service.category_title(found), count), etag=etag_of(found.rev))


@routes.add("POST", "/categories", scope="posts:write", body=wire.CategoryWrite,
            answers={200: wire.Category, 201: wire.Category})  # fmt: skip
def create_category(caller: Caller, body: wire.CategoryWrite) -> Answer:
    """Make a category with its parents, or find the one at this path (200)."""
    caller.require("taxonomy:write")
    with transaction():
        known = {category.id for category in service.list_categories()}
        found = service.ensure_category(body.path)
        if found is None:
            raise InvalidInput([FieldFault("path", "is empty")])
        shown = show_category(found, service.category_title(found))
        return Answer(shown, 200 if found.id in known else 201, etag_of(found.rev))
