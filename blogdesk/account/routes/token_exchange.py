"""The app fetches its token: `/oauth/token` (RFC 6749 sections 4.1.3 and 5)."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from blogdesk.accounts import authorization
from blogdesk.core import rate_limits
from blogdesk.core.changes import get_instance
from blogdesk.core.transactions import transaction
from blogdesk.wire.access import AccessAnswer
from blogdesk.wire.instance import INSTANCE_HEADER
from blogdesk.wire.shapes import to_json

PER_MINUTE = 30


def mount(pages: Blueprint) -> None:
    """Add the routes."""
    pages.add_url_rule("/oauth/token", "token", exchange, methods=["POST"])


def exchange() -> ResponseReturnValue:
    """A token for a code and its verifier. A code that comes twice takes its token with it."""
    verdict = rate_limits.hit("oauth-token", request.remote_addr or "", limit=PER_MINUTE)
    if not verdict.allowed:
        return _answer({"error": "temporarily_unavailable"}, 429, verdict.headers())
    if request.form.get("grant_type") != "authorization_code":
        return _answer({"error": "unsupported_grant_type"}, 400)
    code = request.form.get("code", "")
    with transaction():
        if authorization.burn_if_used(code):
            given = None
        else:
            given = authorization.exchange(
                code,
                verifier=request.form.get("code_verifier", ""),
                redirect_uri=request.form.get("redirect_uri", ""),
            )
        answer = AccessAnswer(access_token=given[1].text, scope=" ".join(given[0].scopes)) if given else None
    if answer is None:
        said = "The code is not valid, or not any more. Start again from the app."
        return _answer({"error": "invalid_grant", "error_description": said}, 400)
    return _answer({name: value for name, value in to_json(answer).items() if value is not None}, 200)


def _answer(body: dict[str, object], status: int, headers: dict[str, str] | None = None) -> ResponseReturnValue:
    response = jsonify(body)
    response.headers.update(headers or {})
    response.headers["Cache-Control"] = "no-store"
    response.headers[INSTANCE_HEADER] = str(get_instance().instance_id)
    return response, status
