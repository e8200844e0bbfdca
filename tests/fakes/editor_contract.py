"""A small server that keeps the contract of the editor island: journal, preview, media, strict policy.

It is no copy of the studio: it has one page and its rules in the open, so that a test can break the network,
write behind the editor's back and look at what arrived.
"""

import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from flask import Flask, Response, abort, jsonify, render_template, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.fakes.journal_text import apply_changes, utf16_length

STATIC = Path(__file__).parents[2] / "blogdesk/studio/static"
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'self'; report-uri /csp-report"
)
# Colours come from the studio's tokens when they are there; the measures are those of its editor page.
PAGE_CSS = """
body { margin: 0; height: 100vh; background: var(--paper, #fff); color: var(--ink, #222); }
body { font: 13px/1.45 var(--ui, sans-serif); }
main { height: 100%; display: flex; flex-direction: column; }
header { display: flex; gap: 8px; align-items: center; padding: 8px 16px; }
.panes { display: flex; flex: 1; min-height: 0; }
.sheet { flex: 1; min-width: 0; overflow-y: auto; padding: 24px max(16px, 4vw) 0; }
.preview { flex: 1; } .preview[hidden] { display: none; }
"""
SAVED_AT = "2026-11-21T14:02:00Z"
FRAME_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data: blob:; frame-ancestors 'self'"


@dataclass
class Post:
    """One post as the journal keeps it: the text it began with and every entry since."""

    base_text: str = ""
    entries: list[dict[str, Any]] = field(default_factory=list)
    clients: list[str] = field(default_factory=list)
    scroll_top: int = 0

    @property
    def text(self) -> str:
        text = self.base_text
        for entry in self.entries:
            text = apply_changes(text, entry["changes"])
        return text

    @property
    def seq(self) -> int:
        return len(self.entries)

    def append(self, client: str, entries: list[dict[str, Any]]) -> None:
        for entry in entries:
            self.entries.append({**entry, "seq": self.seq + 1})
            self.clients.append(client)

    def held(self, body: dict[str, Any]) -> int:
        """How many of the first entries came before from this window: the answer to them was not seen."""
        base, entries = body["base_seq"], body["entries"]
        here = zip(self.clients[base:], self.entries[base:], entries, strict=False)
        same = (who == body["client"] and old["changes"] == new["changes"] for who, old, new in here)
        return sum(1 for _ in takewhile(bool, same))

    def write_behind(self, text: str) -> None:
        """Another computer's window replaces the whole text."""
        changes = [[utf16_length(self.text), *text.split("\n")]]
        self.append("another", [{"changes": changes, "kind": "edit", "selection": [0, 0]}])


@dataclass
class Faults:
    """What goes wrong: each is a count of requests, or a switch."""

    journal_status: int = 0
    drop_replies: int = 0
    mismatches: int = 0
    media_status: int = 0
    preview_status: int = 0
    preview_lies: bool = False
    without_nonce: bool = False


