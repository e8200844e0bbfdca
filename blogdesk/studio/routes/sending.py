"""Showing a post to its readers, and hiding it from them: here, or at the blog it is sent to."""

import uuid
from datetime import datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from pydantic import AwareDatetime, BaseModel

from blogdesk.core.transactions import transaction
from blogdesk.errors import FieldFault, InvalidInput, NotFound
from blogdesk.posts import autosave, held, journal
from blogdesk.posts.models import Post
from blogdesk.posts.policy import require_edit, require_publish
from blogdesk.posts.service import get_post, publish_post, schedule_post, unpublish_post
from blogdesk.settings.service import site_settings
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_body
from blogdesk.studio.face import current_author, serves_readers
from blogdesk.studio.library import rows_of
from blogdesk.studio.preflight import check_post
from blogdesk.studio.send_sheet import sheet_for_destination, sheet_for_readers_here
from blogdesk.studio.sending import destinations_of, main_destination, send_state
from blogdesk.sync import service as sync


class Publish(BaseModel):
    """Where to, unless there is one place only; and when, unless now."""

    destination: uuid.UUID | None = None
    at: AwareDatetime | None = None


@bp.get("/posts/<uuid:post_id>/send-sheet")
def send_sheet(post_id: uuid.UUID) -> ResponseReturnValue:
    """What would go out, before it does: an HTML fragment for the dialog."""
    post = get_post(post_id)
    require_edit(current_author(), post)
    kept, text = held.find_held(post_id), journal.current_text(post_id)
    destination = main_destination(_destination_asked())
    if destination is None and not serves_readers():
        return render_template("studio/send_nowhere.html")
    findings = [finding for finding in check_post(post, kept, text) if finding["state"] == "look"]
    if destination is None:
        sheet = sheet_for_readers_here(post, kept, text, site_settings())
    else:
        sheet = sheet_for_destination(post, text, destination, site_settings())
    return render_template("studio/send_sheet.html", sheet=sheet, findings=findings)


def _destination_asked() -> uuid.UUID | None:
    asked = request.args.get("destination")
    try:
        return uuid.UUID(asked) if asked else None
    except ValueError as error:
        raise InvalidInput([FieldFault("destination", "is not the id of a connected blog")]) from error


@bp.post("/posts/<uuid:post_id>/publish")
def publish(post_id: uuid.UUID) -> ResponseReturnValue:
    """Let readers see the post as it is now, or have it sent to where they do."""
    wish = read_body(Publish)
    with transaction():
        post = get_post(post_id)
        require_publish(current_author(), post)
        if serves_readers():
            _show_here(post, wish.at)
        else:
            _send(post, wish)
    return _answer(post), 202


def _show_here(post: Post, at: datetime | None) -> None:
    actor_id = current_author().user_id
    autosave.fold(post)
    held.release(post, actor_id=actor_id)
    if at is not None:
        schedule_post(post, at, actor_id=actor_id)
    elif post.status != "published":
        publish_post(post, actor_id=actor_id)


def _send(post: Post, wish: Publish) -> None:
    destination = main_destination(wish.destination)
    if destination is None:
        raise NotFound("No blog is connected yet.", next_step="Connect one; the post is safe on this computer.")
    sync.publish(post, destination, at=wish.at)


@bp.post("/posts/<uuid:post_id>/unpublish")
def unpublish(post_id: uuid.UUID) -> ResponseReturnValue:
    """Take the post offline; held changes become its text."""
    wish = read_body(Publish)
    with transaction():
        post = get_post(post_id)
        require_publish(current_author(), post)
        destination = main_destination(wish.destination)
        if destination is not None:
            sync.unpublish(post, destination)
        else:
            _hide_here(post)
    return _answer(post), 202


def _hide_here(post: Post) -> None:
    actor_id = current_author().user_id
    unpublish_post(post, actor_id=actor_id)
    held.release(post, actor_id=actor_id)
    autosave.fold(post)


def _answer(post: Post) -> dict[str, Any]:
    site = site_settings()
    is_held = held.find_held(post.id) is not None
    [row] = rows_of([post], site)
    state = {"send": send_state(post, held=is_held, site=site), "destinations": destinations_of(post)}
    return {"state": state, "item": row.to_json()}
