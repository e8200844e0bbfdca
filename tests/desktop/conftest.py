"""A guarded server in this process, over an app that notes what reaches it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from blogdesk.desktop.embedded_server import EmbeddedServer
from blogdesk.desktop.guard import CSP_NONCE, CSRF_TOKEN, Guard
from blogdesk.desktop.launch_secrets import EntryCodes, LaunchSecrets
from blogdesk.desktop.loopback import bind_loopback
from tests.desktop.raw_http import Answer, request


@dataclass
class Launch:
    """One launch: its guard, its secrets, and the requests that got through to the app."""

    port: int
    guard: Guard
    secrets: LaunchSecrets
    clock: list[float]
    reached: list[tuple[str, str]] = field(default_factory=list)
    activated: list[Sequence[str]] = field(default_factory=list)
    app_headers: list[tuple[str, str]] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)

    @property
    def cookie(self) -> tuple[str, str]:
        return "Cookie", f"{self.secrets.cookie_name}={self.secrets.cookie_value}"

    @property
    def origin(self) -> tuple[str, str]:
        return "Origin", f"http://127.0.0.1:{self.port}"

    @property
    def csrf(self) -> tuple[str, str]:
        return "X-BD-CSRF", self.secrets.csrf_token

    def new_code(self) -> str:
        return self.guard.new_enter_url().partition("#")[2]

    def get(self, target: str, *headers: tuple[str, str], **how: Any) -> Answer:
        return request(self.port, "GET", target, *headers, **how)

    def post(self, target: str, *headers: tuple[str, str], body: bytes = b"{}", **how: Any) -> Answer:
        return request(self.port, "POST", target, *headers, body=body, **how)

    def app(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """The app behind the guard: says yes to everything, and even lets every origin in."""
        self.reached.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        self.nonces.append(environ[CSP_NONCE])
        assert environ[CSRF_TOKEN] == self.secrets.csrf_token
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        headers = [("Content-Type", "text/plain"), ("Access-Control-Allow-Origin", "*"), *self.app_headers]
        start_response("200 OK", headers)
        return [b"the app got %d bytes" % len(body)]


@pytest.fixture
def launch() -> Iterator[Launch]:
    listener = bind_loopback()
    port = listener.getsockname()[1]
    clock = [0.0]
    secrets = LaunchSecrets()

    def activate(paths: Sequence[str]) -> Mapping[str, object]:
        started.activated.append(paths)
        return {"window": True}

    codes = EntryCodes(clock=lambda: clock[0])
    guard = Guard(port, secrets_of_launch=secrets, activate=activate, codes=codes)
    guard.max_body_bytes = 100_000
    started = Launch(port, guard, secrets, clock)
    guard.app = started.app
    server = EmbeddedServer(listener, guard)
    server.start()
    yield started
    server.stop()
