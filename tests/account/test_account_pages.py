import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import blogdesk
from blogdesk.account.addresses import safe_next
from blogdesk.account.surface import register
from blogdesk.accounts import authorization, service
from blogdesk.api.surface import register as register_api
from blogdesk.core.config import Config
from blogdesk.core.database import db
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import create_app
from tests.conftest import dispose

PASSWORD = "a long enough secret"
VERIFIER = "v" * 50
REDIRECT = "http://127.0.0.1:4711/_bd/connected/x"


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    app = create_app(config, [register_api, register], MemorySecretStore())
    app.config["TESTING"] = True
    with app.app_context():
        for name, role in (("ada", "author"), ("bob", "contributor")):
            with transaction():
                service.add_user(name, email=f"{name}@blog.example", password=PASSWORD, role=role)
        db.session.remove()
    yield app
    dispose(app)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def form_token(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def post(browser: FlaskClient, path: str, come_from: str = "", **fields: Any) -> TestResponse:
    token = form_token(browser.get(come_from or path))
    return browser.post(path, data={"csrf_token": token, **fields})


def sign_in(browser: FlaskClient, login: str = "ada", password: str = PASSWORD, **more: str) -> TestResponse:
    return post(browser, "/account/sign-in", login=login, password=password, **more)


def question(**changes: str) -> dict[str, str]:
    asked = {
        "response_type": "code", "client_name": "My desk", "redirect_uri": REDIRECT, "scope": "posts:read posts:write",
        "state": "s" * 30, "code_challenge": authorization.challenge_of(VERIFIER), "code_challenge_method": "S256",
    }  # fmt: skip
    return {**asked, **changes}


def approve(browser: FlaskClient, decision: str = "approve", **changes: str) -> TestResponse:
    asked = question(**changes)
    return post(browser, "/oauth/authorize", f"/oauth/authorize?{urlencode(asked)}", **asked, decision=decision)


def code_in(answer: TestResponse) -> str:
    return parse_qs(urlsplit(answer.location).query)["code"][0]


def exchange(browser: FlaskClient, code: str, **changes: str) -> TestResponse:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    return browser.post("/oauth/token", data={**form, **changes})


def test_signing_in_leads_where_one_wanted_to_go_and_out_again(browser: FlaskClient) -> None:
    wanted = browser.get("/account/tokens")
    assert (wanted.status_code, wanted.location) == (303, "/account/sign-in?next=%2Faccount%2Ftokens")
    answer = sign_in(browser, next="/account/tokens")
    assert (answer.status_code, answer.location) == (303, "/account/tokens")
    assert browser.get("/account/tokens").headers["Cache-Control"] == "no-store"
    assert browser.get("/account/sign-in?next=/account/sessions").location == "/account/sessions"
    assert post(browser, "/account/sign-out", "/account/tokens").status_code == 303
    assert browser.get("/account/tokens").status_code == 303


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "https://evil.example", "\\\\evil.example", "/\t/evil.example",
     "javascript:x", "/a\nb", "", "evil", "/ /x", "/a\\b", "///evil.example"],
)  # fmt: skip
def test_next_leads_to_no_other_site(browser: FlaskClient, wanted: str) -> None:
    assert safe_next(wanted) == "/studio/"
    assert sign_in(browser, next=wanted).location == "/studio/"


def test_a_wrong_name_and_a_wrong_password_look_the_same(app: Flask) -> None:
    answers = [sign_in(app.test_client(), name, "wrong wrong wrong") for name in ("ada", "nobody")]
    pages = [re.sub(r'value="[^"]*"', "", answer.text) for answer in answers]
    assert [a.status_code for a in answers] == [422, 422]
    assert pages[0] == pages[1]


def test_guessing_is_slowed_down_and_the_right_password_does_not_help_meanwhile(browser: FlaskClient) -> None:
    for _ in range(5):
        assert sign_in(browser, password="wrong wrong").status_code == 422
    answer = sign_in(browser)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def guess(app: Flask, address: str, password: str) -> int:
    stranger = app.test_client()
    sent = {"csrf_token": form_token(stranger.get("/account/sign-in")), "login": "ada", "password": password}
    return stranger.post("/account/sign-in", data=sent, environ_base={"REMOTE_ADDR": address}).status_code


def test_guessing_from_elsewhere_does_not_lock_the_owners_browser_out(app: Flask) -> None:
    mine = app.test_client()
    assert sign_in(mine).status_code == 303
    post(mine, "/account/sign-out", "/account/tokens")
    for number in range(20):
        assert guess(app, f"10.0.0.{number}", "guess guess") == 422
    assert guess(app, "10.1.1.1", PASSWORD) == 429
    assert sign_in(mine).status_code == 303


