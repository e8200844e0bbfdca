"""Mounting the studio on an app."""

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from blogdesk.core.database import DatabaseFailure
from blogdesk.core.languages import init_languages
from blogdesk.errors import BlogDeskError
from blogdesk.studio import assets
from blogdesk.studio import moving as moves
from blogdesk.studio.blueprint import bp
from blogdesk.studio.face import current_author
from blogdesk.studio.problems import show_database_error, show_error, show_http_error
from blogdesk.studio.routes import (
    destinations,
    editor,
    history,
    journal,
    library,
    media,
    moving,
    posts,
    preview,
    sending,
    settings,
    static,
    tags,
)

# Importing a module of routes adds them to the blueprint.
ROUTES = (
    destinations,
    editor,
    history,
    journal,
    library,
    media,
    moving,
    posts,
    preview,
    sending,
    settings,
    static,
    tags,
)


def register(app: Flask) -> None:
    """Mount /studio. What the face has to pass in is described in studio/face.py."""
    init_languages(app)
    moves.register(app)
    app.register_blueprint(bp)


@bp.before_request
def _only_authors() -> None:
    if request.endpoint != "studio.static_file":
        current_author()


@bp.after_request
def _private(response: Response) -> Response:
    """What an author reads is nobody else's: no cache in between keeps it."""
    if request.endpoint != "studio.static_file":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


@bp.context_processor
def _assets() -> dict[str, object]:
    return {
        "static_url": static.static_url,
        "stylesheet": assets.STYLESHEET,
        "bundle": assets.bundle(),
        "editor_preloads": assets.editor_preloads(),
    }


bp.register_error_handler(BlogDeskError, show_error)
bp.register_error_handler(DatabaseFailure, show_database_error)
bp.register_error_handler(HTTPException, show_http_error)
