import json
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from blogdesk.accounts import service, tokens
from blogdesk.core.clock import now, rfc3339
from blogdesk.core.transactions import transaction
from tests.api.conftest import PASSWORD, Api, add_user

SignUp = Callable[..., Api]


def test_nothing_is_told_without_a_token(app: Flask) -> None:
    stranger = Api(app)
    for path in ("/posts", "/media", "/tags", "/categories", "/settings", "/changes", "/tokens", "/search?q=x"):
        answer = stranger("GET", path)
        assert (answer.status_code, answer.get_json()["code"]) == (401, "token-required")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("scheme", ["Basic {}", "{}", "Token {}", "Bearer {}x", "Bearer", "Bearer bdk_aaaaaaaa_b_c"])
def test_only_a_whole_bearer_token_opens(ada: Api, app: Flask, scheme: str) -> None:
    assert Api(app)("GET", "/posts", Authorization=scheme.format(ada.token)).status_code == 401


def test_a_token_in_the_address_is_refused_even_beside_a_good_one(ada: Api) -> None:
    for name in ("access_token", "token"):
        answer = ada("GET", f"/posts?{name}={ada.token}")
        assert (answer.status_code, answer.get_json()["code"]) == (400, "token-in-address")


def test_a_revoked_token_changes_nothing_any_more(ada: Api, app: Flask) -> None:
    post = ada.create()
    with app.app_context(), transaction():
        found = tokens.find_token(ada.token)
        assert found is not None
        tokens.revoke(found)
    assert ada("PATCH", f"/posts/{post['id']}", {"title": "x"}, If_Match="*").status_code == 401


def test_an_expired_token_and_one_of_a_closed_account_are_refused(sign_up: SignUp, app: Flask) -> None:
    old, closed = sign_up("old"), sign_up("closed")
    with app.app_context(), transaction():
        found = tokens.find_token(old.token)
        assert found is not None
        found.expires_at = now() - timedelta(seconds=1)
        service.deactivate(service.get_user("closed"))
    assert old("GET", "/posts").status_code == 401
    assert closed("GET", "/posts").status_code == 401


def test_a_token_never_stands_in_a_log(ada: Api, app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ada.create()
        Api(app)("POST", "/auth/login", {"email": "ada@blog.example", "password": PASSWORD})
        ada("GET", f"/posts?token={ada.token}")
    assert ada.token not in caplog.text
    assert PASSWORD not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "scopes"),
    [
        ("GET", "/posts", ("posts:write",)),
        ("POST", "/posts", ("posts:read",)),
        ("PUT", "/posts/01890a5d-ac96-774b-bcce-b302099a8057", ("posts:read",)),
        ("POST", "/uploads", ("posts:read", "posts:write")),
        ("GET", "/settings", ("posts:read", "posts:write", "posts:publish", "media:write")),
        ("POST", "/preview", ("posts:read",)),
    ],
)
def test_a_scope_that_is_missing_is_named(sign_up: SignUp, method: str, path: str, scopes: tuple[str, ...]) -> None:
    answer = sign_up(scopes=scopes)(method, path, None if method == "GET" else {})
    assert (answer.status_code, answer.get_json()["code"]) == (403, "insufficient-scope")
    assert "scope=" in answer.headers["WWW-Authenticate"]


def test_writing_is_not_publishing(sign_up: SignUp) -> None:
    writer = sign_up(scopes=("posts:read", "posts:write"))
    draft = writer.create()
    path = f"/posts/{draft['id']}"
    tomorrow = rfc3339(now() + timedelta(days=1))
    tries: list[tuple[str, str, Any]] = [
        ("POST", "/posts", {"status": "published"}),
        ("POST", "/posts", {"status": "scheduled", "published_at": tomorrow}),
        ("PATCH", path, {"status": "published"}),
        ("PUT", path, {"status": "published"}),
        ("POST", f"{path}/publish", None),
        ("POST", f"{path}/schedule", {"published_at": tomorrow}),
    ]
    for method, where, body in tries:
        assert writer(method, where, body, If_Match="*").status_code == 403
    assert writer("GET", path).get_json()["status"] == "draft"
    publisher = sign_up()
    assert publisher("POST", f"{path}/publish", If_Match="*").status_code == 200
    for method, body in (("PATCH", {"title": "x"}), ("PATCH", {"status": "draft"}), ("DELETE", None)):
        assert writer(method, path, body, If_Match="*").status_code == 403


def test_a_role_bounds_what_its_token_may(sign_up: SignUp, app: Flask) -> None:
    ada = sign_up()
    with app.app_context(), transaction():
        service.set_role(service.get_user("ada"), "contributor")
    assert ada("POST", "/posts", {"status": "published"}).status_code == 403
    assert ada("POST", "/posts", {"title": "a draft"}).status_code == 201


