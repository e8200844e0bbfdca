"""The guard: the outermost WSGI layer of the desktop face. Nothing of the app is reached past it unasked.

Any page in any browser on this computer, and any program of another user, can send requests to a loopback port.
So: the exact Host (no DNS rebinding), the exact Origin where there is one (cookies and SameSite ignore ports),
Fetch Metadata, a cookie that only a single-use code in a URL fragment gives, and a CSRF header on whatever writes.
"""

import json
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from blogdesk.desktop.guard_answers import Answer, json_answer, message_page, problem, static_file
from blogdesk.desktop.launch_secrets import EntryCodes, LaunchSecrets, same
from blogdesk.desktop.redirects import PREFIX as REDIRECT_PREFIX
from blogdesk.desktop.redirects import PendingRedirects, Receive
from blogdesk.desktop.security_headers import with_security_headers
from blogdesk.desktop.words import _
from blogdesk.errors import BlogDeskError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

# What the app finds in the environ of each request it gets.
CSP_NONCE = "blogdesk.csp_nonce"
CSRF_TOKEN = "blogdesk.csrf_token"  # noqa: S105 - the name of a key
# What the server puts there: names of headers that came twice where once is the rule.
DUPLICATE_HEADERS = "blogdesk.duplicate_headers"
# Several pictures can be dropped at once; each route has its own, smaller limit.
MAX_BODY_BYTES = 512 * 1024 * 1024
DRAIN_BYTES = 2 * MAX_BODY_BYTES
MAX_OWN_BODY_BYTES = 64 * 1024
# Where an entered page goes.
HOME = "/studio/"
SAFE = frozenset({"GET", "HEAD"})
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Browsers ask for /favicon.ico by themselves wherever a page names no icon.
ENTER_FILES = {
    "/_bd/enter.js": "enter.js",
    "/_bd/enter.css": "enter.css",
    "/_bd/icon.svg": "icon.svg",
    "/favicon.ico": "icon.svg",
}
# `activate` gets the paths a second start was asked to open, and answers what that start should do now.
Activate = Callable[[Sequence[str]], Mapping[str, object]]


