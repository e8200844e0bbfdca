"""The one place where an error becomes an answer: RFC 9457 problem JSON, for every route and every failure."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import HTTP_STATUS_CODES

from blogdesk.core.database import is_busy, is_clash
from blogdesk.core.logs import request_id
from blogdesk.core.sqlite_faults import find_storage_error
from blogdesk.errors import (
    BlogDeskError,
    Conflict,
    FieldFault,
    Forbidden,
    InvalidInput,
    NotFound,
    PictureRefused,
    StorageError,
)
from blogdesk.wire.problems import CONTENT_TYPE, Fault, Problem

log = logging.getLogger(__name__)
# The first kind that fits counts.
_STATUS: tuple[tuple[type[BlogDeskError], int], ...] = (
    (InvalidInput, 422), (NotFound, 404), (Forbidden, 403), (Conflict, 409), (PictureRefused, 422), (StorageError, 507),
)  # fmt: skip
_CODES = {
    400: "bad-request", 404: "not-found", 405: "method-not-allowed", 408: "timed-out", 411: "length-required",
    413: "too-large", 415: "unsupported-media-type", 431: "headers-too-large",
}  # fmt: skip
# Statuses after which the same request may succeed.
_RETRYABLE = frozenset({408, 429, 500, 502, 503, 504, 507})


class Refused(BlogDeskError):
    """A request that the protocol itself turns down: no token, no precondition, too much, too often.

    `current` is the representation that stands, for 412.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        next_step: str = "",
        headers: Mapping[str, str] | None = None,
        current: dict[str, Any] | None = None,
        faults: Sequence[FieldFault] = (),
    ) -> None:
        super().__init__(message, next_step=next_step)
        self.status, self.code = status, code
        self.headers = dict(headers or {})
        self.current = current
        self.faults = tuple(faults)


def answer_problem(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that carries a problem."""
    body = problem.model_dump_json(exclude_none=problem.current is None)
    answer = Response(body, problem.status, content_type=CONTENT_TYPE)
    answer.headers.update(headers or {})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def answer_error(error: Exception) -> Response:
    """The answer for whatever was raised."""
    if isinstance(error, BlogDeskError):
        return _answer_our_error(error)
    if isinstance(error, HTTPException) and error.code is not None:
        return _answer_http_error(error, error.code)
    refusal = find_storage_error(error)
    if refusal is not None and type(refusal) is not StorageError:
        return _answer_our_error(refusal)
    if is_clash(error) or is_busy(error):
        return _answer_crowd(error)
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    detail = "The server failed on this request. What was saved before is safe."
    return answer_problem(make_problem(500, "server-error", detail, next_step="Try again; then look into the log."))


def _is_lost_page(error: BlogDeskError) -> bool:
    """Whether all that is wrong is the cursor: a page that there is not, rather than an input with faults."""
    return isinstance(error, InvalidInput) and [fault.field for fault in error.faults] == ["cursor"]


def _answer_our_error(error: BlogDeskError) -> Response:
    if _is_lost_page(error):
        error = NotFound(
            "There is no such page: this server did not give that cursor.", next_step="List from the start."
        )
    status = (
        error.status if isinstance(error, Refused) else next((s for kind, s in _STATUS if isinstance(error, kind)), 500)
    )
    if status >= 500:
        log.error("%s %s: %s", request.method, request.path, error, exc_info=error)
    headers = error.headers if isinstance(error, Refused) else {}
    faults = (
        [Fault(field=f.field, reason=f.reason) for f in error.faults]
        if isinstance(error, InvalidInput | Refused)
        else []
    )
    problem = make_problem(status, error.code, error.message, next_step=error.next_step, faults=faults)
    current = error.current if isinstance(error, Refused) else None
    wait = int(headers["Retry-After"]) if "Retry-After" in headers else None
    return answer_problem(problem.model_copy(update={"current": current, "retry_after": wait}), headers)


def _answer_http_error(error: HTTPException, status: int) -> Response:
    headers = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if isinstance(error, MethodNotAllowed) else {}
    detail = _DETAILS.get(status) or error.description or ""
    if status == 413:
        detail = f"The request holds more than the {request.max_content_length or 0:,} bytes this address takes."
    return answer_problem(make_problem(status, _CODES.get(status, f"http-{status}"), detail), headers)


def _answer_crowd(error: Exception) -> Response:
    """Two writers at one moment: the one that lost may come again, and finds what the other did."""
    log.warning("%s %s met another writer: %s", request.method, request.path, type(error).__name__)
    status, code = (409, "written-meanwhile") if is_clash(error) else (503, "busy")
    detail = "Another request wrote the same at this moment." if is_clash(error) else "The database is busy."
    problem = make_problem(status, code, detail, next_step="Nothing was changed. Send the same request again.")
    return answer_problem(problem.model_copy(update={"retryable": True, "retry_after": 1}), {"Retry-After": "1"})


_DETAILS = {404: "There is nothing at this address.", 405: "This address does not take that method."}


def make_problem(
    status: int, code: str, detail: str, *, next_step: str = "", faults: list[Fault] | None = None
) -> Problem:
    """A problem with what every one of them has. Its type is its entry in the API's documentation."""
    return Problem(
        type=f"/api/docs#{code}",
        title=HTTP_STATUS_CODES.get(status, "Error"),
        status=status,
        detail=detail,
        code=code,
        next_step=next_step,
        retryable=status in _RETRYABLE,
        errors=faults or [],
        request_id=request.environ.get("blogdesk.request_id", request_id.get()),
    )
