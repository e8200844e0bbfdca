"""Runs the real desktop app, with a page of the tests' own where the studio would be.

The page notes marks in the log (`mark NAME DETAIL`) and does what BLOGDESK_TEST_PLAN says.
"""

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

from blogdesk.cli.main import main
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.desktop import backend_link, backend_process, routes, wiring
from blogdesk.desktop.opened_files import FileOpener

log = logging.getLogger("page")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Test page</title>
<meta name="csrf-token" content="{csrf}" data-header="X-BD-CSRF">
<link rel="icon" href="data:,"><style nonce="{nonce}">body {{ font: 20px sans-serif }}</style>
<textarea id="text" autofocus></textarea><p id="words">some words</p><a id="link" href="/">link</a>
<iframe sandbox="allow-same-origin" srcdoc="<a id=inner href='https://inner.example/'>x</a>"></iframe>
<script src="/studio/page.js" data-plan='{plan}'></script></html>"""


def make_instance(folder: DataFolder, **parts: Any) -> Flask:
    """The app of the tests: the real routes of the desktop, and one page."""
    guard = parts["guard"]
    app = Flask("page", static_folder=None)
    app.extensions["blogdesk.config"] = str(folder.root)
    app.extensions["blogdesk.secrets"] = MemorySecretStore()
    app.extensions[wiring.LEAVING] = [lambda limit_s: log.info("mark leaving %.0f", limit_s)]
    routes.register(app, parts["shell"])

    @app.get("/studio/")
    def page() -> str:
        plan = os.environ.get("BLOGDESK_TEST_PLAN", "{}")
        return PAGE.format(csrf=guard.csrf_token, nonce=request.environ.get("blogdesk.csp_nonce", ""), plan=plan)

    @app.get("/studio/page.js")
    def script() -> Response:
        return Response((Path(__file__).parent / "window_page.js").read_bytes(), content_type="text/javascript")

    @app.post("/studio/mark")
    def mark() -> dict[str, str]:
        fields = request.get_json()
        log.info("mark %s %s", fields["name"], json.dumps(fields["detail"], ensure_ascii=False))
        return {}

    return app


# The real one would put the studio here. Both processes of the app are this file.
wiring.make_instance = make_instance
wiring.close_instance = lambda app: log.info("mark closed %s", app.name)
wiring.FileOpener = lambda _app: FileOpener(Flask("none"))  # type: ignore[misc, assignment] # opens nothing
backend_link.backend_command = lambda: [sys.executable, __file__, backend_process.SWITCH]
sys.exit(backend_process.main() if backend_process.SWITCH in sys.argv else main(["desktop", *sys.argv[1:]]))
