"""Pictures: by id and by hash, described, deleted; for simple clients in one request with the file."""

import hashlib
import uuid
from typing import Any

from flask import request
from pydantic import BaseModel, ConfigDict

from blogdesk.api.caller import Caller
from blogdesk.api.endpoints import Answer, Routes
from blogdesk.api.etags import client_has, etag_of
from blogdesk.api.problems import Refused
from blogdesk.api.query_shapes import Cursor, Limit, QueryText
from blogdesk.api.representations import base_url, parse_id
from blogdesk.core.config import MAX_MEDIA_BYTES
from blogdesk.core.ids import uuid7
from blogdesk.core.transactions import transaction
from blogdesk.errors import FieldFault, Forbidden, InvalidInput, NotFound
from blogdesk.media import service, uploads
from blogdesk.media.models import Media
from blogdesk.media.pictures import picture_url, rendition_names
from blogdesk.media.service import NewPicture
from blogdesk.wire import media as wire
from blogdesk.wire.pages import ListPage

routes = Routes("media")
_BY_HASH = "sha256:"


class MediaQuery(BaseModel):
    """Which pictures."""

    model_config = ConfigDict(extra="ignore")

    q: QueryText = ""
    missing_alt: bool = False
    cursor: Cursor | None = None
    limit: Limit = 50


def show_media(media: Media) -> wire.Media:
    """A picture on the wire."""
    shown: dict[str, Any] = {name: getattr(media, name) for name in _PLAIN}
    renditions = [_rendition(media, name) for name in rendition_names(media)]
    return wire.Media(
        **shown,
        sha256=media.clean_sha256,
        size_bytes=media.clean_size_bytes,
        name=media.original_name,
        url=picture_url(media, "original", base_url()),
        renditions=renditions,
    )


_PLAIN = ("id", "mime", "width", "height", "animated", "alt", "caption", "rev", "created_at", "updated_at")


def _rendition(media: Media, name: str) -> wire.MediaRendition:
    width = min(int(name), media.width)
    height = max(1, round(media.height * width / media.width))
    url = picture_url(media, name, base_url())
    return wire.MediaRendition(name=name, url=url, mime="image/webp", width=width, height=height)


@routes.add("GET", "/media", scope="posts:read", query=MediaQuery, answers={200: ListPage[wire.Media]})
def list_media(caller: Caller, query: MediaQuery) -> Answer:  # noqa: ARG001 - every account may see pictures
    """List pictures, newest first. `missing_alt` narrows to those without a description."""
    page = service.list_media(cursor=query.cursor, limit=query.limit, missing_alt=query.missing_alt, text=query.q)
    shown = [show_media(media) for media in page.items]
    return Answer(ListPage[wire.Media](items=shown, cursor=page.cursor, has_more=page.has_more))


@routes.add("GET", "/media/<media>", scope="posts:read", headers=("If-None-Match-Read",),
            answers={200: wire.Media, 304: None})  # fmt: skip
def read_media(caller: Caller, media: str) -> Answer:  # noqa: ARG001 - every account may see pictures
    """Read about a picture by its id, or by `sha256:{hex}` of its bytes.

    With HEAD, a client learns whether the bytes are here already and need not be sent.
    """
    found = _by_hash(media) if media.startswith(_BY_HASH) else service.find_media(parse_id(media) or uuid.UUID(int=0))
    if found is None or found.deleted_at is not None:
        raise NotFound("There is no such picture.")
    etag = etag_of(found.rev)
    return Answer(status=304, etag=etag) if client_has(found.rev) else Answer(show_media(found), etag=etag)


def _by_hash(name: str) -> Media | None:
    return service.find_by_hash(name.removeprefix(_BY_HASH).lower())


@routes.add("PUT", "/media/<media>", scope="media:write", body=wire.MediaWrite,
            answers={200: wire.Media, 201: wire.Media})  # fmt: skip
def put_media(caller: Caller, media: str, body: wire.MediaWrite) -> Answer:
    """Keep uploaded bytes as a picture under an id the client made, or describe one that is here.

    The same bytes are one picture: when they are here under another id, that one is answered, and posts refer to it.
    Sent again it has the effect of one.
    """
    media_id = parse_id(media)
    if media_id is None:
        raise NotFound("There is no such picture: a write names its id.")
    with transaction():
        found = service.find_media(media_id) or service.find_by_hash(body.sha256)
        if found is None:
            return _keep(caller, media_id, body)
        if body.sha256 not in {found.sha256, found.clean_sha256}:
            raise Refused(409, "other-picture", "Another picture has this id.", next_step="Nothing was changed.")
        service.restore_media(found)
        if _may_change(caller, found):
            service.describe_media(found, alt=body.alt, caption=body.caption)
        uploads.forget_uploads_of(body.sha256, user_id=caller.user_id)
        return Answer(show_media(found), 200, etag_of(found.rev))


def _keep(caller: Caller, media_id: uuid.UUID, body: wire.MediaWrite) -> Answer:
    data = uploads.read_completed(body.sha256, user_id=caller.user_id)
    if data is None:
        raise Refused(
            409,
            "bytes-missing",
            "The bytes of this picture are not here.",
            next_step="Upload them first: POST /uploads.",
        )
    picture = NewPicture(data, body.name, body.alt, body.caption)
    kept = service.keep_picture(picture, media_id=media_id, added_by_id=caller.user_id)
    uploads.forget_uploads_of(body.sha256, user_id=caller.user_id)
    return Answer(show_media(kept), 201, etag_of(kept.rev), {"Location": f"/api/v1/media/{kept.id}"})


@routes.add("POST", "/media", scope="media:write", file_field="file",
            answers={200: wire.Media, 201: wire.Media})  # fmt: skip
def post_media(caller: Caller) -> Answer:
    """Keep a picture sent with the request, as `multipart/form-data` with the field `file`.

    The fields `alt` and `caption` may describe it. 200 when the same bytes are here already.
    """
    request.max_content_length = MAX_MEDIA_BYTES + 100_000
    file = request.files.get("file")
    if file is None:
        raise InvalidInput([FieldFault("file", "is missing: the picture, as multipart/form-data")])
    texts = {name: request.form.get(name, "") for name in ("alt", "caption")}
    if any(len(text) > service.MAX_ALT for text in texts.values()):
        raise InvalidInput([FieldFault("alt", f"and caption hold at most {service.MAX_ALT} characters")])
    picture = NewPicture(file.stream.read(), (file.filename or "")[:255], **texts)
    media_id = uuid7()
    with transaction():
        known = service.find_by_hash(hashlib.sha256(picture.data).hexdigest())
        kept = service.keep_picture(picture, media_id=None if known else media_id, added_by_id=caller.user_id)
        status = 201 if kept.id == media_id else 200
        return Answer(show_media(kept), status, etag_of(kept.rev), {"Location": f"/api/v1/media/{kept.id}"})


@routes.add("DELETE", "/media/<media>", scope="media:write", answers={204: None})
def delete_media(caller: Caller, media: str) -> Answer:
    """Put a picture into the trash; posts that show it lose it until it is sent again."""
    with transaction():
        found = service.find_media(parse_id(media) or uuid.UUID(int=0))
        if found is None or found.deleted_at is not None:
            raise NotFound("There is no such picture.")
        if not _may_change(caller, found):
            raise Forbidden("This picture is somebody else's.", next_step="Nothing was changed.")
        service.trash_media(found)
    return Answer(status=204)


def _may_change(caller: Caller, media: Media) -> bool:
    return media.added_by_id == caller.user_id or caller.may("media:any")