def test_other_peoples_drafts_do_not_exist(sign_up: SignUp) -> None:
    ada, bob = sign_up(), sign_up("bob")
    draft = ada.create(title="Secret plan", slug="secret-plan", markdown="secretword")
    path = f"/posts/{draft['id']}"
    missing = "/posts/01890a5d-ac96-774b-bcce-b302099a8057"
    for method, body in (("GET", None), ("PUT", {}), ("PATCH", {}), ("DELETE", None)):
        there, nowhere = (
            bob(method, path, body, If_Match='"00000000-1"'),
            bob(method, missing, body, If_Match='"00000000-1"'),
        )
        assert (there.status_code, there.get_json()["code"]) == (404, "not-found")
        assert there.get_json()["detail"] == nowhere.get_json()["detail"]
    for action in ("publish", "unpublish"):
        assert bob("POST", f"{path}/{action}", If_Match="*").status_code == 404
    assert bob("GET", "/posts/secret-plan").status_code == 404
    assert bob("GET", f"{path}/revisions").status_code == 404
    assert bob("GET", "/posts").get_json()["items"] == []
    assert bob("GET", "/posts?author=ada&status=draft").get_json()["items"] == []
    assert bob("GET", "/search?q=secretword").get_json()["items"] == []
    assert "Secret" not in bob("GET", "/changes?objects=1").text
    assert bob("POST", "/redirects", {"path": "/x", "post_id": draft["id"]}).status_code == 404


def test_what_is_public_is_read_without_its_source_and_not_changed_by_others(sign_up: SignUp) -> None:
    ada, bob, eve = sign_up(), sign_up("bob"), sign_up("eve", "editor")
    post = ada.create(markdown="text <!-- note to self -->", status="published")
    path = f"/posts/{post['id']}"
    assert bob("GET", path).get_json()["markdown"] is None
    assert "note to self" not in bob("GET", path).text
    assert bob("PATCH", path, {"title": "mine"}, If_Match="*").status_code == 403
    assert bob("PATCH", path, {"author": {"username": "bob"}}, If_Match="*").status_code == 403
    assert bob("GET", f"{path}/revisions").status_code == 403
    assert eve("PATCH", path, {"author": {"username": "bob"}}, If_Match="*").get_json()["author"]["username"] == "bob"
    assert ada("POST", "/posts", {"author": {"username": "eve"}}).status_code == 403
    assert ada("POST", "/posts", {"author": {"username": "nobody"}}).status_code == 409


def test_a_token_makes_no_stronger_token(sign_up: SignUp) -> None:
    reader = sign_up(scopes=("posts:read",))
    assert reader("POST", "/tokens", {"name": "x", "scopes": ["posts:write"]}).status_code == 403
    assert reader("POST", "/tokens", {"name": "x", "scopes": ["everything"]}).status_code == 422
    short = reader("POST", "/tokens", {"name": "x", "scopes": ["posts:read"], "expires_in_days": 1}).get_json()
    assert short["expires_at"] > short["created_at"]
    made = reader("POST", "/tokens", {"name": "x", "scopes": ["posts:read"]})
    assert made.status_code == 201
    listed = reader("GET", "/tokens")
    assert made.get_json()["token"] not in listed.text
    bob = sign_up("bob")
    assert bob("DELETE", f"/tokens/{made.get_json()['id']}").status_code == 404
    assert reader("DELETE", f"/tokens/{made.get_json()['id']}").status_code == 204


def test_signing_in_gives_a_short_token_that_is_renewed_once(app: Flask) -> None:
    with app.app_context():
        add_user("ada", "author")
    client = Api(app)
    given = client("POST", "/auth/login", {"email": "ada@blog.example", "password": PASSWORD}).get_json()
    assert given["expires_in"] == 1800
    assert Api(app, given["access_token"])("GET", "/posts").status_code == 200
    assert Api(app, given["refresh_token"])("GET", "/posts").status_code == 401
    again = client("POST", "/auth/refresh", {"refresh_token": given["refresh_token"]}).get_json()
    assert Api(app, given["access_token"])("GET", "/posts").status_code == 401
    assert client("POST", "/auth/refresh", {"refresh_token": given["refresh_token"]}).status_code == 401
    assert Api(app, again["access_token"])("GET", "/posts").status_code == 401


def test_signing_out_ends_the_whole_line(app: Flask) -> None:
    with app.app_context():
        add_user("ada", "author")
    client = Api(app)
    given = client("POST", "/auth/login", {"email": "ada@blog.example", "password": PASSWORD}).get_json()
    assert Api(app, given["access_token"])("POST", "/auth/logout").status_code == 204
    assert client("POST", "/auth/refresh", {"refresh_token": given["refresh_token"]}).status_code == 401


def test_a_personal_token_is_not_signed_out(ada: Api) -> None:
    assert ada("POST", "/auth/logout").status_code == 409
    assert ada("GET", "/posts").status_code == 200


