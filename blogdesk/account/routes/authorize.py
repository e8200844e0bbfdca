"""Approving an app that asks for access: `/oauth/authorize` (RFC 6749 section 4.1.1, RFC 8252)."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import Unauthorized

from blogdesk.account.pages import message_page, page, require_signed_in
from blogdesk.account.words import scope_words
from blogdesk.accounts import authorization, service, tokens
from blogdesk.accounts.authorization import AuthorizationRequest
from blogdesk.core.transactions import transaction
from blogdesk.errors import InvalidInput

_NAMES = (
    "response_type", "client_name", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method",
)  # fmt: skip


def mount(pages: Blueprint) -> None:
    """Add the routes."""
    pages.add_url_rule("/oauth/authorize", "authorize", ask, methods=["GET"])
    pages.add_url_rule("/oauth/authorize", "authorize_now", decide, methods=["POST"])


def ask() -> ResponseReturnValue:
    """Show who asks for what. Nothing is redirected to an address that was not checked."""
    values = {name: request.args.get(name, "") for name in _NAMES}
    try:
        wanted = authorization.read_request(values)
    except InvalidInput as err:
        return _refuse(err)
    person = require_signed_in()
    user = service.find_by_id(person.user_id)
    if user is None:
        raise Unauthorized
    granted = tokens.scopes_within(user, wanted.scopes)
    withheld = [scope_words(scope) for scope in wanted.scopes if scope not in granted]
    answer = page(
        "authorize.html", app_name=wanted.client_name, values=values, granted=[scope_words(s) for s in granted],
        withheld=withheld,
    )  # fmt: skip
    answer.headers["Content-Security-Policy"] = _policy(wanted)
    return answer


def _policy(wanted: AuthorizationRequest) -> str:
    """The page's policy: browsers hold the redirect that follows a form to `form-action`, so the app is named in it."""
    app = authorization.redirect_origin(wanted.redirect_uri)
    return (
        f"default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self' {app}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def decide() -> ResponseReturnValue:
    """Send the browser back to the app with a code, or with a no."""
    person = require_signed_in()
    try:
        wanted = authorization.read_request({name: request.form.get(name, "") for name in _NAMES})
        if request.form.get("decision") != "approve":
            return redirect(authorization.redirect_with(wanted, error="access_denied"), code=303)
        with transaction():
            user = service.find_by_id(person.user_id)
            if user is None:
                raise Unauthorized
            code = authorization.approve(user, wanted, address=request.remote_addr or "")
    except InvalidInput as err:
        return _refuse(err)
    return redirect(authorization.redirect_with(wanted, code=code), code=303)


def _refuse(err: InvalidInput) -> ResponseReturnValue:
    return message_page(400, _("This request cannot be approved"), f"{err.message}. {err.next_step}")
