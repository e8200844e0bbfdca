"""Personal access tokens, and the apps that were approved."""

import uuid

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Unauthorized

from blogdesk.account.pages import page, require_signed_in
from blogdesk.account.words import scope_words
from blogdesk.accounts import service, tokens
from blogdesk.accounts.models import User
from blogdesk.core.transactions import transaction
from blogdesk.errors import FieldFault, InvalidInput

MAX_NAME = 100


def mount(pages: Blueprint) -> None:
    """Add the routes."""
    pages.add_url_rule("/account/tokens", "tokens", show)
    pages.add_url_rule("/account/tokens", "add_token", add, methods=["POST"])
    pages.add_url_rule("/account/tokens/<uuid:token_id>/revoke", "revoke_token", revoke, methods=["POST"])


def _person() -> User:
    user = service.find_by_id(require_signed_in().user_id)
    if user is None:
        raise Unauthorized
    return user


def _show(user: User, *, made: str = "", fault: str = "", status: int = 200) -> ResponseReturnValue:
    offered = [(scope, scope_words(scope)) for scope in tokens.scopes_within(user, tokens.SCOPES)]
    found = tokens.list_tokens(user.id)
    return page("tokens.html", status=status, tokens=found, offered=offered, made=made, fault=fault)


def show() -> ResponseReturnValue:
    """The list, and a form for a new one."""
    return _show(_person())


def add() -> ResponseReturnValue:
    """Make a token; this page shows it, and no other ever will."""
    name = " ".join(request.form.get("name", "").split())
    try:
        if not 0 < len(name) <= MAX_NAME:
            raise InvalidInput([FieldFault("name", f"needs 1 to {MAX_NAME} characters")])
        with transaction():
            text = tokens.issue(_person(), name=name, scopes=request.form.getlist("scopes"))[1].text
    except InvalidInput as err:
        return _show(_person(), fault=err.message, status=422)
    return _show(_person(), made=text)


def revoke(token_id: uuid.UUID) -> ResponseReturnValue:
    """Revoke one of the account's own."""
    person = require_signed_in()
    with transaction():
        tokens.revoke(tokens.get_token(token_id, user_id=person.user_id), actor_id=person.user_id)
    return redirect("/account/tokens", code=303)