class ContractServer:
    """Start it with `with ContractServer() as server:`; `server.url` is the page of the post."""

    def __init__(self) -> None:
        self.post = Post()
        self.post_id = str(uuid4())
        self.faults = Faults()
        self.batches: list[dict[str, Any]] = []
        self.media: dict[str, tuple[str, bytes]] = {}
        self.previews: list[dict[str, Any]] = []
        self.violations: list[dict[str, Any]] = []
        self.delays: dict[str, float] = {}
        self.most_previews_at_once = self._previews_now = 0
        self.token = secrets.token_urlsafe(8)
        self.lock = threading.Lock()
        self.app = self._app()
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"{self.origin}/studio/posts/{self.post_id}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def boot(self) -> dict[str, Any]:
        post, base = self.post, f"/studio/posts/{self.post_id}"
        last = post.entries[-1]["selection"] if post.entries else None
        urls = {"journal": f"{base}/journal", "patch": base, "media": "/studio/media", "state": f"{base}/state"}
        urls |= {"preview": "/studio/preview", "preview_full": "/studio/preview/full"}
        urls |= {"frame": f"/studio/preview/{self.post_id}/frame"}
        return {
            "id": self.post_id, "exists": bool(post.entries), "title": "", "base_text": post.base_text,
            "base_seq": 0, "entries": post.entries, "selection": last, "scroll_top": post.scroll_top,
            "eol": "\n", "language": "en", "urls": urls, "face": "hosted", "native_dialogs": False,
        }  # fmt: skip

    def _app(self) -> Flask:
        app = Flask("editor_contract", static_folder=None, template_folder=str(Path(__file__).parent))
        app.add_url_rule("/studio/posts/<post_id>", view_func=self._page)
        app.add_url_rule("/studio/posts/<post_id>/journal", view_func=self._journal, methods=["POST"])
        app.add_url_rule("/studio/media", view_func=self._upload, methods=["POST"])
        app.add_url_rule("/studio/media/<media_id>/view", view_func=self._picture)
        app.add_url_rule("/studio/preview", view_func=self._preview, methods=["POST"])
        app.add_url_rule("/studio/preview/full", view_func=self._preview_full, methods=["POST"])
        app.add_url_rule("/studio/preview/<post_id>/frame", view_func=self._frame)
        app.add_url_rule("/static/<path:name>", view_func=self._static)
        app.add_url_rule("/page.css", "page_css", view_func=lambda: Response(PAGE_CSS, mimetype="text/css"))
        app.add_url_rule("/csp-report", view_func=self._report, methods=["POST"])
        app.add_url_rule("/favicon.ico", "favicon", view_func=lambda: ("", 204))
        app.before_request(self._guard)
        return app

    def _guard(self) -> None:
        unsafe = request.method == "POST" and request.path != "/csp-report"
        if unsafe and request.headers.get("X-BD-CSRF") != self.token:
            abort(403)

    def _page(self, post_id: str) -> Response:
        nonce = secrets.token_urlsafe(12)
        manifest = json.loads((STATIC / "dist/manifest.json").read_text(encoding="utf-8"))
        html = render_template(
            "editor_page.html", boot=self.boot(), token=self.token, main=manifest["main.js"]["file"],
            nonce="" if self.faults.without_nonce else nonce, post_id=post_id,
            styles=sorted(path.name for path in (STATIC / "styles").glob("editor*.css")),
        )  # fmt: skip
        return Response(html, headers={"Content-Security-Policy": POLICY.format(nonce=nonce)})

    def _journal(self, post_id: str) -> ResponseReturnValue:
        body = request.get_json()
        assert post_id == self.post_id
        with self.lock:
            if self.faults.journal_status:
                return _problem(self.faults.journal_status, "broken", "The disk is full.")
            return self._append(body)

    def _append(self, body: dict[str, Any]) -> ResponseReturnValue:
        post = self.post
        self.batches.append(body)
        after = post.text
        held = post.held(body)
        if held and held == len(body["entries"]):
            return jsonify(seq=body["base_seq"] + held, saved_at=SAVED_AT, words=0)
        if body["base_seq"] + held != post.seq:
            return _problem(409, "journal-gap", "Another window wrote.", text=after, seq=post.seq)
        for entry in body["entries"][held:]:
            after = apply_changes(after, entry["changes"])
        if self.faults.mismatches or utf16_length(after) != body["length"]:
            self.faults.mismatches = max(0, self.faults.mismatches - 1)
            return _problem(422, "journal-mismatch", "Lengths differ.", text=post.text, seq=post.seq)
        post.append(body["client"], body["entries"][held:])
        post.scroll_top = body["scroll_top"]
        if self.faults.drop_replies:
            self.faults.drop_replies -= 1
            return _problem(502, "bad-gateway", "The answer was lost.")
        return jsonify(seq=post.seq, saved_at=SAVED_AT, words=len(after.split()))

    def _upload(self) -> ResponseReturnValue:
        time.sleep(self.delays.get("media", 0))
        if self.faults.media_status:
            return _problem(self.faults.media_status, "too-large", "The picture is larger than 50 MB.")
        items = []
        for upload in request.files.getlist("file"):
            media_id = str(uuid4())
            self.media[media_id] = (upload.mimetype, upload.read())
            items.append({
                "id": media_id, "markdown": f"![](media:{media_id})", "url": f"/studio/media/{media_id}/view",
                "width": 4, "height": 3, "name": upload.filename, "removed": ["Place"],
            })  # fmt: skip
        return jsonify(items=items), 201

    def _picture(self, media_id: str) -> Response:
        mimetype, content = self.media.get(media_id) or abort(404)
        return Response(content, mimetype=mimetype)

    def _blocks(self, text: str) -> list[tuple[str, str, tuple[int, int]]]:
        """One (hash, html, lines) a paragraph. Enough of Markdown to see order, change and place."""
        found, line = [], 1
        for block in text.split("\n\n"):
            size = block.count("\n") + 1
            safe = block.replace("&", "&amp;").replace("<", "&lt;")
            found.append((f"h{hash(block) & 0xFFFFFFFF:x}", f"<p>{safe}</p>", (line, line + size - 1)))
            line += size + 1
        return found

    def _preview(self) -> ResponseReturnValue:
        if self.faults.preview_status:
            return _problem(self.faults.preview_status, "broken", "The preview failed.")
        self._previews_now += 1
        self.most_previews_at_once = max(self.most_previews_at_once, self._previews_now)
        time.sleep(self.delays.get("preview", 0))
        try:
            return self._preview_of(request.get_json())
        finally:
            self._previews_now -= 1

    def _preview_of(self, body: dict[str, Any]) -> Response:
        self.previews.append(body)
        blocks = self._blocks(body["text"])
        known = next((each for each in self.previews if each["rev"] == body["known"]), None)
        held = {digest for digest, _, _ in self._blocks(known["text"])} if known else set()
        html = {digest: "<p>wrong</p>" if self.faults.preview_lies else markup for digest, markup, _ in blocks}
        return jsonify(
            rev=body["rev"], order=[digest for digest, _, _ in blocks], words=len(body["text"].split()),
            html={digest: markup for digest, markup in html.items() if digest not in held}, minutes=1,
            lines={digest: lines for digest, _, lines in blocks}, outline=[],
        )  # fmt: skip

    def _preview_full(self) -> Response:
        blocks = self._blocks(request.get_json()["text"])
        return jsonify(html="\n".join(markup for _, markup, _ in blocks), hash="full")

    def _frame(self, post_id: str) -> Response:
        html = f'<!doctype html><html lang="en"><title>{post_id}</title><body><div id="preview-body"></div>'
        return Response(html, headers={"Content-Security-Policy": FRAME_POLICY})

    def _static(self, name: str) -> Response:
        return send_from_directory(STATIC, name)

    def _report(self) -> tuple[str, int]:
        self.violations.append(json.loads(request.get_data()))
        return "", 204


class QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Say nothing: a test reads what it needs from the server's lists."""


def _problem(status: int, code: str, detail: str, **extra: object) -> tuple[Response, int]:
    body = jsonify(type="about:blank", title=detail, detail=detail, status=status, code=code, **extra)
    body.mimetype = "application/problem+json"
    return body, status
