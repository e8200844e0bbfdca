"""Small WSGI apps that stand for what may answer at an address."""

import json
from collections.abc import Callable, Iterable
from typing import Any

INSTANCE_ID = "0190a1b2-0000-7000-8000-000000000001"
App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def plain_app(status: int, body: bytes, **headers: str) -> App:
    """Answers everything with this page."""

    def app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(f"{status} Whatever", [("Content-Type", "text/html"), *headers.items()])
        return [body]

    return app


def instance_app(*, prefix: str = "", api: dict[str, int] | None = None) -> App:
    """Answers `GET /api/v1` as a blog of ours, and 404 in HTML elsewhere."""
    info = {
        "instance_id": INSTANCE_ID, "epoch": "0a1b2c3d", "name": "Salt & Ink", "url": "https://blog.example/",
        "api": api or {"min": 1, "max": 1}, "features": ["posts"], "renderer": "1", "theme": "quiet",
        "limits": {
            "max_body": 1, "max_media": 2, "max_chunk": 1_000_000, "writes_per_minute": 1, "reads_per_minute": 1,
        },
        "version": "0.1.0", "server_time": "2026-05-01T09:30:00Z",
    }  # fmt: skip

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != f"{prefix}/api/v1":
            start("404 Not Found", [("Content-Type", "text/html")])
            return [b"<h1>Not here"]
        start("200 OK", [("Content-Type", "application/json"), ("BlogDesk-Instance", INSTANCE_ID)])
        return [json.dumps(info).encode()]

    return app