def test_guessing_passwords_is_slowed_down_and_tells_nothing(app: Flask) -> None:
    with app.app_context():
        add_user("ada", "author")
    client = Api(app)
    wrong = [
        client("POST", "/auth/login", {"email": f"{name}@blog.example", "password": "wrong wrong"})
        for name in ("ada", "nobody", "ada", "ada", "ada")
    ]
    said = [{k: v for k, v in answer.get_json().items() if k != "request_id"} for answer in wrong]
    assert said[0] == said[1]
    assert [answer.status_code for answer in wrong] == [401] * 5
    late = client("POST", "/auth/login", {"email": "ada@blog.example", "password": PASSWORD})
    assert late.status_code == 429
    assert late.headers["Retry-After"] == str(late.get_json()["retry_after"])


def test_a_token_that_comes_too_often_is_told_when_to_come_again(sign_up: SignUp, app: Flask) -> None:
    root, ada, bob = sign_up("root", "admin", ("settings:write",)), sign_up(), sign_up("bob")
    assert root("PATCH", "/settings", {"api_writes_per_minute": 10}).status_code == 200
    answers = [ada("POST", "/posts", {"title": str(n)}) for n in range(11)]
    assert [a.status_code for a in answers] == [201] * 10 + [429]
    assert answers[0].headers["RateLimit"].startswith('"default";r=9;')
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60
    assert answers[-1].get_json()["retryable"] is True
    assert ada("GET", "/posts").status_code == 200
    assert bob("POST", "/posts", {"title": "x"}).status_code == 201


def test_no_other_site_may_read_the_answers(ada: Api) -> None:
    for method in ("GET", "OPTIONS"):
        answer = ada(method, "/posts", Origin="https://evil.example")
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control")]


def test_settings_are_the_owners_to_change(sign_up: SignUp) -> None:
    root = sign_up("root", "admin", ("settings:write", "posts:read"))
    assert root("PATCH", "/settings", {"title": "Salt"}).get_json()["title"] == "Salt"
    assert root("GET", "").get_json()["name"] == "Salt"
    assert root("PATCH", "/settings", {"title": 7, "posts_per_page": 0}).status_code == 422
    assert root("PATCH", "/settings", {"appearance": "dark"}).status_code == 422
    with pytest.raises(AssertionError):
        sign_up("mallory", "editor").create(status="live")


def test_tags_and_categories_are_kept_in_order_by_editors(sign_up: SignUp) -> None:
    ada, eve = sign_up(), sign_up("eve", "editor")
    ada.create(tags=["Sea"], category="Essays / Coast", status="published")
    [tag] = ada("GET", "/tags").get_json()["items"]
    assert (tag["slug"], tag["post_count"]) == ("sea", 1)
    assert ada("PATCH", f"/tags/{tag['id']}", {"name": "Ocean"}, If_Match="*").status_code == 403
    assert eve("PATCH", f"/tags/{tag['id']}", {"name": "Ocean"}).status_code == 428
    assert eve("PATCH", f"/tags/{tag['id']}", {"name": "Ocean"}, If_Match='"00000000-1"').status_code == 412
    assert eve("PATCH", f"/tags/{tag['id']}", {"name": "Ocean"}, If_Match="*").get_json()["name"] == "Ocean"
    assert [eve("POST", "/tags", {"name": n}).status_code for n in ("New", "new", " ")] == [201, 200, 422]
    assert [c["path"] for c in ada("GET", "/categories").get_json()["items"]] == ["essays", "essays/coast"]
    assert ada("GET", "/categories/essays/coast").get_json()["title"] == "Essays / Coast"
    assert eve("POST", "/categories", {"path": "Essays/Coast"}).status_code == 200
    assert eve("DELETE", f"/tags/{tag['id']}", If_Match="*").status_code == 204
    assert ada("GET", f"/tags/{tag['id']}").status_code == 404


def test_redirects_lead_to_posts(sign_up: SignUp) -> None:
    eve = sign_up("eve", "editor")
    post = eve.create(status="published")
    made = eve("POST", "/redirects", {"path": "/old/one", "post_id": post["id"]})
    assert made.status_code == 201
    other = eve.create()
    assert eve("POST", "/redirects", {"path": "/old/one", "post_id": other["id"]}).status_code == 409
    assert [r["path"] for r in eve("GET", "/redirects").get_json()["items"]] == ["/old/one"]
    assert eve("DELETE", f"/redirects/{made.get_json()['id']}").status_code == 204
    assert eve("GET", "/redirects").get_json()["items"] == []


def test_people_previews_and_search(ada: Api) -> None:
    assert ada("GET", "/users/ada").get_json()["username"] == "ada"
    assert "blog.example" not in ada("GET", "/users/ada").text
    assert ada("GET", "/users/nobody").status_code == 404
    html = ada("POST", "/preview", {"markdown": "*x* <script>alert(1)</script>"}).get_json()["html"]
    assert "<em>x</em>" in html
    assert "<script" not in html
    ada.create(title="Salt of the sea", markdown="the words")
    [hit] = ada("GET", "/search?q=sal").get_json()["items"]
    assert hit["title"] == "Salt of the sea"
    assert ada("GET", "/search?q=%22((*").status_code == 200
    assert json.dumps(hit["snippet"])
