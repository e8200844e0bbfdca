"""What a stranger, and an author who is not the owner, may try on the whole hosted app."""

import io
import re
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blogdesk.accounts import service, tokens
from blogdesk.core.config import Config
from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.posts import service as posts
from blogdesk.server.wsgi import hosted_app
from tests.conftest import dispose

PASSWORD = "a long enough secret"
EVIL = "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    app = hosted_app(replace(config, base_url="http://localhost"))
    with app.app_context():
        for name in ("ada", "mallory"):
            with transaction():
                service.add_user(name, email=f"{name}@blog.example", password=PASSWORD, role="author")
        db.session.remove()
    yield app
    dispose(app)


@pytest.fixture
def secret(app: Flask) -> uuid.UUID:
    """A draft of Ada's."""
    with app.app_context(), transaction():
        owner = service.get_user("ada")
        return posts.create_post({"title": "Secret thing", "markdown": "secret words"}, actor_id=owner.id).id


def found(pattern: str, page: str) -> str:
    match = re.search(pattern, page)
    assert match, page[:300]
    return match[1]


def signed_in(app: Flask, name: str, wanted: str = "/studio/new") -> tuple[FlaskClient, dict[str, str]]:
    """A browser of this person, and the header that its scripts send."""
    browser = app.test_client()
    token = found(r'name="csrf_token" value="([^"]+)"', browser.get("/account/sign-in").text)
    sent = {"csrf_token": token, "login": name, "password": PASSWORD, "next": wanted}
    assert browser.post("/account/sign-in", data=sent).status_code == 303
    page = browser.get("/studio/new").text
    return browser, {"X-BD-CSRF": found(r'name="csrf-token" content="([^"]+)"', page)}


def bearer(app: Flask, name: str) -> dict[str, str]:
    with app.app_context(), transaction():
        scopes = ("posts:read", "posts:write", "posts:publish", "media:write")
        return {"Authorization": f"Bearer {tokens.issue(service.get_user(name), name='t', scopes=scopes)[1].text}"}


def test_the_draft_of_another_author_answers_as_one_that_does_not_exist_in_the_studio(
    app: Flask, secret: uuid.UUID
) -> None:
    browser, headers = signed_in(app, "mallory")
    none = uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")
    for way in ("state", "history.json", "send-sheet"):
        answers = [browser.get(f"/studio/posts/{post}/{way}") for post in (secret, none)]
        assert answers[0].status_code in {403, 404}, way
        assert "ecret" not in answers[0].text
    for method, way in (
        ("PATCH", ""), ("DELETE", ""), ("POST", "/publish"), ("POST", "/unpublish"), ("POST", "/journal"),
    ):  # fmt: skip
        answer = browser.open(f"/studio/posts/{secret}{way}", method=method, json={"title": "Mine"}, headers=headers)
        assert answer.status_code in {403, 404, 422}, (method, way)
        assert "ecret" not in answer.text
    assert "ecret" not in browser.get("/studio/library.json?q=secret").text
    assert "ecret words" not in browser.get(f"/studio/posts/{secret}").text
    with app.app_context():
        assert posts.get_post(secret).title == "Secret thing"


def test_the_draft_of_another_author_does_not_exist_in_the_api(app: Flask, secret: uuid.UUID) -> None:
    client, headers = app.test_client(), bearer(app, "mallory")
    ways = ("", "/revisions", "?html=true")
    assert {client.get(f"/api/v1/posts/{secret}{way}", headers=headers).status_code for way in ways} == {404}
    for path in ("posts?status=draft", "search?q=secret", "changes?objects=true", "posts?author=ada"):
        assert "ecret" not in client.get(f"/api/v1/{path}", headers=headers).text, path
    any_revision = {**headers, "If-Match": "*"}
    for method, way in (("PATCH", ""), ("DELETE", ""), ("POST", "/publish")):
        path = f"/api/v1/posts/{secret}{way}"
        assert client.open(path, method=method, json={}, headers=any_revision).status_code == 404


@pytest.mark.parametrize("header", [{}, {"X-BD-CSRF": "guessed"}, {"X-BD-CSRF": ""}])
def test_json_of_the_studio_needs_the_header_that_only_its_pages_know(app: Flask, header: dict[str, str]) -> None:
    browser, _ = signed_in(app, "ada")
    post = "/studio/posts/01890a5d-ac96-774b-bcce-b302099a8057"
    for method, path in (
        ("PATCH", post), ("POST", f"{post}/journal"), ("POST", f"{post}/publish"), ("DELETE", post),
        ("POST", "/studio/preview"), ("POST", "/studio/media"),
    ):  # fmt: skip
        answer = browser.open(path, method=method, json={"title": "x"}, headers={**header, "Origin": "http://evil"})
        assert answer.status_code == 400, path


def test_the_header_of_one_person_is_worth_nothing_in_the_browser_of_another(app: Flask) -> None:
    _, stolen = signed_in(app, "mallory")
    browser, _ = signed_in(app, "ada")
    answer = browser.patch("/studio/posts/01890a5d-ac96-774b-bcce-b302099a8057", json={"title": "x"}, headers=stolen)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "/\t/evil.example",
     "javascript:alert(1)", "\\\\evil.example", "/%0d%0aX:1//evil.example\r\nX: 1"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(app: Flask, wanted: str) -> None:
    browser = app.test_client()
    token = found(r'name="csrf_token" value="([^"]+)"', browser.get("/account/sign-in").text)
    sent = {"csrf_token": token, "login": "ada", "password": PASSWORD, "next": wanted}
    answer = browser.post("/account/sign-in", data=sent)
    assert answer.status_code == 303
    assert answer.location == "/studio/" or re.match(r"/[a-z%]", answer.location)
    assert "X" not in answer.headers


