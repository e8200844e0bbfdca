"""Tags and categories: how often each is used, renaming, bringing two together."""

import uuid
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel

from blogdesk.core.transactions import transaction
from blogdesk.errors import Conflict
from blogdesk.posts.queries import category_counts, tag_counts
from blogdesk.posts.retagging import merge_tags, posts_with
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_body
from blogdesk.studio.face import current_author, require
from blogdesk.studio.shell import page_context
from blogdesk.taxonomy.models import Category
from blogdesk.taxonomy.service import (
    delete_tag,
    get_category,
    get_tag,
    list_categories,
    list_tags,
    rename_category,
    rename_tag,
)

SHOWN_TITLES = 12


class Name(BaseModel):
    """A new name."""

    name: str


class Merge(BaseModel):
    """The tag that stays."""

    into: uuid.UUID


@bp.get("/tags")
def tags() -> ResponseReturnValue:
    """Every tag and category with the number of its posts."""
    counts, branches = tag_counts(), category_counts()
    context = page_context(
        "studio.tags",
        tags=[{"tag": tag, "posts": counts.get(tag.id, 0)} for tag in list_tags()],
        categories=[_branch(category, branches) for category in list_categories()],
        may_change=current_author().may("taxonomy:write"),
    )
    return render_template("studio/tags.html", **context)


def _branch(category: Category, counts: dict[uuid.UUID, int]) -> dict[str, Any]:
    return {"category": category, "posts": counts.get(category.id, 0), "depth": category.path.count("/")}


@bp.get("/tags.json")
def tag_names() -> ResponseReturnValue:
    """The tags whose name holds `q`: those that begin with it first, then the most used."""
    asked = request.args.get("q", "").casefold()
    counts = tag_counts()
    found = [tag for tag in list_tags() if asked in tag.name.casefold()]
    found.sort(key=lambda tag: (not tag.name.casefold().startswith(asked), -counts.get(tag.id, 0)))
    items = [{"id": str(t.id), "name": t.name, "slug": t.slug, "posts": counts.get(t.id, 0)} for t in found[:50]]
    return {"items": items}


@bp.patch("/tags/<uuid:tag_id>")
def change_tag(tag_id: uuid.UUID) -> ResponseReturnValue:
    """Give a tag another name."""
    require("taxonomy:write")
    name = read_body(Name).name
    with transaction():
        tag = rename_tag(get_tag(tag_id), name)
    return {"id": str(tag_id), "name": tag.name}


@bp.get("/tags/<uuid:tag_id>/posts.json")
def tag_posts(tag_id: uuid.UUID) -> ResponseReturnValue:
    """Which posts a change of this tag would touch."""
    posts = posts_with(get_tag(tag_id))
    titles = [post.title or _("Without a title") for post in posts[:SHOWN_TITLES]]
    return {"total": len(posts), "titles": titles}


@bp.post("/tags/<uuid:tag_id>/merge")
def merge_tag(tag_id: uuid.UUID) -> ResponseReturnValue:
    """Bring this tag's posts under another tag; this one goes."""
    author = require("taxonomy:write")
    into_id = read_body(Merge).into
    with transaction():
        moved = merge_tags(get_tag(tag_id), get_tag(into_id), actor_id=author.user_id)
    return {"moved": moved, "url": url_for("studio.tags")}


@bp.delete("/tags/<uuid:tag_id>")
def remove_tag(tag_id: uuid.UUID) -> ResponseReturnValue:
    """Remove a tag that no post has.

    Raises:
        Conflict: posts have it.
    """
    require("taxonomy:write")
    with transaction():
        tag = get_tag(tag_id)
        if posts_with(tag):
            raise Conflict("Posts have this tag.", next_step="Bring it together with another tag instead.")
        delete_tag(tag)
    return {"id": str(tag_id)}


@bp.patch("/categories/<uuid:category_id>")
def change_category(category_id: uuid.UUID) -> ResponseReturnValue:
    """Give a category another name; its address stays."""
    require("taxonomy:write")
    name = read_body(Name).name
    with transaction():
        category = rename_category(get_category(category_id), name)
    return {"id": str(category_id), "name": category.name}
