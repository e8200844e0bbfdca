"""Connecting a blog by approval in the browser: OAuth 2.0 code with PKCE and a loopback redirect, as pure steps.

RFC 6749 section 4.1, RFC 7636 (S256), RFC 8252 section 7.3. No password is typed here, and no token is in any address.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from blogdesk.core.http import HttpClient, HttpRequest, host_of
from blogdesk.core.http_answers import failure_of
from blogdesk.errors import InvalidInput, NotABlog, RemoteRefused, TokenRejected
from blogdesk.publishing.blogdesk_api.answers import json_object
from blogdesk.publishing.blogdesk_api.discovery import FoundBlog
from blogdesk.wire.access import AccessAnswer
from blogdesk.wire.shapes import read

# What an author's app needs; a blog may give less, and says so with each refusal.
SCOPES = ("posts:read", "posts:write", "posts:publish", "media:write")
Receive = Callable[[Mapping[str, str]], None]


class ConnectDoor(Protocol):
    """Where the browser comes back to: the face has a way through its guard for exactly one request."""

    def expect(self, receive: Receive) -> str:
        """The `redirect_uri`; `receive` gets the query of the one request that comes there."""

    def forget(self, redirect_uri: str) -> None:
        """Stop waiting."""


@dataclass(frozen=True)
class Approval:
    """An approval under way. `authorize_url` is for the browser; the verifier never leaves but for the exchange."""

    blog: FoundBlog
    authorize_url: str
    redirect_uri: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def start(blog: FoundBlog, redirect_uri: str, *, app_name: str) -> Approval:
    """Begin: what to open in the browser, and what to keep until it comes back."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    query = {
        "response_type": "code",
        "client_name": app_name,
        "redirect_uri": redirect_uri,
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    return Approval(blog, f"{blog.url}/oauth/authorize?{urlencode(query)}", redirect_uri, state, verifier)


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636 section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def code_in(approval: Approval, query: Mapping[str, str]) -> str:
    """The code that came back, once it is certain that it belongs to this approval.

    Raises:
        TokenRejected: the person said no, or the answer belongs to another approval.
    """
    if not hmac.compare_digest(query.get("state", "").encode(), approval.state.encode()):
        raise TokenRejected(
            "This answer does not belong to the connection that was begun.",
            next_step="Nothing was connected. Start again from the app.",
        )
    if not query.get("code"):
        said_no = query.get("error") == "access_denied"
        raise TokenRejected(
            "The connection was not approved." if said_no else "The blog could not approve the connection.",
            next_step="Nothing was connected. You can start again at any time.",
        )
    return query["code"]


def exchange(approval: Approval, code: str, http: HttpClient) -> str:
    """The token for the code.

    Raises:
        OutsideFailure: no token came.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": approval.redirect_uri,
        "code_verifier": approval.verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    answer = http.send(HttpRequest("POST", f"{approval.blog.url}/oauth/token", headers, urlencode(form).encode()))
    host = host_of(approval.blog.url)
    if answer.status in {400, 401}:
        raise TokenRejected(f"{host} did not accept the approval.", next_step="It may be too old. Start again.")
    failure = failure_of(answer, host=host)
    if failure is not None:
        raise failure
    json_object(answer)
    try:
        return read(AccessAnswer, answer.body).access_token
    except InvalidInput as err:
        raise NotABlog(f"{host} answered the approval with something else.", next_step="Start again.") from err


def check_token(blog: FoundBlog, token: str, http: HttpClient) -> None:
    """Ask the blog whether it accepts this token for reading posts.

    Raises:
        TokenRejected: it does not.
        OutsideFailure: it could not be asked.
    """
    if not token or any(character.isspace() or not character.isprintable() for character in token):
        raise TokenRejected("That is not a token.", next_step="Make one on your blog, under Account, Tokens.")
    answer = http.send(
        HttpRequest("GET", f"{blog.url}/api/v1/posts?limit=1", {"Accept": "application/json"}, token=token)
    )
    failure = failure_of(answer, host=host_of(blog.url))
    if isinstance(failure, TokenRejected):
        raise TokenRejected(
            f"{host_of(blog.url)} does not accept this token.",
            next_step="Nothing was connected. Make a new token on your blog, under Account, Tokens.",
        )
    if failure is not None and not isinstance(failure, RemoteRefused):
        raise failure