def test_a_form_from_another_site_is_refused(app: Flask, browser: FlaskClient) -> None:
    assert browser.post("/account/sign-in", data={"login": "ada", "password": PASSWORD}).status_code == 400
    sign_in(browser)
    for path in ("/account/sign-out", "/account/tokens", "/oauth/authorize"):
        assert browser.post(path, data=question(decision="approve")).status_code == 400
    foreign = form_token(app.test_client().get("/account/sign-in"))
    assert browser.post("/account/sign-out", data={"csrf_token": foreign}).status_code == 400


def test_signing_in_makes_a_new_cookie(browser: FlaskClient) -> None:
    with browser.session_transaction() as before:
        before["planted"] = "x"
    sign_in(browser)
    with browser.session_transaction() as after:
        assert "planted" not in after
        assert "_user_id" in after


def test_cookies_are_closed_to_scripts_and_other_sites(browser: FlaskClient) -> None:
    cookies = sign_in(browser, remember="yes").headers.getlist("Set-Cookie")
    assert len(cookies) == 3
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_a_remembered_browser_is_known_again_and_forgotten_after_signing_out(browser: FlaskClient) -> None:
    sign_in(browser, remember="yes")
    browser.delete_cookie("session")
    assert browser.get("/account/sessions").status_code == 200
    post(browser, "/account/sign-out", "/account/sessions")
    browser.delete_cookie("session")
    assert browser.get("/account/sessions").status_code == 303


def test_sessions_are_listed_and_ended_and_no_one_elses(app: Flask, browser: FlaskClient) -> None:
    other, bob = app.test_client(), app.test_client()
    sign_in(browser)
    sign_in(other)
    sign_in(bob, "bob")
    [path] = re.findall(r'action="(/account/sessions/[^"]+/end)"', browser.get("/account/sessions").text)
    assert post(bob, path, "/account/sessions").status_code == 404
    assert other.get("/account/sessions").status_code == 200
    assert post(browser, path, "/account/sessions").status_code == 303
    assert other.get("/account/sessions").status_code == 303


def test_a_changed_password_signs_every_browser_out(app: Flask, browser: FlaskClient) -> None:
    sign_in(browser)
    with app.app_context(), transaction():
        service.change_password(service.get_user("ada"), "another long secret")
    assert browser.get("/account/sessions").status_code == 303


def test_a_token_is_made_shown_once_used_and_revoked(app: Flask, browser: FlaskClient) -> None:
    sign_in(browser)
    page = post(browser, "/account/tokens", name="CLI", scopes=["posts:read"])
    [text] = re.findall(r"<code>(bdk_[^<]{40,})</code>", page.text)
    api, bob = app.test_client(), app.test_client()
    headers = {"Authorization": f"Bearer {text}"}
    assert api.get("/api/v1/posts", headers=headers).status_code == 200
    page = browser.get("/account/tokens")
    assert text not in page.text
    [path] = re.findall(r'action="(/account/tokens/[^"]+/revoke)"', page.text)
    sign_in(bob, "bob")
    assert post(bob, path, "/account/tokens").status_code == 404
    assert post(browser, path, "/account/tokens").status_code == 303
    assert api.get("/api/v1/posts", headers=headers).status_code == 401


def test_a_token_with_more_than_the_role_is_refused(browser: FlaskClient) -> None:
    sign_in(browser, "bob")
    assert post(browser, "/account/tokens", name="x", scopes=["posts:publish"]).status_code == 422
    assert post(browser, "/account/tokens", name="", scopes=["posts:read"]).status_code == 422


def test_an_app_is_approved_and_fetches_its_token_once(app: Flask, browser: FlaskClient) -> None:
    asked = f"/oauth/authorize?{urlencode(question())}"
    first = browser.get(asked)
    assert first.status_code == 303
    back = sign_in(browser, next=parse_qs(urlsplit(first.location).query)["next"][0]).location
    page = browser.get(back)
    assert "My desk" in page.text
    assert "form-action 'self' http://127.0.0.1:4711;" in page.headers["Content-Security-Policy"]
    answer = approve(browser)
    assert answer.status_code == 303
    assert answer.location.startswith(f"{REDIRECT}?")
    assert parse_qs(urlsplit(answer.location).query)["state"] == ["s" * 30]
    program = app.test_client()
    given = exchange(program, code_in(answer))
    assert given.get_json()["scope"] == "posts:read posts:write"
    headers = {"Authorization": f"Bearer {given.get_json()['access_token']}"}
    assert program.get("/api/v1/posts", headers=headers).status_code == 200
    assert exchange(program, code_in(answer)).get_json()["error"] == "invalid_grant"
    assert program.get("/api/v1/posts", headers=headers).status_code == 401


