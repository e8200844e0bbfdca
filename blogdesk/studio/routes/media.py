"""Pictures: taking them in, looking at them, describing them."""

import uuid
from pathlib import Path
from typing import Any

from flask import Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel
from werkzeug.datastructures import FileStorage

from blogdesk.core.config import MAX_MEDIA_BYTES
from blogdesk.core.transactions import transaction
from blogdesk.errors import Conflict, FieldFault, InvalidInput, PictureRefused
from blogdesk.media.models import Media
from blogdesk.media.service import (
    NewPicture,
    clean_path,
    count_media,
    describe_media,
    get_media,
    keep_picture,
    list_media,
    rendition_folder,
    restore_media,
    take_picture,
    trash_media,
)
from blogdesk.posts.pictures import posts_showing
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_body
from blogdesk.studio.face import current_author, require
from blogdesk.studio.shell import page_context

PAGE = 60
# A drawing opened by itself is a document: it may style itself and do nothing else.
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


class Description(BaseModel):
    """Words for a picture; what is absent stays."""

    alt: str | None = None
    caption: str | None = None


@bp.get("/media")
def media() -> ResponseReturnValue:
    """The page of pictures; the list comes as JSON."""
    context = page_context("studio.media", total=count_media(), bare=count_media(missing_alt=True))
    return render_template("studio/media.html", **context)


@bp.get("/media.json")
def media_json() -> ResponseReturnValue:
    """A page of pictures, newest first."""
    page = list_media(
        cursor=request.args.get("cursor") or None,
        limit=PAGE,
        missing_alt=request.args.get("missing_alt") == "1",
        text=request.args.get("q", "").strip(),
    )
    return {"items": [_item(one) for one in page.items], "cursor": page.cursor, "total": count_media()}


def _item(media: Media) -> dict[str, Any]:
    return {
        "id": str(media.id),
        "name": media.original_name,
        "alt": media.alt,
        "caption": media.caption,
        "width": media.width,
        "height": media.height,
        "size_bytes": media.size_bytes,
        "mime": media.mime,
        "removed": [removed_in_words(what) for what in media.removed],
        "thumb": url_for("studio.media_thumb", media_id=media.id),
        "url": url_for("studio.view_media", media_id=media.id),
        "change": url_for("studio.change_media", media_id=media.id),
    }


def removed_in_words(what: str) -> str:
    """What was taken out of the copy that is sent."""
    words = {"location": _("place"), "device": _("device")}
    return words.get(what, what)


@bp.post("/media")
def add_media() -> ResponseReturnValue:
    """Keep the pictures of the field `file`; one that is refused says why, and keeps no other from being kept."""
    author = require("media:write")
    request.max_content_length = MAX_MEDIA_BYTES + 1_000_000
    files = [file for file in request.files.getlist("file") if file.filename is not None]
    if not files:
        raise InvalidInput([FieldFault("file", "is missing")])
    items = [_keep(file, author.user_id) for file in files]
    refused = all("error" in item for item in items)
    return {"items": items, "detail": items[0].get("error", "")}, 422 if refused else 201


def _keep(file: FileStorage, author_id: uuid.UUID | None) -> dict[str, Any]:
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    try:
        taken = take_picture(NewPicture(file.read(), name=name))
    except PictureRefused as refusal:
        return {"name": name, "error": f"{refusal.message} {refusal.next_step}".strip()}
    with transaction():
        kept = keep_picture(taken, added_by_id=author_id)
    return {**_item(kept), "markdown": f"![](media:{kept.id})"}


@bp.get("/media/<uuid:media_id>/view")
def view_media(media_id: uuid.UUID) -> Response:
    """The picture itself, upright and without what is private."""
    media = get_media(media_id)
    return _picture(media, clean_path(media), media.mime)


@bp.get("/media/<uuid:media_id>/thumb")
def media_thumb(media_id: uuid.UUID) -> Response:
    """The picture small, once that was made; the whole one until then."""
    media = get_media(media_id)
    small = rendition_folder(media) / "480.webp"
    if small.exists():
        return _picture(media, small, "image/webp")
    return _picture(media, clean_path(media), media.mime)


def _picture(media: Media, path: Path, mime: str) -> Response:
    answer = send_file(path, mimetype=mime, conditional=True, etag=f"{media.clean_sha256[:32]}-{path.stem[:8]}")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    if mime == "image/svg+xml":
        answer.headers["Content-Security-Policy"] = DRAWING_POLICY
    return answer


@bp.get("/media/<uuid:media_id>.json")
def media_facts(media_id: uuid.UUID) -> ResponseReturnValue:
    """A picture and the posts that show it."""
    media = get_media(media_id)
    used = [
        {"title": post.title or _("Without a title"), "url": url_for("studio.edit_post", post_id=post.id)}
        for post in posts_showing(media_id)
        if post.deleted_at is None
    ]
    return {**_item(media), "used": used}


@bp.patch("/media/<uuid:media_id>")
def change_media(media_id: uuid.UUID) -> ResponseReturnValue:
    """Describe a picture."""
    body = read_body(Description)
    with transaction():
        media = get_media(media_id)
        _require_own(media)
        describe_media(media, alt=body.alt, caption=body.caption)
    return _item(media)


@bp.delete("/media/<uuid:media_id>")
def delete_media(media_id: uuid.UUID) -> ResponseReturnValue:
    """Put a picture that no post shows into the trash.

    Raises:
        Conflict: posts show it.
    """
    with transaction():
        media = get_media(media_id)
        _require_own(media)
        if posts_showing(media_id):
            raise Conflict("Posts show this picture.", next_step="Take it out of them first. Nothing was changed.")
        trash_media(media)
    return {"id": str(media_id), "restore": url_for("studio.restore_picture", media_id=media_id)}


@bp.post("/media/<uuid:media_id>/restore")
def restore_picture(media_id: uuid.UUID) -> ResponseReturnValue:
    """Take a picture out of the trash."""
    with transaction():
        media = get_media(media_id)
        _require_own(media)
        restore_media(media)
    return _item(media)


def _require_own(media: Media) -> None:
    """Pictures of others are changed by those with media:any.

    Raises:
        Forbidden: it is somebody else's.
    """
    author = current_author()
    require("media:write" if media.added_by_id == author.user_id else "media:any")
