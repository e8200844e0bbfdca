"""Mounting the REST API on an app."""

from flask import Blueprint, Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from blogdesk.api.endpoints import Endpoint
from blogdesk.api.etags import instance_names
from blogdesk.api.openapi.pages import docs_blueprint
from blogdesk.api.problems import answer_error
from blogdesk.api.routes import ALL
from blogdesk.core import rate_limits
from blogdesk.core.config import Config
from blogdesk.core.languages import init_languages
from blogdesk.wire.instance import INSTANCE_HEADER

PREFIX = "/api/v1"
# Answers of the API in JSON speak to programs; a browser that opens one may run nothing.
_POLICY = "default-src 'none'; frame-ancestors 'none'"


def register(app: Flask) -> None:
    """Mount every endpoint below /api/v1, with the machinery around them."""
    config: Config = app.extensions["blogdesk.config"]
    rate_limits.set_up(app, redis_url=config.redis_url)
    init_languages(app)
    api = Blueprint("api", __name__, url_prefix=PREFIX)
    for number, endpoint in enumerate(ALL):
        _mount(api, endpoint, number)
    api.register_error_handler(Exception, answer_error)
    app.before_request(_answer_routing_error)
    app.after_request(_finish)
    app.register_blueprint(api)
    app.register_blueprint(docs_blueprint())


def _mount(api: Blueprint, endpoint: Endpoint, number: int) -> None:
    name = f"{endpoint.name}_{number}"
    rule = endpoint.path or ""
    api.add_url_rule(rule, name, endpoint, methods=[endpoint.method], strict_slashes=False)


def is_ours(path: str) -> bool:
    """Whether an address belongs to the API."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def _answer_routing_error() -> Response | None:
    """An unknown address or method below the API answers as the API does, not with a page for readers."""
    if is_ours(request.path) and isinstance(request.routing_exception, HTTPException):
        return answer_error(request.routing_exception)
    return None


def _finish(response: Response) -> Response:
    """Say on every answer, errors too, who answered: without this header a client takes nothing for data."""
    if not is_ours(request.path):
        return response
    response.headers[INSTANCE_HEADER] = instance_names()[0]
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers.add("Vary", "Authorization")
    for name, value in g.get("rate_headers", {}).items():
        response.headers.setdefault(name, value)
    return response
