import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from blogdesk.core.http import HttpClient
from blogdesk.errors import BlogDeskError, NotABlog, TokenRejected
from blogdesk.publishing import connect
from blogdesk.publishing.blogdesk_api.discovery import FoundBlog, discover
from blogdesk.publishing.connect import Approval, challenge_of
from tests.fakes.http_apps import instance_app
from tests.wsgi_adapter import WsgiAdapter

REDIRECT = "http://127.0.0.1:4711/_bd/connected/abc"


@pytest.fixture
def wire() -> WsgiAdapter:
    return WsgiAdapter({"blog.example": instance_app()})


@pytest.fixture
def blog(wire: WsgiAdapter) -> FoundBlog:
    return discover("blog.example", HttpClient(transport=wire))


@pytest.fixture
def approval(blog: FoundBlog) -> Approval:
    return connect.start(blog, REDIRECT, app_name="BlogDesk on desk")


def answer_with(wire: WsgiAdapter, status: str, body: bytes, kind: str = "application/json") -> None:
    def app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(status, [("Content-Type", kind)])
        return [body]

    wire.apps["blog.example"] = app


def test_the_browser_is_sent_with_a_challenge_and_never_with_the_verifier(approval: Approval) -> None:
    query = {name: values[0] for name, values in parse_qs(urlsplit(approval.authorize_url).query).items()}
    assert approval.authorize_url.startswith("https://blog.example/oauth/authorize?")
    assert query["code_challenge"] == challenge_of(approval.verifier)
    assert (query["code_challenge_method"], query["redirect_uri"]) == ("S256", REDIRECT)
    assert approval.verifier not in approval.authorize_url
    assert approval.verifier not in repr(approval)


def test_the_challenge_is_that_of_the_specification() -> None:
    # RFC 7636 appendix B.
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"code": "c", "state": "another"},
        {"code": "c"},
        {"code": "c", "state": "é"},
        {"error": "access_denied", "state": "STATE"},
        {"state": "STATE"},
    ],
)
def test_an_answer_that_is_no_approval_of_this_connection_is_refused(approval: Approval, query: dict[str, str]) -> None:
    query = {name: value.replace("STATE", approval.state) for name, value in query.items()}
    with pytest.raises(TokenRejected) as caught:
        connect.code_in(approval, query)
    assert "Nothing was connected" in caught.value.next_step


def test_the_code_and_the_verifier_give_the_token(approval: Approval, wire: WsgiAdapter) -> None:
    body = {"access_token": "bdk_x", "token_type": "Bearer", "scope": "posts:read", "new_member": 1}
    answer_with(wire, "200 OK", json.dumps(body).encode())
    code = connect.code_in(approval, {"code": "the-code", "state": approval.state})
    assert connect.exchange(approval, code, HttpClient(transport=wire)) == "bdk_x"
    form = parse_qs(wire.seen[-1].body.decode())
    assert form["code_verifier"] == [approval.verifier]
    assert form["redirect_uri"] == [REDIRECT]


@pytest.mark.parametrize(
    ("status", "body", "kind", "error"),
    [
        ("400 Bad", b'{"error": "invalid_grant"}', "application/json", TokenRejected),
        ("200 OK", b"<html>", "text/html", NotABlog),
        ("200 OK", b'{"token": "x"}', "application/json", NotABlog),
        ("200 OK", b"[]", "application/json", NotABlog),
    ],
)
def test_an_exchange_that_fails_says_why(
    approval: Approval, wire: WsgiAdapter, status: str, body: bytes, kind: str, error: type[BlogDeskError]
) -> None:
    answer_with(wire, status, body, kind)
    with pytest.raises(error):
        connect.exchange(approval, "code", HttpClient(transport=wire))


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak"])
def test_what_cannot_be_a_token_is_not_sent(blog: FoundBlog, wire: WsgiAdapter, token: str) -> None:
    asked = len(wire.seen)
    with pytest.raises(TokenRejected):
        connect.check_token(blog, token, HttpClient(transport=wire))
    assert len(wire.seen) == asked


def test_a_token_that_the_blog_refuses_is_not_kept(blog: FoundBlog, wire: WsgiAdapter) -> None:
    answer_with(wire, "401 Unauthorized", b"{}")
    with pytest.raises(TokenRejected, match="does not accept this token"):
        connect.check_token(blog, "bdk_x", HttpClient(transport=wire))