class Guard:
    """Wraps the app of one launch; `app` is set once there is one."""

    max_body_bytes = MAX_BODY_BYTES

    def __init__(
        self, port: int, *, secrets_of_launch: LaunchSecrets, activate: Activate, codes: EntryCodes | None = None
    ) -> None:
        self.host = f"127.0.0.1:{port}"
        self.origin = f"http://{self.host}"
        self.redirects = PendingRedirects(self.origin)
        self.app: WSGIApplication = not_ready
        self._secrets = secrets_of_launch
        self._activate = activate
        self._codes = codes or EntryCodes()

    @property
    def csrf_token(self) -> str:
        """What pages send as X-BD-CSRF."""
        return self._secrets.csrf_token

    @property
    def cookie(self) -> tuple[str, str]:
        """Name and value of the cookie that the app's own window is given; a browser gets it for a code."""
        return self._secrets.cookie_name, self._secrets.cookie_value

    def new_enter_url(self) -> str:
        """An address that lets one window or browser in. The code is in the fragment: never sent, never logged."""
        return f"{self.origin}/_bd/enter#{self._codes.new()}"

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer by ourselves, or let the app answer under our headers."""
        nonce = secrets.token_urlsafe(16)
        answer = self._refuse_form(environ) or self._public(environ) or self._private(environ)
        if answer is not None:
            drain(environ)
            start_response(answer.status_line, with_security_headers(answer.all_headers(), nonce=nonce))
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]
        environ[CSP_NONCE], environ[CSRF_TOKEN] = nonce, self._secrets.csrf_token
        return self.app(environ, under_our_headers(start_response, nonce))

    def _refuse_form(self, environ: "WSGIEnvironment") -> Answer | None:
        """What no honest client sends, whatever it asks for."""
        if not str(environ.get("REQUEST_URI", "/")).startswith("/") or environ.get(DUPLICATE_HEADERS):
            return problem(HTTPStatus.BAD_REQUEST, "bad-request", "The request is not one that a browser sends.")
        if not same(environ.get("HTTP_HOST", ""), self.host):
            return problem(HTTPStatus.MISDIRECTED_REQUEST, "wrong-host", "BlogDesk does not answer to that name.")
        if environ["REQUEST_METHOD"] not in SAFE | UNSAFE:
            return problem(HTTPStatus.METHOD_NOT_ALLOWED, "method", "BlogDesk does not know that method.")
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return problem(HTTPStatus.LENGTH_REQUIRED, "length-required", "The request must state its length.")
        return self._refuse_length(environ)

    def _refuse_length(self, environ: "WSGIEnvironment") -> Answer | None:
        length = environ.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return problem(HTTPStatus.BAD_REQUEST, "bad-request", "The length of the request is not a number.")
        own = environ["PATH_INFO"].startswith("/_bd/")
        if int(length) > (MAX_OWN_BODY_BYTES if own else self.max_body_bytes):
            return problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "That is more than BlogDesk takes at once."
            )
        return None

    def _public(self, environ: "WSGIEnvironment") -> Answer | None:
        """The addresses that need no cookie, each under its own rule."""
        path, reading = environ["PATH_INFO"], environ["REQUEST_METHOD"] in SAFE
        if path == "/_bd/enter" and reading and self._origin_is_fine(environ):
            return static_file("enter.html")
        if path == "/_bd/activate" and not reading:
            return self._activated(environ)
        if path.startswith(REDIRECT_PREFIX) and environ["REQUEST_METHOD"] == "GET" and "HTTP_ORIGIN" not in environ:
            return received(self.redirects.take(path), environ.get("QUERY_STRING", ""))
        return None

    def _private(self, environ: "WSGIEnvironment") -> Answer | None:
        """From here on: our own pages only, then our cookie, then our header on what writes."""
        path, reading = environ["PATH_INFO"], environ["REQUEST_METHOD"] in SAFE
        if refused := self._refuse_foreign(environ):
            return refused
        if reading and path in ENTER_FILES:
            return static_file(ENTER_FILES[path])
        if path == "/_bd/enter":
            return self._entered(environ)
        if refused := self._refuse_outsider(environ):
            return refused
        if path.startswith("/_bd/"):
            return problem(HTTPStatus.NOT_FOUND, "not-found", "There is nothing here.")
        return None

    def _refuse_foreign(self, environ: "WSGIEnvironment") -> Answer | None:
        """Requests that another page, or a program that is no browser, made."""
        site = environ.get("HTTP_SEC_FETCH_SITE", "none")
        if not self._origin_is_fine(environ) or site not in {"same-origin", "none"}:
            return problem(HTTPStatus.FORBIDDEN, "foreign-page", "Only BlogDesk's own pages may ask for this.")
        if environ["REQUEST_METHOD"] in UNSAFE and "HTTP_ORIGIN" not in environ:
            return problem(HTTPStatus.FORBIDDEN, "no-origin", "Only BlogDesk's own pages may change something.")
        return None

    def _refuse_outsider(self, environ: "WSGIEnvironment") -> Answer | None:
        """Requests without our cookie, and writes without our header."""
        if not self._has_cookie(environ):
            return outside(environ)
        writing = environ["REQUEST_METHOD"] in UNSAFE
        if writing and not same(environ.get("HTTP_X_BD_CSRF", ""), self._secrets.csrf_token):
            return problem(HTTPStatus.FORBIDDEN, "csrf", "The page is from an earlier start. Load it again.")
        return None

    def _origin_is_fine(self, environ: "WSGIEnvironment") -> bool:
        return "HTTP_ORIGIN" not in environ or same(environ["HTTP_ORIGIN"], self.origin)

    def _has_cookie(self, environ: "WSGIEnvironment") -> bool:
        """Exactly one cookie of our name, with our value. A second one is somebody's attempt."""
        pairs = [pair.strip().partition("=") for pair in environ.get("HTTP_COOKIE", "").split(";")]
        values = [value for name, _, value in pairs if name == self._secrets.cookie_name]
        return len(values) == 1 and same(values[0], self._secrets.cookie_value)

    def _entered(self, environ: "WSGIEnvironment") -> Answer:
        code = read_json(environ).get("code")
        if not isinstance(code, str) or not self._codes.take(code):
            return problem(HTTPStatus.FORBIDDEN, "entry-code", "This link was used before, or is older than a minute.")
        cookie = f"{self._secrets.cookie_name}={self._secrets.cookie_value}; Path=/; HttpOnly; SameSite=Strict"
        return json_answer({"next": HOME}, ("Set-Cookie", cookie))

    def _activated(self, environ: "WSGIEnvironment") -> Answer:
        """A second start on the same data folder. A browser is never the one who asks."""
        from_browser = any(name in environ for name in ("HTTP_ORIGIN", "HTTP_SEC_FETCH_SITE", "HTTP_REFERER"))
        token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
        if from_browser or not same(token, self._secrets.instance_token):
            return problem(HTTPStatus.FORBIDDEN, "instance-token", "Only BlogDesk itself may ask for this.")
        paths = read_json(environ).get("paths", [])
        known = [path for path in paths if isinstance(path, str)] if isinstance(paths, list) else []
        return json_answer(dict(self._activate(known)))


