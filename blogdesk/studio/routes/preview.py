"""The preview: blocks while typing, the whole as a check, and the frame they stand in."""

import hashlib
import uuid

from flask import Response, current_app, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, Field

from blogdesk.content.links import ResolvedImage
from blogdesk.content.markdown import render
from blogdesk.media.models import Media
from blogdesk.posts.fields import MAX_MARKDOWN_CHARS
from blogdesk.posts.held import find_held
from blogdesk.posts.permalinks import public_path
from blogdesk.posts.pictures import TargetMap, target_map, targets_by_id
from blogdesk.posts.policy import author_in_view, require_edit
from blogdesk.posts.service import find_post
from blogdesk.settings.service import app_settings, site_settings
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_body
from blogdesk.studio.face import current_author
from blogdesk.studio.fields import empty_fields, shown_fields
from blogdesk.studio.preview import PlainResolver, PreviewSessions, own_targets

_SESSIONS = "blogdesk.studio.previews"
# No script runs in the frame, and nothing is fetched from elsewhere: writing tells no other computer.
FRAME_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; media-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class Text(BaseModel):
    """The text as it stands in the editor."""

    post_id: uuid.UUID
    text: str = Field(max_length=MAX_MARKDOWN_CHARS)


class Question(Text):
    """`rev` numbers the questions of a window; `known` is the one whose answer it shows."""

    rev: int
    known: int | None = None


@bp.post("/preview")
def preview() -> ResponseReturnValue:
    """The page's blocks for this text."""
    asked = read_body(Question)
    sessions: PreviewSessions = current_app.extensions.setdefault(_SESSIONS, PreviewSessions())
    resolver = _resolver(asked)
    return sessions.of(asked.post_id).answer(asked.text, resolver, rev=asked.rev, known=asked.known)


@bp.post("/preview/full")
def preview_full() -> ResponseReturnValue:
    """The page rendered whole, to hold the blocks against."""
    asked = read_body(Text)
    html = render(asked.text, _resolver(asked)).html
    return {"html": html, "hash": hashlib.sha256(html.encode()).hexdigest()}


def _resolver(asked: Text) -> PlainResolver:
    """The pictures and links of the text: those of the saved post, and those just put in.

    Raises:
        Forbidden: the post is somebody else's.
    """
    post = find_post(asked.post_id)
    if post is None:
        author_in_view(current_author())
    else:
        require_edit(current_author(), post)
    saved = target_map(post) if post else TargetMap()
    fresh = targets_by_id(own_targets(asked.text) - saved.media.keys() - saved.posts.keys())
    site = site_settings()
    return PlainResolver(
        {target: _picture(media) for target, media in {**saved.media, **fresh.media}.items()},
        {target: public_path(one, site) for target, one in {**saved.posts, **fresh.posts}.items()},
    )


def _picture(media: Media) -> ResolvedImage:
    """The picture as this computer has it: there is no address for readers yet."""
    src = f"{url_for('studio.home')}media/{media.id}/view"
    return ResolvedImage(src, width=media.width, height=media.height, alt_default=media.alt)


@bp.get("/preview/<uuid:post_id>/frame")
def preview_frame(post_id: uuid.UUID) -> Response:
    """The page without its text: the theme's own styles, the title, an empty body for the blocks."""
    post = find_post(post_id)
    if post is not None:
        require_edit(current_author(), post)
    fields = shown_fields(post, find_held(post_id)) if post else empty_fields()
    page = render_template(
        "studio/preview_frame.html",
        fields=fields,
        site=site_settings(),
        appearance=app_settings().appearance,
        theme=current_app.extensions.get("blogdesk.theme_stylesheet"),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
