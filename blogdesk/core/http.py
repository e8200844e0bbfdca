"""Speaking HTTP to other computers: the only place that does.

A request leaves once (connecting alone is tried again), within time limits, over TLS unless the host is this
computer. A redirect is followed on the same origin only, so that no token ever reaches another host.
"""

import http.cookiejar
import ipaddress
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from flask import Flask, current_app
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, SSLError
from urllib3.util.retry import Retry

import blogdesk
from blogdesk.core.http_answers import SAFE, HttpAnswer, failure_of
from blogdesk.errors import InsecureAddress, NotABlog, RemoteRefused, StorageError, Unreachable

CONNECT_TIMEOUT_S = 5.0
# Between two bytes of an answer: a server may work on a large picture before its first one.
READ_TIMEOUT_S = 60.0
# For one whole answer, however slowly its bytes come.
WHOLE_TIMEOUT_S = 180.0
MAX_ANSWER_BYTES = 32 * 1024 * 1024
MAX_REDIRECTS = 5
_BLOCK_BYTES = 64 * 1024
# Connecting is tried again at once; whatever else waits, waits as a row of the job table.
RETRY = Retry(
    total=2, connect=2, read=0, redirect=0, status=0, other=0, backoff_factor=0.1, respect_retry_after_header=False
)
# For a question whose answer somebody is waiting for.
NO_RETRY = Retry(total=0, read=0, redirect=0, status=0, respect_retry_after_header=False)
_TRANSPORT = "blogdesk.transport"
_CLIENTS = "blogdesk.http_clients"


@dataclass(frozen=True)
class FileSlice:
    """Some bytes of a file, sent as a request's body without reading them all at once."""

    path: Path
    offset: int
    length: int


@dataclass(frozen=True)
class HttpRequest:
    """One request. `token` goes into the Authorization header, and into no log, repr or other origin."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | FileSlice | None = field(default=None, repr=False)
    token: str = field(default="", repr=False)
    read_timeout_s: float = READ_TIMEOUT_S


class _Bearer(AuthBase):
    """Sets our token, and thereby keeps requests from looking into ~/.netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class HttpClient:
    """Sends requests. `transport` stands in for the network; `allow_insecure` permits plain http to any host."""

    def __init__(
        self,
        *,
        transport: BaseAdapter | None = None,
        allow_insecure: bool = False,
        connect_timeout_s: float = CONNECT_TIMEOUT_S,
        retry: Retry = RETRY,
    ) -> None:
        self._allow_insecure = allow_insecure
        self._connect_timeout_s = connect_timeout_s
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"BlogDesk/{blogdesk.__version__}"
        self._session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, transport or HTTPAdapter(max_retries=retry))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let the connections go."""
        self._session.close()

    def send(self, request: HttpRequest) -> HttpAnswer:
        """The answer, whatever its status; redirects on the same origin are followed.

        Raises:
            InsecureAddress: plain http to another computer.
            Unreachable: no whole answer came.
            RemoteRefused: a redirect that leads to another origin, or of a write.
            NotABlog: an answer larger than any of a blog.
        """
        url = request.url
        for _ in range(MAX_REDIRECTS + 1):
            self._check_address(url)
            answer = self._send_once(request, url)
            if answer.status not in {301, 302, 303, 307, 308}:
                return answer
            url = _next_url(request, answer)
        raise RemoteRefused(f"{host_of(url)} redirects in a circle.", status=answer.status, next_step=SAFE)

    def fetch(self, request: HttpRequest) -> HttpAnswer:
        """The answer of a success.

        Raises:
            OutsideFailure: as `send`, and the error that any status from 400 on stands for.
        """
        answer = self.send(request)
        failure = failure_of(answer, host=host_of(request.url))
        if failure is not None:
            raise failure
        return answer

    def _check_address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "https" or (parts.scheme == "http" and (self._allow_insecure or is_loopback(parts))):
            return
        raise InsecureAddress(
            f"{url} is not encrypted: others on the network could read along and take over your access.",
            next_step="Nothing was sent. Use the address that begins with https://.",
        )

    def _send_once(self, request: HttpRequest, url: str) -> HttpAnswer:
        until = time.monotonic() + WHOLE_TIMEOUT_S
        try:
            with _data_of(request.body) as data, self._open(request, url, data) as response:
                body = _read(response, until)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return HttpAnswer(response.status_code, headers, body, url)
        except (requests.RequestException, UnicodeError) as err:
            raise _unreachable(err, host_of(url)) from err

    def _open(self, request: HttpRequest, url: str, data: Any) -> requests.Response:
        return self._session.request(
            request.method,
            url,
            headers=dict(request.headers),
            data=data,
            auth=_Bearer(request.token),
            timeout=(self._connect_timeout_s, request.read_timeout_s),
            allow_redirects=False,
            stream=True,
        )


def use_transport(app: Flask, transport: BaseAdapter) -> None:
    """Have the instance send its requests through `transport` instead of the network."""
    app.extensions[_TRANSPORT] = transport


def shared_client(*, allow_insecure: bool = False) -> HttpClient:
    """The client of the running instance, which keeps its connections open between requests."""
    clients: dict[bool, HttpClient] = current_app.extensions.setdefault(_CLIENTS, {})
    if allow_insecure not in clients:
        transport = current_app.extensions.get(_TRANSPORT)
        clients[allow_insecure] = HttpClient(transport=transport, allow_insecure=allow_insecure)
    return clients[allow_insecure]


def impatient_client(*, allow_insecure: bool = False, connect_timeout_s: float = 1.5) -> HttpClient:
    """A client of the running instance for a question that somebody waits for: asked once, given up soon."""
    transport = current_app.extensions.get(_TRANSPORT)
    return HttpClient(
        transport=transport, allow_insecure=allow_insecure, connect_timeout_s=connect_timeout_s, retry=NO_RETRY
    )


def _next_url(request: HttpRequest, answer: HttpAnswer) -> str:
    """Where a redirect leads, when it may be followed."""
    target = urljoin(answer.url, answer.headers.get("location", ""))
    same = origin_of(target) == origin_of(answer.url)
    if same and request.method in {"GET", "HEAD"}:
        return target
    if same and request.body is None and answer.status in {307, 308}:
        return target
    raise RemoteRefused(
        f"{host_of(answer.url)} says that it has moved to {target.partition('?')[0]}.",
        status=answer.status,
        next_step="Nothing was sent there. If this is your blog, connect it by its new address.",
    )


class _SliceReader:
    """A part of a file as requests reads it: `len()` and `read()`."""

    def __init__(self, part: FileSlice, file: BinaryIO) -> None:
        self._part = part
        self._left = part.length
        self._file = file
        self._file.seek(part.offset)

    def __len__(self) -> int:
        return self._left

    def __iter__(self) -> Iterator[bytes]:
        while block := self.read(_BLOCK_BYTES):
            yield block

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end of the part."""
        wanted = self._left if size < 0 else min(size, self._left)
        block = self._file.read(wanted) if wanted else b""
        if len(block) < wanted:
            raise StorageError(f"{self._part.path.name} is shorter than it was.", next_step="Add the picture again.")
        self._left -= len(block)
        return block


