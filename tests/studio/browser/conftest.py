"""The studio over real HTTP in a real Chromium, under the strict policy of the faces."""

import secrets
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'self'"
)


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, *_args: Any) -> None:
        """Nothing."""


@pytest.fixture
def address(desktop_studio: Flask) -> Iterator[str]:
    """The desktop's studio on a port of its own."""

    @desktop_studio.before_request
    def give_nonce() -> None:
        request.environ["blogdesk.csp_nonce"] = secrets.token_urlsafe(12)

    @desktop_studio.after_request
    def set_policy(response: Response) -> Response:
        nonce = request.environ["blogdesk.csp_nonce"]
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
        return response

    server = make_server("127.0.0.1", 0, desktop_studio, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    """A window; faults of its scripts and breaches of its policy fail the test."""
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(15_000)
    window, faults = context.new_page(), []
    window.on("pageerror", lambda error: faults.append(str(error)))
    window.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield window
    context.close()
    assert faults == []
