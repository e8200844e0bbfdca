"""The fields around the text, and what becomes of a post."""

import uuid
from datetime import datetime
from typing import Any, Literal

from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict

from blogdesk.core.transactions import transaction
from blogdesk.media.service import get_media
from blogdesk.posts import autosave, held, journal
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from blogdesk.posts.policy import require_edit
from blogdesk.posts.service import get_post, restore_post, trash_post, update_post
from blogdesk.settings.service import site_settings
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_body
from blogdesk.studio.face import current_author
from blogdesk.studio.fields import shown_fields
from blogdesk.studio.library import rows_of
from blogdesk.studio.preflight import check_post
from blogdesk.studio.sending import destinations_of, send_state
from blogdesk.studio.writing import is_held_on_change, open_for_writing
from blogdesk.sync import service as sync
from blogdesk.taxonomy.service import category_title


class Meta(BaseModel):
    """What search engines show."""

    model_config = ConfigDict(extra="forbid")
    title: str | None = None
    description: str | None = None


class Cover(BaseModel):
    """The picture that stands for the post."""

    model_config = ConfigDict(extra="forbid")
    media_id: uuid.UUID
    alt: str = ""


class Change(BaseModel):
    """Some fields of a post. What is absent stays as it is."""

    model_config = ConfigDict(extra="forbid")
    title: str = ""
    slug: str = ""
    kind: Literal["post", "page"] = "post"
    tags: list[str] = []
    category: str | None = None
    excerpt: str = ""
    canonical_url: str = ""
    meta: Meta = Meta()
    cover: Cover | None = None
    featured: bool = False
    comments_open: bool = True
    published_at: datetime | None = None


@bp.patch("/posts/<uuid:post_id>")
def change_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Change some fields; a post that does not exist yet comes to be."""
    fields = _fields_of(read_body(Change))
    with transaction():
        cover_id = fields.get("cover_media_id")
        if cover_id is not None:
            get_media(cover_id)
        post = open_for_writing(post_id)
        if is_held_on_change(post):
            held.hold(post, fields)
        else:
            autosave.fold(post)
            update_post(post, _without_same_category(post, fields), actor_id=current_author().user_id)
    return _answer(post)


def _fields_of(change: Change) -> PostFields:
    """The given fields by the names the service knows them by."""
    given = change.model_dump(exclude_unset=True)
    for name, value in (given.pop("meta", None) or {}).items():
        given[f"meta_{name}"] = value or ""
    if "cover" in given:
        cover = given.pop("cover")
        given["cover_media_id"] = cover["media_id"] if cover else None
        given["cover_alt"] = cover.get("alt", "") if cover else ""
    fields: PostFields = given  # type: ignore[assignment]
    return fields


def _without_same_category(post: Post, fields: PostFields) -> PostFields:
    """Leave the category out when the words given are the title of the one the post has."""
    if fields.get("category") and post.category and category_title(post.category) == fields["category"]:
        fields.pop("category")
    return fields


@bp.post("/posts/<uuid:post_id>/settle")
def settle_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Asked when the author pauses: brings the words into the post, and tells how it stands now."""
    with transaction():
        post = get_post(post_id)
        require_edit(current_author(), post)
        autosave.fold(post)
        journal.note_opened(post_id)
    post = get_post(post_id)
    findings = check_post(post, held.find_held(post_id), journal.current_text(post_id))
    return {**_answer(post), "checks": findings}


@bp.get("/posts/<uuid:post_id>/state")
def post_state(post_id: uuid.UUID) -> ResponseReturnValue:
    """How the post stands towards its readers, and its row of the library, which says the same."""
    post = get_post(post_id)
    require_edit(current_author(), post)
    return {**_state(post), "item": _item(post)}


def _state(post: Post) -> dict[str, Any]:
    is_held = held.find_held(post.id) is not None
    return {"send": send_state(post, held=is_held, site=site_settings()), "destinations": destinations_of(post)}


def _answer(post: Post) -> dict[str, Any]:
    kept = held.find_held(post.id)
    fields = shown_fields(post, kept) | {"id": str(post.id), "rev": post.rev, "summary": post.summary}
    return {"post": fields, "state": _state(post), "item": _item(post)}


def _item(post: Post) -> dict[str, Any]:
    [row] = rows_of([post], site_settings())
    return row.to_json()


@bp.delete("/posts/<uuid:post_id>")
def delete_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Move a post to the trash."""
    with transaction():
        post = get_post(post_id)
        require_edit(current_author(), post)
        autosave.fold(post)
        sync.delete_everywhere(post)
        trash_post(post, actor_id=current_author().user_id)
    return {"id": str(post_id)}


@bp.post("/posts/<uuid:post_id>/restore")
def take_from_trash(post_id: uuid.UUID) -> ResponseReturnValue:
    """Take a post out of the trash."""
    with transaction():
        post = get_post(post_id)
        require_edit(current_author(), post)
        restore_post(post, actor_id=current_author().user_id)
    return _answer(post)
