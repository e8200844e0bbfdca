"""A remote without a socket: requests talk to a WSGI app in this process, over a network that fails on demand."""

import io
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse
from urllib3._collections import HTTPHeaderDict

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Seen:
    """A request that left: what a spy on the wire would note."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


@dataclass
class Faults:
    """What the network does to the next requests that match.

    cut_before: the connection breaks before the first byte; cut_inside: the app gets half of the body and an end;
    cut_after: the app does its work, the answer is lost; answer: another program answers in the blog's place.
    """

    matches: Callable[[requests.PreparedRequest], bool] = lambda _request: True
    cut_before: int = 0
    cut_inside: int = 0
    cut_after: int = 0
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)


class WsgiAdapter(BaseAdapter):
    """Hands requests to the apps by host. A host without an app cannot be reached."""

    def __init__(self, apps: dict[str, Wsgi]) -> None:
        super().__init__()
        self.apps = apps
        self.faults: list[Faults] = []
        self.seen: list[Seen] = []
        self.offline = False

    def close(self) -> None:
        """Nothing is open."""

    def send(self, request: requests.PreparedRequest, *_args: Any, **_kwargs: Any) -> requests.Response:
        parts = urlsplit(str(request.url))
        if self.offline or parts.netloc not in self.apps:
            raise requests.ConnectTimeout(request=request)
        body = _bytes_of(request.body)
        self.seen.append(Seen(str(request.method), str(request.url), dict(request.headers), body))
        fault = next((fault for fault in self.faults if fault.matches(request)), Faults())
        if fault.cut_before:
            fault.cut_before -= 1
            raise requests.ConnectionError("cut before the request")
        if fault.answers:
            return _response(request, *fault.answers.pop(0))
        if fault.cut_inside:
            fault.cut_inside -= 1
            self._call(request, body[: len(body) // 2], cut=True)
            raise requests.ConnectionError("cut inside the request")
        answer = self._call(request, body)
        if fault.cut_after:
            fault.cut_after -= 1
            raise requests.ConnectionError("cut before the answer")
        return _response(request, *answer)

    def _call(
        self, request: requests.PreparedRequest, body: bytes, *, cut: bool = False
    ) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(str(request.url))
        environ = _environ(request, body, cut=cut)
        began: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _exc: Any = None) -> Callable[[bytes], None]:
            began.update(status=int(status.split(maxsplit=1)[0]), headers=headers)
            return lambda _data: None

        result = self.apps[parts.netloc](environ, start)
        try:
            data = b"".join(result)
        finally:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        return began["status"], dict(began["headers"]), data


def _bytes_of(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else b"".join(body)


class _CutStream(io.BytesIO):
    """A body whose sender went away: what servers report as a read error at the place of the cut."""

    def read(self, size: int | None = -1) -> bytes:
        block = super().read(size)
        if not block:
            raise OSError("the client went away")
        return block


def _environ(request: requests.PreparedRequest, body: bytes, *, cut: bool) -> dict[str, Any]:
    parts = urlsplit(str(request.url))
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path, "latin-1") or "/",
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc,
        "CONTENT_LENGTH": str(len(body) * 2 if cut else len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": _CutStream(body) if cut else io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        if key == "CONTENT_TYPE":
            environ[key] = value
        elif key != "CONTENT_LENGTH":
            environ[f"HTTP_{key}"] = value
    return environ


def _response(
    request: requests.PreparedRequest, status: int, headers: dict[str, str], body: bytes
) -> requests.Response:
    raw = HTTPResponse(
        body=io.BytesIO(b"" if request.method == "HEAD" else body),
        headers=HTTPHeaderDict(headers),
        status=status,
        preload_content=False,
        decode_content=False,
        request_method=request.method,
    )
    response = requests.Response()
    response.status_code = status
    response.headers.update(headers)
    response.raw = raw
    response.url = str(request.url)
    response.request = request
    return response
