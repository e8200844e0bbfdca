"""The document for programs at /api/v1/openapi.json, and the same for people at /api/docs."""

from pathlib import Path

from flask import Blueprint, Response, json, render_template, send_from_directory, url_for

from blogdesk.api.openapi.document import make_document
from blogdesk.api.openapi.statuses import CODES
from blogdesk.api.representations import base_url
from blogdesk.api.routes import ALL

_ROOM = Path(__file__).parent.parent
# A page of ours alone: no script, no form, no picture but the icon.
_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def docs_blueprint() -> Blueprint:
    """The two addresses and their style sheet."""
    pages = Blueprint("api_docs", __name__, template_folder=str(_ROOM / "templates"))
    pages.add_url_rule("/api/v1/openapi.json", "document", _document)
    pages.add_url_rule("/api/docs", "docs", _docs)
    pages.add_url_rule("/api/docs/<name>.css", "style", _style)
    return pages


def _document() -> Response:
    response = Response(json.dumps(make_document(ALL, base_url=base_url())), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _docs() -> Response:
    style = url_for("api_docs.style", name="docs")
    body = render_template("api/docs.html", document=make_document(ALL, base_url=base_url()), codes=CODES, style=style)
    response = Response(body, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _style(name: str) -> Response:
    return send_from_directory(_ROOM / "static", f"{name}.css", max_age=3600)
