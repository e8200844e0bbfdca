"""The blogs that posts are sent to: connecting, pausing, going on, letting go."""

import uuid
from typing import Any

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel

from blogdesk.core.clock import rfc3339
from blogdesk.core.instance import current_secrets
from blogdesk.core.transactions import transaction
from blogdesk.publishing.models import Destination
from blogdesk.publishing.service import (
    NEEDS_APPROVAL,
    UNREACHABLE,
    get_destination,
    list_destinations,
    pause_destination,
    remove_destination,
)
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_body
from blogdesk.studio.connecting import Attempt, attempts, begin
from blogdesk.studio.face import require
from blogdesk.studio.shell import page_context
from blogdesk.sync.service import resume


class Address(BaseModel):
    """Where a blog is, as its author types it."""

    address: str


class Paused(BaseModel):
    """Whether sending is kept back."""

    paused: bool


@bp.get("/destinations")
def destinations() -> ResponseReturnValue:
    """The connected blogs, and connecting another."""
    context = page_context(
        "studio.destinations",
        destinations=[_card(row) for row in list_destinations()],
        keyring_lasts=current_secrets().lasting,
    )
    return render_template("studio/destinations.html", **context)


def _card(row: Destination) -> dict[str, Any]:
    key, label = _state(row)
    return {
        "id": str(row.id),
        "name": row.name,
        "url": row.url,
        "key": key,
        "label": label,
        "detail": row.last_error if key in {"needs_you", "waiting"} else "",
        "paused": row.paused,
        "contact": rfc3339(row.last_contact_at.replace(microsecond=0)) if row.last_contact_at else None,
    }


def _state(row: Destination) -> tuple[str, str]:
    if row.state == NEEDS_APPROVAL:
        return "needs_you", _("Needs you: approve it again")
    if row.paused:
        return "draft", _("Sending is paused")
    if row.state == UNREACHABLE:
        return "waiting", _("Waiting for the network")
    return "live", _("Connected")


@bp.post("/destinations")
def connect_blog() -> ResponseReturnValue:
    """Find a blog and begin its approval in the browser."""
    require("settings:write")
    return _attempt(begin(read_body(Address).address)), 202


@bp.get("/destinations/attempts/<attempt_id>")
def connect_state(attempt_id: str) -> ResponseReturnValue:
    """How an approval stands; asked while the author is in the browser."""
    require("settings:write")
    return _attempt(attempts().get(attempt_id))


def _attempt(attempt: Attempt) -> dict[str, str]:
    return {
        "name": attempt.name,
        "state": attempt.state,
        "message": attempt.message,
        "next_step": attempt.next_step,
        "authorize_url": attempt.authorize_url,
        "url": url_for("studio.connect_state", attempt_id=attempt.id),
    }


@bp.patch("/destinations/<uuid:destination_id>")
def change_destination(destination_id: uuid.UUID) -> ResponseReturnValue:
    """Keep sending back, or go on with it."""
    require("settings:write")
    paused = read_body(Paused).paused
    with transaction():
        row = get_destination(destination_id)
        pause_destination(row, paused=paused)
        if not paused:
            resume(row)
    return _card(row)


@bp.post("/destinations/<uuid:destination_id>/resume")
def resume_destination(destination_id: uuid.UUID) -> ResponseReturnValue:
    """Send now what waits."""
    require("settings:write")
    with transaction():
        row = get_destination(destination_id)
        waiting = resume(row)
    return {**_card(row), "waiting": waiting}


@bp.delete("/destinations/<uuid:destination_id>")
def disconnect_blog(destination_id: uuid.UUID) -> ResponseReturnValue:
    """Let a blog go: its token is forgotten, posts stay here and there."""
    require("settings:write")
    with transaction():
        secret_name = remove_destination(get_destination(destination_id))
    current_secrets().delete(secret_name)
    current_app.logger.info("a destination was disconnected")
    return {"url": url_for("studio.destinations")}
