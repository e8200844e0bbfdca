"""The few answers the guard gives by itself: the enter page, a plain explanation, a problem in JSON.

They are static files and fixed sentences: nothing of the app is running yet, or it must not be reached.
"""

import html
import json
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from string import Template

from blogdesk.desktop.security_headers import Headers

STATIC = Path(__file__).parent / "static"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Answer:
    """A whole answer: status, headers, body."""

    status: HTTPStatus
    content_type: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def status_line(self) -> str:
        """The status as WSGI wants it."""
        return f"{self.status.value} {self.status.phrase}"

    def all_headers(self) -> Headers:
        """The headers, with length, and never kept by a cache."""
        length = ("Content-Length", str(len(self.body)))
        return [("Content-Type", self.content_type), length, ("Cache-Control", "no-store"), *self.headers]


@cache
def _file(name: str) -> bytes:
    return (STATIC / name).read_bytes()


def static_file(name: str) -> Answer:
    """One of the guard's own files."""
    return Answer(HTTPStatus.OK, KINDS[Path(name).suffix], _file(name))


def message_page(status: HTTPStatus, title: str, text: str) -> Answer:
    """A page that says one thing to a person."""
    template = Template(_file("message.html").decode("utf-8"))
    page = template.substitute(title=html.escape(title), text=html.escape(text))
    return Answer(status, KINDS[".html"], page.encode("utf-8"))


def problem(status: HTTPStatus, code: str, detail: str, *headers: tuple[str, str]) -> Answer:
    """A refusal for a program (RFC 9457)."""
    fields: dict[str, object] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "code": code,
        "next_step": "Nothing was changed.",
        "errors": [],
    }
    return Answer(status, "application/problem+json", json.dumps(fields).encode("utf-8"), headers)


def json_answer(fields: dict[str, object], *headers: tuple[str, str]) -> Answer:
    """200 with a JSON object."""
    return Answer(HTTPStatus.OK, "application/json", json.dumps(fields).encode("utf-8"), headers)
