"""Tokens, and signing in without a browser."""

import uuid
from datetime import timedelta

from flask import request

from blogdesk.accounts import service, tokens
from blogdesk.accounts.models import AccessToken
from blogdesk.accounts.sign_in import sign_in
from blogdesk.accounts.tokens import TokenPair
from blogdesk.api.caller import Caller
from blogdesk.api.endpoints import Answer, Routes
from blogdesk.api.problems import Refused
from blogdesk.api.representations import parse_id
from blogdesk.core.clock import now
from blogdesk.core.transactions import transaction
from blogdesk.errors import Conflict, Forbidden, NotFound
from blogdesk.wire import access as wire
from blogdesk.wire.pages import ListPage

routes = Routes("access")


def _fields(token: AccessToken) -> dict[str, object]:
    names = ("id", "name", "kind", "prefix", "scopes", "created_at", "last_used_at", "expires_at")
    return {name: getattr(token, name) for name in names}


@routes.add("GET", "/tokens", answers={200: ListPage[wire.Token]})
def list_tokens(caller: Caller) -> Answer:
    """List the account's live tokens, without their secrets."""
    shown = [wire.Token.model_validate(_fields(token)) for token in tokens.list_tokens(caller.user_id)]
    return Answer(ListPage[wire.Token](items=shown))


@routes.add("POST", "/tokens", body=wire.TokenRequest, answers={201: wire.NewToken})
def create_token(caller: Caller, body: wire.TokenRequest) -> Answer:
    """Make a personal token. It may do no more than the token that asks, and its secret is answered this once."""
    beyond = [scope for scope in body.scopes if not caller.may(scope)]
    if beyond:
        raise Forbidden(f"This token may not do {', '.join(beyond)} itself.", next_step="No token was made.")
    expires_at = now() + timedelta(days=body.expires_in_days) if body.expires_in_days else None
    with transaction():
        user = service.find_by_id(caller.user_id)
        if user is None:
            raise NotFound("The account is gone.")
        token, text = tokens.issue(user, name=body.name, scopes=body.scopes, expires_at=expires_at)
        shown = wire.NewToken.model_validate({**_fields(token), "token": text.text})
    return Answer(shown, 201, headers={"Cache-Control": "no-store"})


@routes.add("DELETE", "/tokens/<token>", answers={204: None})
def revoke_token(caller: Caller, token: str) -> Answer:
    """Make one of the account's tokens useless for good."""
    with transaction():
        found = tokens.get_token(parse_id(token) or uuid.UUID(int=0), user_id=caller.user_id)
        tokens.revoke(found, actor_id=caller.user_id)
    return Answer(status=204)


def _answer(pair: TokenPair) -> Answer:
    given = wire.AccessAnswer(
        access_token=pair.access.text,
        expires_in=pair.expires_in_s,
        refresh_token=pair.refresh.text,
        scope=" ".join(pair.scopes),
    )
    return Answer(given, headers={"Cache-Control": "no-store"})


@routes.add("POST", "/auth/login", public=True, body=wire.LoginRequest, answers={200: wire.AccessAnswer})
def login(body: wire.LoginRequest) -> Answer:
    """Sign in with e-mail address and password, for a token of half an hour and one that renews it."""
    with transaction():
        tried = sign_in(body.email, body.password, address=request.remote_addr or "")
        pair = tokens.issue_pair(tried.user) if tried.user else None
    if tried.wait_s:
        raise Refused(
            429, "too-many-attempts", "That was a lot of attempts.", headers={"Retry-After": str(tried.wait_s)},
            next_step=f"Try again in {tried.wait_s} seconds.",
        )  # fmt: skip
    if pair is None:
        raise _refused("Name and password do not belong together.")
    return _answer(pair)


@routes.add("POST", "/auth/refresh", public=True, body=wire.RefreshRequest, answers={200: wire.AccessAnswer})
def refresh(body: wire.RefreshRequest) -> Answer:
    """Exchange a refresh token for a new pair. It works once; a copy used later ends the whole line."""
    with transaction():
        pair = tokens.refresh(body.refresh_token)
    if pair is None:
        raise _refused("The refresh token is unknown, used, expired or revoked.")
    return _answer(pair)


def _refused(message: str) -> Refused:
    headers = {"WWW-Authenticate": 'Bearer realm="BlogDesk"'}
    return Refused(401, "invalid-grant", message, next_step="Sign in again.", headers=headers)


@routes.add("POST", "/auth/logout", answers={204: None})
def logout(caller: Caller) -> Answer:
    """Revoke the token of this request with all that came of the same sign-in.

    A personal token was not given by signing in: it is revoked by its id.
    """
    with transaction():
        token = tokens.get_token(caller.token_id)
        if token.kind != "access":
            raise Conflict(
                "This token was not given by signing in.", next_step=f"Revoke it with DELETE /api/v1/tokens/{token.id}."
            )
        tokens.revoke(token, actor_id=caller.user_id)
    return Answer(status=204)