def test_a_session_that_a_stranger_planted_is_not_the_one_after_signing_in(app: Flask) -> None:
    browser = app.test_client()
    token = found(r'name="csrf_token" value="([^"]+)"', browser.get("/account/sign-in").text)
    before = browser.get_cookie("session")
    browser.post("/account/sign-in", data={"csrf_token": token, "login": "ada", "password": PASSWORD})
    after = browser.get_cookie("session")
    assert before is not None
    assert after is not None
    assert after.value != before.value
    thief = app.test_client()
    thief.set_cookie("session", before.value)
    assert thief.get("/studio/new").status_code == 303


def test_nothing_of_one_reader_is_kept_for_the_next(app: Flask) -> None:
    reader = app.test_client()
    plain = reader.get("/").text
    signed, _ = signed_in(app, "ada")
    assert "Set-Cookie" not in signed.get("/").headers
    for headers in ({"X-Forwarded-Host": "evil.example"}, {"X-Original-URL": "/studio"}, {"X-Forwarded-Scheme": "x"}):
        for path in ("/", "/?evil=1", "/?page=1&utm_source=evil.example"):
            assert "evil.example" not in reader.get(path, headers=headers).text.replace("evil.example&", "")
    assert reader.get("/").text == plain
    for path in ("/studio/new", "/account/sessions"):
        control = signed.get(path).headers["Cache-Control"]
        assert "no-store" in control or "private" in control, path


@pytest.mark.parametrize("room", ["media", "theme/x", "static", "studio/static/x", "api/docs", "account/static"])
@pytest.mark.parametrize("way", ["../../etc/passwd", "..%2f..%2fetc/passwd", "%2e%2e/%2e%2e/etc/passwd",
                                 "..%5c..%5cblogdesk.sqlite3", "....//etc/passwd", "/etc/passwd"])  # fmt: skip
def test_no_file_outside_its_folder_is_given(app: Flask, room: str, way: str) -> None:
    answer = app.test_client().get(f"/{room}/{way}")
    assert answer.status_code in {303, 308, 400, 404}
    assert "root:" not in answer.text


def test_a_script_in_a_drawing_reaches_nobody(app: Flask) -> None:
    browser, headers = signed_in(app, "ada")
    sent = {"file": (io.BytesIO(SVG), f"{EVIL}.svg"), "post_id": "01890a5d-ac96-774b-bcce-b302099a8057"}
    assert "onload" not in browser.post("/studio/media", data=sent, headers=headers).text
    assert "<script>alert" not in browser.get("/studio/media").text
    client = app.test_client()
    data = {"file": (io.BytesIO(SVG), "x.png")}
    made = client.post("/api/v1/media", data=data, headers=bearer(app, "ada"))
    if made.status_code == 422:
        return
    with client.get(made.get_json()["url"].removeprefix("http://localhost")) as answer:
        assert answer.status_code == 200
        assert b"alert" not in answer.data


def test_no_words_of_a_client_become_markup_in_the_studio_or_for_readers(app: Flask) -> None:
    client, headers = app.test_client(), bearer(app, "mallory")
    made = client.post(
        "/api/v1/posts", headers=headers,
        json={"title": EVIL, "markdown": f"{EVIL}\n\n[x](javascript:alert(1))", "excerpt": EVIL, "tags": [EVIL[:60]],
              "slug": "evil", "status": "published"},
    )  # fmt: skip
    assert made.status_code == 201, made.text
    browser, _ = signed_in(app, "mallory")
    address = made.get_json()["id"]
    for path in (
        "/", "/posts/evil", "/tags/", "/archive", "/feed.xml", "/atom.xml", "/sitemap.xml", f"/studio/posts/{address}",
        "/studio/tags", f"/studio/posts/{address}/send-sheet", f"/studio/preview/{address}/frame",
    ):  # fmt: skip
        page = browser.get(path).text
        assert "<script>alert" not in page, path
        assert not re.search(r"<[^>]+\sonerror=", re.sub(r'"[^"]*"', '""', page)), path
        assert 'href="javascript' not in page, path


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"title": 1e999}'])
def test_garbage_is_refused_with_a_problem_and_breaks_nothing(app: Flask, body: bytes) -> None:
    browser, headers = signed_in(app, "ada")
    path = "/studio/posts/01890a5d-ac96-774b-bcce-b302099a8057"
    sent = {**headers, "Content-Type": "application/json"}
    for way, method in ((path, "PATCH"), (f"{path}/journal", "POST"), ("/studio/preview", "POST")):
        assert browser.open(way, method=method, data=body, headers=sent).status_code in {400, 413, 415, 422}, way


def test_a_body_larger_than_anything_of_ours_is_refused(app: Flask) -> None:
    browser, headers = signed_in(app, "ada")
    sent = {**headers, "Content-Type": "application/json"}
    large = b'{"title": "' + b"x" * (40 * 1024 * 1024) + b'"}'
    path = "/studio/posts/01890a5d-ac96-774b-bcce-b302099a8057"
    assert browser.patch(path, data=large, headers=sent).status_code in {413, 422}
    assert app.test_client().post("/account/sign-in", data={"login": "x" * 2_000_000}).status_code in {400, 413}


def test_nobody_learns_who_has_an_account(app: Flask) -> None:
    said = []
    for login in ("ada", "nobody"):
        browser = app.test_client()
        token = found(r'name="csrf_token" value="([^"]+)"', browser.get("/account/sign-in").text)
        answer = browser.post("/account/sign-in", data={"csrf_token": token, "login": login, "password": "wrong one"})
        said.append((answer.status_code, re.sub(r'value="[^"]*"|nonce="[^"]*"', "", answer.text)))
    assert said[0] == said[1]
