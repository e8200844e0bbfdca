"""What an HTTP status means for us: each refusal as one error of the tree, with what is safe and what to do.

Knows nothing of sockets: `core.http` asks it about every answer.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from blogdesk.core.clock import now
from blogdesk.errors import NotABlog, OutsideFailure, PreconditionFailed, RemoteBusy, RemoteRefused, TokenRejected

# A server that says "busy" without saying for how long.
DEFAULT_RETRY_AFTER_S = 5.0
# Nobody waits longer than this for one answer of a server, whatever it asks for.
MAX_RETRY_AFTER_S = 3600.0
SAFE = "Everything is safe on this computer."


@dataclass(frozen=True)
class HttpAnswer:
    """An answer: header names in lower case, the whole body."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    url: str

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether the body says that it is JSON (RFC 6838 section 4.2.8 for `+json`)."""
        return self.media_type == "application/json" or self.media_type.endswith("+json")

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            NotABlog: it is something else, whatever its type says.
        """
        try:
            return json.loads(self.body)
        except ValueError as err:
            raise NotABlog(f"{self.url} answered with something that is not JSON.", next_step=SAFE) from err

    def problem(self) -> dict[str, Any]:
        """The members of the problem document (RFC 9457), or nothing."""
        if not self.is_json:
            return {}
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def retry_after_s(value: str, *, at: datetime | None = None) -> float:
    """Seconds to wait by a Retry-After of seconds or of an HTTP date (RFC 9110 section 10.2.3), at most an hour.

    A date is held against `at`, the server's own Date when it gave one: our clock may be wrong.
    """
    text = value.strip()
    if text.isdigit():
        return min(float(text), MAX_RETRY_AFTER_S)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return DEFAULT_RETRY_AFTER_S
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - (at or now())).total_seconds(), 0.0), MAX_RETRY_AFTER_S)


def _server_time(headers: Mapping[str, str]) -> datetime | None:
    try:
        return parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None


def failure_of(answer: HttpAnswer, *, host: str) -> OutsideFailure | None:
    """The error that this answer stands for, or None when it is a success."""
    if answer.status < 400:
        return None
    if answer.status in {429, 503} or (answer.status in {409, 425} and "retry-after" in answer.headers):
        return _busy(answer, host)
    if answer.status == 401 or (answer.status == 403 and answer.is_json):
        return _rejected(answer, host)
    if answer.status == 412 or (answer.status == 410 and answer.problem().get("current")):
        return _outdated(answer, host)
    return _refused(answer, host)


def _busy(answer: HttpAnswer, host: str) -> RemoteBusy:
    wait = answer.headers.get("retry-after", "")
    seconds = retry_after_s(wait, at=_server_time(answer.headers)) if wait else DEFAULT_RETRY_AFTER_S
    return RemoteBusy(
        f"{host} is busy and asks to wait.",
        retry_after_s=seconds,
        next_step=f"{SAFE} It is tried again by itself.",
    )


def _rejected(answer: HttpAnswer, host: str) -> TokenRejected:
    if answer.status == 401:
        return TokenRejected(
            f"{host} no longer accepts this app's access.",
            next_step=f"{SAFE} Approve the connection again.",
        )
    detail = str(answer.problem().get("detail", ""))
    return TokenRejected(
        f"{host} does not allow this: {detail or 'the access given to this app does not cover it'}",
        next_step=f"{SAFE} Approve the connection again, with an account that may do this.",
    )


def _outdated(answer: HttpAnswer, host: str) -> PreconditionFailed:
    """Another revision stands; it may be a tombstone (410)."""
    current = answer.problem().get("current")
    return PreconditionFailed(
        f"{host} has a newer version.",
        current=current if isinstance(current, dict) else None,
        etag=answer.headers.get("etag", ""),
        next_step=f"{SAFE} Both versions are kept.",
    )


def _refused(answer: HttpAnswer, host: str) -> RemoteRefused:
    problem = answer.problem()
    faults = [fault for fault in problem.get("errors") or [] if isinstance(fault, dict)]
    named = "; ".join(f"{fault.get('field')}: {fault.get('reason')}" for fault in faults)
    said = named or str(problem.get("detail") or problem.get("title") or f"status {answer.status}")
    server_fault = answer.status >= 500 or answer.status == 408
    return RemoteRefused(
        f"{host} had a fault of its own ({said})." if server_fault else f"{host} refused: {said}",
        status=answer.status,
        field=str(faults[0].get("field", "")) if faults else "",
        permanent=not server_fault,
        next_step=f"{SAFE} It is tried again by itself." if server_fault else str(problem.get("next_step") or SAFE),
    )