def test_a_no_is_told_to_the_app(browser: FlaskClient) -> None:
    sign_in(browser)
    assert parse_qs(urlsplit(approve(browser, "deny").location).query)["error"] == ["access_denied"]


@pytest.mark.parametrize(
    "change",
    [{"redirect_uri": "https://evil.example/x"}, {"code_challenge_method": "plain"}, {"code_challenge": ""},
     {"state": ""}, {"scope": "users:write"}, {"redirect_uri": "http://127.0.0.1:1@evil.example/"}],
)  # fmt: skip
def test_a_wrong_question_is_answered_here_and_redirects_nowhere(browser: FlaskClient, change: dict[str, str]) -> None:
    sign_in(browser)
    asked = question(**change)
    page = browser.get(f"/oauth/authorize?{urlencode(asked)}")
    assert page.status_code == 400
    assert "Location" not in page.headers
    answer = post(browser, "/oauth/authorize", "/account/tokens", **asked, decision="deny")
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_code_is_worth_nothing_without_its_verifier_and_place(app: Flask, browser: FlaskClient) -> None:
    sign_in(browser)
    code = code_in(approve(browser))
    program = app.test_client()
    wrong: list[dict[str, str]] = [
        {"code_verifier": "w" * 50}, {"code_verifier": ""}, {"redirect_uri": "http://127.0.0.1:1/x"},
        {"grant_type": "password"},
    ]  # fmt: skip
    assert [exchange(program, code, **change).status_code for change in wrong] == [400] * 4
    assert exchange(program, "guess").status_code == 400
    assert exchange(program, code).status_code == 200


def test_an_app_learns_what_the_account_may_not_do(app: Flask, browser: FlaskClient) -> None:
    sign_in(browser, "bob")
    asked = question(scope="posts:read posts:publish")
    assert "Publish your posts" in browser.get(f"/oauth/authorize?{urlencode(asked)}").text
    given = exchange(app.test_client(), code_in(approve(browser, scope="posts:read posts:publish")))
    assert given.get_json()["scope"] == "posts:read"


def test_what_an_app_calls_itself_is_shown_as_text(browser: FlaskClient) -> None:
    sign_in(browser)
    page = browser.get(f"/oauth/authorize?{urlencode(question(client_name='<script>alert(1)</script>'))}")
    assert "<script" not in page.text


def test_a_cookie_opens_no_door_of_the_api(browser: FlaskClient) -> None:
    sign_in(browser)
    assert browser.get("/api/v1/posts").status_code == 401
    assert browser.post("/api/v1/posts", json={"title": "x"}).status_code == 401


def test_no_static_address_leads_out_of_its_folder(browser: FlaskClient) -> None:
    assert browser.get("/account/static/x/../surface.py").status_code == 404


def test_the_icon_the_font_and_the_style_are_kept_for_ever_at_their_hash(browser: FlaskClient) -> None:
    page = browser.get("/account/sign-in").text
    addresses = re.findall(r'<link rel="(?:icon|preload|stylesheet)"[^>]* href="([^"]+)"', page)
    assert len(addresses) == 3
    for address in addresses:
        answer = browser.get(address, buffered=True)
        assert (answer.status_code, "immutable" in answer.headers["Cache-Control"]) == (200, True)
    style = browser.get(addresses[-1], buffered=True).text
    fonts = set(re.findall(r'url\("([^"]+)"\)', style))
    assert len(fonts) == 2
    for font in fonts:
        assert browser.get(addresses[-1].rsplit("/", 1)[0] + f"/{font}", buffered=True).status_code == 200


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        ("account/static/icon.svg", "../assets/icon/blogdesk.svg"),
        ("desktop/static/icon.svg", "../assets/icon/blogdesk.svg"),
        ("studio/static/icon.svg", "../assets/icon/blogdesk.svg"),
        ("account/static/inter-latin-wght-normal.woff2", "studio/static/fonts/inter-latin-wght-normal.woff2"),
        ("account/static/inter-latin-ext-wght-normal.woff2", "studio/static/fonts/inter-latin-ext-wght-normal.woff2"),
    ],
)
def test_a_surfaces_own_copy_of_a_shared_file_is_that_file(copy: str, original: str) -> None:
    package = Path(blogdesk.__file__).parent
    assert (package / copy).read_bytes() == (package / original).read_bytes()
