"""The outermost layer of the hosted face: which requests come in at all, and what every answer carries."""

import re
import secrets
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from blogdesk.core.ids import uuid7
from blogdesk.core.logs import request_id
from blogdesk.server.headers import content_policy, standing_headers
from blogdesk.wire.problems import CONTENT_TYPE, Problem

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
# No address of ours holds one; a database or a log line that meets one may misread it.
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# What a program reads of a refusal, by status; RFC 9110 section 15.5.6 wants the methods named beside a 405.
_CODES = {400: "bad-request", 405: "method-not-allowed", 421: "wrong-host"}


class Edge:
    """WSGI middleware: checks Host and path, gives each request an id and a nonce, adds the standing headers.

    The nonce is in `environ["blogdesk.csp_nonce"]`. A header that the app set itself is kept.
    """

    def __init__(self, app: WSGIApplication, *, base_url: str) -> None:
        self._app = app
        address = urlsplit(base_url)
        self._host = address.netloc.lower()
        self._standing = standing_headers(tls=address.scheme == "https")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        nonce = environ["blogdesk.csp_nonce"] = secrets.token_urlsafe(16)
        name = environ["blogdesk.request_id"] = uuid7().hex
        request_id.set(name)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            present = {key.lower() for key, _ in headers}
            added = [*self._standing, ("X-Request-ID", name)]
            if "content-security-policy" not in present:
                added.append(("Content-Security-Policy", content_policy(nonce)))
            return start_response(status, headers + [h for h in added if h[0].lower() not in present], exc_info)

        refusal = self._refusal(environ)
        if refusal is None:
            return self._app(environ, start)
        status, reason = refusal
        kind, body = _said(environ, status, reason)
        allow = [("Allow", ", ".join(sorted(_METHODS)))] if status.startswith("405") else []
        length = ("Content-Length", str(len(body)))
        start(status, [("Content-Type", kind), length, ("Cache-Control", "no-store"), *allow])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _refusal(self, environ: WSGIEnvironment) -> tuple[str, str] | None:
        """Why this request does not come in: a status and a sentence."""
        if not self._answers_for(environ.get("HTTP_HOST", "")):
            return "421 Misdirected Request", "This server does not answer for that host name."
        if environ["REQUEST_METHOD"] not in _METHODS:
            return "405 Method Not Allowed", "This method is not known here."
        if _CONTROL.search(environ.get("PATH_INFO", "")):
            return "400 Bad Request", "The address holds a control character."
        return None

    def _answers_for(self, host: str) -> bool:
        """Whether a Host header names this blog: its public address, or this computer under any port."""
        host = host.lower()
        return host == self._host or re.sub(r":\d{1,5}$", "", host) in _LOOPBACK


def _said(environ: WSGIEnvironment, status: str, reason: str) -> tuple[str, bytes]:
    """The content type and the body of a refusal: a problem for a program, a line of text for everybody else."""
    if not environ.get("PATH_INFO", "").startswith("/api/"):
        return "text/plain; charset=utf-8", f"{reason}\n".encode()
    number, title = status.split(" ", 1)
    code = _CODES[int(number)]
    problem = Problem(
        type=f"/api/docs#{code}", title=title, status=int(number), detail=reason, code=code, retryable=False,
        request_id=environ["blogdesk.request_id"],
    )  # fmt: skip
    return CONTENT_TYPE, problem.model_dump_json(exclude_none=True).encode()
