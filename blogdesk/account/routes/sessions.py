"""The browsers that are signed in, each to be ended."""

import uuid

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from blogdesk.account.pages import page, require_signed_in
from blogdesk.accounts import audit, sessions
from blogdesk.core.transactions import transaction


def mount(pages: Blueprint) -> None:
    """Add the routes."""
    pages.add_url_rule("/account/sessions", "sessions", show)
    pages.add_url_rule("/account/sessions/<uuid:session_id>/end", "end_session", end, methods=["POST"])


def show() -> ResponseReturnValue:
    """The list."""
    person = require_signed_in()
    return page("sessions.html", sessions=sessions.list_sessions(person.user_id), here=person.session_id)


def end(session_id: uuid.UUID) -> ResponseReturnValue:
    """End one of them."""
    person = require_signed_in()
    with transaction():
        sessions.end_session(session_id, user_id=person.user_id)
        audit.record("session.ended", actor_id=person.user_id, subject=("session", session_id))
    return redirect("/account/sessions", code=303)