@contextmanager
def _data_of(body: bytes | FileSlice | None) -> Iterator[bytes | _SliceReader | None]:
    """The body as requests takes it; a file is open for as long."""
    if not isinstance(body, FileSlice):
        yield body
        return
    with body.path.open("rb") as file:
        yield _SliceReader(body, file)


def _read(response: requests.Response, until: float) -> bytes:
    blocks, size = [], 0
    for block in response.iter_content(_BLOCK_BYTES):
        size += len(block)
        if size > MAX_ANSWER_BYTES:
            raise NotABlog(f"{host_of(response.url)} answered with more than a blog ever says.", next_step=SAFE)
        if time.monotonic() > until:
            raise requests.ReadTimeout("the answer took too long")
        blocks.append(block)
    return b"".join(blocks)


def _unreachable(err: Exception, host: str) -> Unreachable:
    cause = _root_of(err)
    retry = f"{SAFE} It is tried again by itself as soon as the network is back."
    if isinstance(cause, SSLError) or isinstance(err, requests.exceptions.SSLError):
        return Unreachable(
            f"The connection to {host} is not secure: its certificate is not valid.",
            may_have_arrived=False,
            next_step=f"{SAFE} Check the address, this computer's clock, and whether a network sign-in page is open.",
        )
    if isinstance(cause, NewConnectionError | ConnectTimeoutError) or isinstance(err, requests.ConnectTimeout):
        return Unreachable(f"{host} cannot be reached.", may_have_arrived=False, next_step=retry)
    if isinstance(err, requests.exceptions.InvalidURL | UnicodeError):
        return Unreachable(f"{host} is not an address.", may_have_arrived=False, next_step="Check the address.")
    if isinstance(err, requests.Timeout):
        return Unreachable(f"{host} did not answer in time.", next_step=retry)
    return Unreachable(f"The connection to {host} was cut.", next_step=retry)


def _root_of(err: BaseException) -> BaseException:
    """The error of urllib3 inside the one of requests, and inside urllib3's own MaxRetryError."""
    inner = err.args[0] if err.args else None
    reason = getattr(inner, "reason", None)
    return reason if isinstance(reason, BaseException) else inner if isinstance(inner, BaseException) else err


def host_of(url: str) -> str:
    """The host as people write it, without the port of its scheme."""
    return urlsplit(url).netloc.rpartition("@")[2] or url


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port (RFC 6454 section 4)."""
    parts = urlsplit(url)
    return parts.scheme.lower(), (parts.hostname or "").lower(), parts.port or {"https": 443}.get(parts.scheme, 80)


def is_loopback(parts: SplitResult) -> bool:
    """Whether the address is of this computer, told by its text alone."""
    host = parts.hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