def under_our_headers(start_response: "StartResponse", nonce: str) -> "StartResponse":
    """A start_response that adds the security headers."""

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Callable[[bytes], object]:
        return start_response(status, with_security_headers(headers, nonce=nonce), exc_info)

    return start


def not_ready(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:  # noqa: ARG001 - WSGI
    """Stands in for the app while it is being imported."""
    answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, "starting", "BlogDesk is still starting.", ("Retry-After", "1"))
    start_response(answer.status_line, answer.all_headers())
    return [answer.body]


def outside(environ: "WSGIEnvironment") -> Answer:
    """For whoever has not entered: a page for a person, a problem for a program."""
    if "text/html" in environ.get("HTTP_ACCEPT", "") and environ["REQUEST_METHOD"] in SAFE:
        return message_page(
            HTTPStatus.FORBIDDEN,
            _("This is not the way in"),
            _(
                "BlogDesk runs on this computer, but this browser has not been let in. Your writing is safe. "
                "Start BlogDesk again: it opens with a new link."
            ),
        )
    return problem(HTTPStatus.FORBIDDEN, "not-entered", "Enter with the link that BlogDesk gives at its start.")


def received(receive: Receive | None, query: str) -> Answer:
    """Hand over the query of a redirect, and tell the author how it went."""
    if receive is None:
        return message_page(
            HTTPStatus.GONE, _("Too late"), _("BlogDesk no longer waits for this. Connect the blog again.")
        )
    pairs = parse_qsl(query, keep_blank_values=True)
    if len({name for name, _ in pairs}) != len(pairs):  # RFC 6749 section 3.1: no parameter more than once
        return message_page(
            HTTPStatus.BAD_REQUEST, _("Not connected"), _("The blog's answer was not understood. Try again.")
        )
    try:
        receive(dict(pairs))
    except BlogDeskError as err:
        log.warning("connecting a blog failed: %s", err)
        return message_page(HTTPStatus.OK, _("Not connected"), f"{err.message} {err.next_step}".strip())
    return message_page(HTTPStatus.OK, _("Connected"), _("You can close this page and go back to BlogDesk."))


def read_json(environ: "WSGIEnvironment") -> dict[str, Any]:
    """The JSON object in a small body; empty when it is none."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["CONTENT_LENGTH"] = "0"  # it is read
    try:
        fields = json.loads(body)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def drain(environ: "WSGIEnvironment") -> None:
    """Read away what is left of a refused body, within reason, so that the client gets to read the refusal."""
    length = environ.get("CONTENT_LENGTH") or "0"
    left = min(int(length), DRAIN_BYTES) if length.isascii() and length.isdigit() else 0
    while left > 0 and (chunk := environ["wsgi.input"].read(min(left, 1 << 20))):
        left -= len(chunk)
