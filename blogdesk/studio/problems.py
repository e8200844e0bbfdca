"""Errors as the studio answers them: problem JSON (RFC 9457) for scripts, a page in plain words for people."""

import logging
from http import HTTPStatus

from flask import Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from blogdesk.core.database import DatabaseFailure
from blogdesk.core.sqlite_faults import find_storage_error
from blogdesk.errors import (
    BlogDeskError,
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    OutsideFailure,
    PictureRefused,
    StaleRevision,
    StorageError,
)
from blogdesk.studio.shell import page_context

log = logging.getLogger(__name__)
# The first class that fits decides; the most particular come first.
STATUSES: tuple[tuple[type[BlogDeskError], int], ...] = (
    (InvalidInput, 422),
    (PictureRefused, 422),
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (StorageError, 507),
    (OutsideFailure, 502),
)


def status_of(error: BlogDeskError) -> int:
    """The HTTP status that says the same as the error."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def wants_json() -> bool:
    """Whether a script asks, which reads problem JSON."""
    if request.method not in {"GET", "HEAD"}:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" or request.path.endswith(".json")


def problem(error: BlogDeskError, **more: object) -> Response:
    """The error as problem JSON; `more` adds members of its kind."""
    status = status_of(error)
    body: dict[str, object] = {
        "type": f"urn:blogdesk:problem:{error.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": error.message,
        "code": error.code,
        "next_step": error.next_step,
        "errors": [],
    }
    if isinstance(error, InvalidInput):
        body["errors"] = [{"field": fault.field, "reason": fault.reason} for fault in error.faults]
    if isinstance(error, StaleRevision):
        body["current_rev"] = error.current_rev
    response = jsonify(body | more)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def show_error(error: BlogDeskError) -> ResponseReturnValue:
    """Answer an error of ours."""
    if wants_json():
        return problem(error)
    return _page(status_of(error), error.message, error.next_step)


def show_database_error(error: DatabaseFailure) -> ResponseReturnValue:
    """Answer what the disk, the folder or the database file are to blame for; the rest goes on.

    For people as plain text: a page of the studio would ask the database for its counts.
    """
    found = find_storage_error(error)
    if found is None:
        raise error
    log.error("%s %s: %s", request.method, request.path, found.message, exc_info=error)
    if wants_json():
        return problem(found)
    return Response(
        f"{found.message}\n\n{found.next_step}\n", status_of(found), content_type="text/plain; charset=utf-8"
    )


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer an error of the web server's own: unknown address, too large, not signed in."""
    status = error.code or 500
    if status == HTTPStatus.UNAUTHORIZED and not wants_json():
        return redirect(f"/account/sign-in?next={request.path}", code=303)
    if status < HTTPStatus.BAD_REQUEST:
        return error.get_response(request.environ)
    said = _words(error)
    if not wants_json():
        return _page(status, said, "")
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": said}
    response = jsonify(body | {"code": f"http-{status}", "next_step": "", "errors": []})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _words(error: HTTPException) -> str:
    if isinstance(error, RequestEntityTooLarge):
        return _("That is larger than this app takes in one piece. Nothing was changed.")
    words = {
        400: _("The request could not be read. Nothing was changed."),
        401: _("You are signed out. Sign in again; your words are safe."),
        404: _("There is nothing at this address."),
        405: _("This address does not take that kind of request."),
        500: _("Something went wrong in the app. Your words are safe; try again."),
    }
    return words.get(error.code or 500, error.description or _("Something went wrong. Your words are safe."))


def _page(status: int, message: str, next_step: str) -> Response:
    context = page_context("", status=status, message=message, next_step=next_step)
    page = render_template("studio/error.html", **context)
    response = make_response(page, status)
    return response
