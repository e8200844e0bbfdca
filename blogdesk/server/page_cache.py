"""Whole public pages, kept in this process and answered without waking the app: body, gzip, ETag, 304.

Only what a surface marked with `environ["blogdesk.public_page"] = True` is kept: such a page is the same
for every reader, whatever their cookies. Everything is dropped when anything a reader can see has changed.
"""

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from blogdesk.core.clock import now

MARK = "blogdesk.public_page"
# About 2,000 pages of 30 kB with their gzip.
_MAX_BYTES = 80_000_000
# Below this a packet carries it anyway.
_MIN_GZIP_BYTES = 800
_PAGE_QUERY = re.compile(r"(?:page=\d{1,6})?")


@dataclass(frozen=True)
class StoredPage:
    """An answer as it goes out. `tag` is the hash inside the ETag; `zipped` is empty when gzip gains nothing.

    `changed_at` is when it was made: a page also changes with the settings and the theme.
    """

    headers: tuple[tuple[str, str], ...]
    body: bytes
    zipped: bytes
    tag: str
    changed_at: datetime

    @property
    def size_bytes(self) -> int:
        """What it costs to keep."""
        return len(self.body) + len(self.zipped)

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """The page for this request: whole, zipped, or 304."""
        zipped = bool(self.zipped) and accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        tag = f'"{self.tag}-gzip"' if zipped else f'"{self.tag}"'
        headers = [*self.headers, ("ETag", tag), ("Vary", "Accept-Encoding")]
        headers.append(("Last-Modified", format_datetime(self.changed_at, usegmt=True)))
        if self._known(environ):
            start_response("304 Not Modified", [h for h in headers if h[0] != "Content-Type"])
            return []
        body = self.zipped if zipped else self.body
        if zipped:
            headers.append(("Content-Encoding", "gzip"))
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _known(self, environ: WSGIEnvironment) -> bool:
        """Whether the reader has this page already (RFC 9110 section 13.2.2: a tag outranks a date)."""
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            return tags.strip() == "*" or self.tag in re.findall(r'"([^"]*?)(?:-gzip)?"', tags)
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        if not since:
            return False
        try:
            return self.changed_at.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False


def accepts_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header lets gzip in."""
    for part in accepted.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() in {"gzip", "*"}:
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


class PageStore:
    """Pages by address, the least recently read dropped first. Safe for threads."""

    def __init__(self, max_bytes: int = _MAX_BYTES) -> None:
        self._pages: OrderedDict[str, StoredPage] = OrderedDict()
        self._lock = threading.Lock()
        self._max_bytes = max_bytes
        self._size_bytes = 0
        self.generation = 0

    def find(self, key: str) -> StoredPage | None:
        """The page kept for this address."""
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: str, page: StoredPage, generation: int) -> None:
        """Keep a page, unless something changed while it was being made."""
        with self._lock:
            if generation != self.generation:
                return
            old = self._pages.pop(key, None)
            self._pages[key] = page
            self._size_bytes += page.size_bytes - (old.size_bytes if old else 0)
            while self._size_bytes > self._max_bytes:
                _, dropped = self._pages.popitem(last=False)
                self._size_bytes -= dropped.size_bytes

    def clear(self) -> None:
        """Drop everything: what a reader can see has changed."""
        with self._lock:
            self._pages.clear()
            self._size_bytes = 0
            self.generation += 1


class PageCache:
    """WSGI middleware around the app. `check` is called before each reading request and may clear the store."""

    def __init__(self, app: WSGIApplication, store: PageStore, check: Callable[[], None]) -> None:
        self._app = app
        self._store = store
        self._check = check

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the store, else from the app, keeping what it marked."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._app(environ, start_response)
        self._check()
        query = environ.get("QUERY_STRING", "")
        if not _PAGE_QUERY.fullmatch(query):
            return self._app(environ, start_response)
        key = f"{environ.get('PATH_INFO', '')}?{query}"
        page = self._store.find(key)
        if page is not None:
            return page.answer(environ, start_response)
        return self._from_app(key, environ, start_response)

    def _from_app(self, key: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        generation = self._store.generation
        started: list[Any] = []

        def capture(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            started[:] = [status, headers, exc_info]
            return lambda _data: None

        asked = {**environ, "REQUEST_METHOD": "GET"}
        chunks = self._app(asked, capture)
        status, headers, exc_info = started
        if not asked.get(MARK) or not status.startswith("200 ") or any(h[0].lower() == "set-cookie" for h in headers):
            if environ["REQUEST_METHOD"] == "HEAD":
                _close(chunks)
                return self._app(environ, start_response)
            start_response(status, headers, exc_info)
            return chunks
        page = stored_page(headers, b"".join(chunks), now())
        _close(chunks)
        self._store.keep(key, page, generation)
        return page.answer(environ, start_response)


def stored_page(headers: list[tuple[str, str]], body: bytes, changed_at: datetime) -> StoredPage:
    """A page ready to go out, zipped once."""
    own = {"content-length", "etag", "last-modified", "vary"}
    zipped = gzip.compress(body, 6, mtime=0) if len(body) >= _MIN_GZIP_BYTES else b""
    kept = tuple(header for header in headers if header[0].lower() not in own)
    return StoredPage(kept, body, zipped, hashlib.sha256(body).hexdigest()[:20], changed_at)


def _close(chunks: Iterable[bytes]) -> None:
    """PEP 3333: the server closes what the app returned."""
    close = getattr(chunks, "close", None)
    if close is not None:
        close()
