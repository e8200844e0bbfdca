"""Mounting the account pages on an app: sign-in, CSRF protection, and the pages behind them."""

from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from werkzeug.exceptions import HTTPException

from blogdesk.account import signed_in
from blogdesk.account.pages import message_page
from blogdesk.account.routes import authorize, sessions, sign_in, static, token_exchange, tokens
from blogdesk.core import rate_limits
from blogdesk.core.config import Config
from blogdesk.core.languages import init_languages
from blogdesk.errors import BlogDeskError, NotFound

CSRF_HEADER = "X-BD-CSRF"
# Answered by a token or by nothing a browser adds by itself: no cookie counts there.
_WITHOUT_COOKIES = ("/api/", "/oauth/token")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def register(app: Flask) -> None:
    """Mount /account and /oauth, and protect every form of the app against other sites."""
    config: Config = app.extensions["blogdesk.config"]
    init_languages(app)
    rate_limits.set_up(app, redis_url=config.redis_url)
    signed_in.set_up(app)
    # A page may lie open for days; the token is bound to the session, which ends.
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_HEADERS=[CSRF_HEADER], WTF_CSRF_CHECK_DEFAULT=False)
    CSRFProtect(app)
    app.before_request(_refuse_foreign_forms)
    app.register_blueprint(_blueprint())


def _blueprint() -> Blueprint:
    pages = Blueprint("account", __name__, template_folder=str(Path(__file__).parent / "templates"))
    for module in (sign_in, sessions, tokens, authorize, token_exchange, static):
        module.mount(pages)
    pages.register_error_handler(CSRFError, _show_csrf_error)
    pages.register_error_handler(BlogDeskError, _show_error)
    pages.register_error_handler(HTTPException, _show_http_error)
    pages.after_request(_private)
    return pages


def csrf_header() -> tuple[str, str]:
    """The name and the value of the header that unsafe requests of scripts carry."""
    return CSRF_HEADER, generate_csrf()


def _refuse_foreign_forms() -> None:
    if request.method not in _SAFE and not request.path.startswith(_WITHOUT_COOKIES):
        current_app.extensions["csrf"].protect()


def _private(response: Response) -> Response:
    """What one person reads is kept by nobody in between."""
    if request.endpoint != "account.static_file":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _show_csrf_error(_error: CSRFError) -> ResponseReturnValue:
    return message_page(
        400, _("The form was too old"), _("Nothing was changed. Go back, load the page again, and send it once more.")
    )


def _show_error(error: BlogDeskError) -> ResponseReturnValue:
    status = 404 if isinstance(error, NotFound) else 422
    return message_page(status, error.message, error.next_step)


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status == 401:
        path = request.full_path.removesuffix("?") if request.method == "GET" else ""
        return redirect(sign_in.address_of_sign_in(path), code=303)
    if status < 400:
        return error.get_response(request.environ)
    return message_page(status, _("That did not work"), error.description or "")
