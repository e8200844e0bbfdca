"""Showing a post to its readers, and hiding it from them."""

import uuid
from datetime import datetime
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from pydantic import AwareDatetime, BaseModel

from blogdesk.core.transactions import transaction
from blogdesk.posts import autosave, held, journal
from blogdesk.posts.models import Post
from blogdesk.posts.policy import require_edit, require_publish
from blogdesk.posts.service import get_post, publish_post, schedule_post, unpublish_post
from blogdesk.settings.service import site_settings
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_body
from blogdesk.studio.face import current_author
from blogdesk.studio.library import rows_of
from blogdesk.studio.preflight import check_post
from blogdesk.studio.send_sheet import sheet_for_readers_here
from blogdesk.studio.sending import send_state


class Publish(BaseModel):
    """When readers see the post: now, unless a moment to come is given."""

    at: AwareDatetime | None = None


@bp.get("/posts/<uuid:post_id>/send-sheet")
def send_sheet(post_id: uuid.UUID) -> ResponseReturnValue:
    """What would go out, before it does: an HTML fragment for the dialog."""
    post = get_post(post_id)
    require_edit(current_author(), post)
    kept, text = held.find_held(post_id), journal.current_text(post_id)
    findings = [finding for finding in check_post(post, kept, text) if finding["state"] == "look"]
    sheet = sheet_for_readers_here(post, kept, text, site_settings())
    return render_template("studio/send_sheet.html", sheet=sheet, findings=findings)


@bp.post("/posts/<uuid:post_id>/publish")
def publish(post_id: uuid.UUID) -> ResponseReturnValue:
    """Let readers see the post as it is now."""
    at = read_body(Publish).at
    with transaction():
        post = get_post(post_id)
        require_publish(current_author(), post)
        autosave.fold(post)
        _show(post, at)
    return _answer(post), 202


def _show(post: Post, at: datetime | None) -> None:
    actor_id = current_author().user_id
    held.release(post, actor_id=actor_id)
    if at is not None:
        schedule_post(post, at, actor_id=actor_id)
    elif post.status != "published":
        publish_post(post, actor_id=actor_id)


@bp.post("/posts/<uuid:post_id>/unpublish")
def unpublish(post_id: uuid.UUID) -> ResponseReturnValue:
    """Take the post offline; held changes become its text."""
    with transaction():
        post = get_post(post_id)
        require_publish(current_author(), post)
        actor_id = current_author().user_id
        unpublish_post(post, actor_id=actor_id)
        held.release(post, actor_id=actor_id)
        autosave.fold(post)
    return _answer(post), 202


def _answer(post: Post) -> dict[str, Any]:
    site = site_settings()
    is_held = held.find_held(post.id) is not None
    [row] = rows_of([post], site)
    state = {"send": send_state(post, held=is_held, site=site), "destinations": []}
    return {"state": state, "item": row.to_json()}
