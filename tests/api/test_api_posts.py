import json
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from blogdesk.core.clock import now, rfc3339
from blogdesk.core.database import db
from blogdesk.core.ids import uuid7
from blogdesk.wire.posts import Post
from blogdesk.wire.shapes import read
from tests.api.conftest import Api

NEW = {"If_None_Match": "*"}


def put(api: Api, body: dict[str, Any], post_id: str = "", **headers: str) -> Any:
    return api("PUT", f"/posts/{post_id or uuid7()}", body, **(headers or NEW))


def test_a_post_is_created_under_the_clients_id_and_read_back_whole(ada: Api) -> None:
    post_id = str(uuid7())
    sent = {
        "title": "Salt", "markdown": "# Salt\n\nof the *sea*", "tags": ["Coast", "Sea"], "category": "Essays / Coast",
        "status": "published", "meta": {"title": "Sea salt"}, "extra": {"mood": "calm"}, "eol": "crlf",
    }  # fmt: skip
    made = put(ada, sent, post_id)
    assert made.status_code == 201
    assert made.headers["Location"].endswith(post_id)
    again = ada("GET", f"/posts/{post_id}")
    assert again.headers["ETag"] == made.headers["ETag"]
    assert again.get_json() == made.get_json()
    post = read(Post, again.data)
    assert (post.slug, post.tags, post.category, post.rev) == ("salt", ["Coast", "Sea"], "essays/coast", 1)
    assert "<em>sea</em>" in (post.html or "")
    assert post.published_at is not None
    assert post.author is not None
    assert post.author.username == "ada"
    assert post.extra == {"mood": "calm"}
    assert ada("GET", "/posts/salt").get_json()["id"] == post_id


def test_every_answer_says_which_instance_gave_it(ada: Api, app: Flask) -> None:
    root = Api(app)("GET", "")
    instance = root.get_json()["instance_id"]
    answers = [
        root, ada("GET", "/posts"), ada("GET", "/posts/none"), ada("GET", "/nothing/here"), ada("DELETE", "/posts"),
        Api(app)("GET", "/posts"), ada("POST", "/posts", {"title": 1}), put(ada, {"title": "x"}),
    ]  # fmt: skip
    assert [a.status_code for a in answers] == [200, 200, 404, 404, 405, 401, 422, 201]
    assert {a.headers["BlogDesk-Instance"] for a in answers} == {instance}
    assert "GET" in answers[4].headers["Allow"]
    for answer in answers:
        if answer.status_code >= 400:
            assert answer.content_type == "application/problem+json"
            assert answer.get_json()["status"] == answer.status_code


def test_a_database_that_cannot_be_written_is_told_as_such(ada: Api, app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 1")
    answer = put(ada, {"title": "x"})
    assert (answer.status_code, answer.get_json()["code"]) == (507, "data-folder-unusable")


def test_a_write_needs_a_precondition(ada: Api) -> None:
    post = ada.create()
    for method in ("PUT", "PATCH", "DELETE"):
        answer = ada(method, f"/posts/{post['id']}", {"title": "x"})
        assert (answer.status_code, answer.get_json()["code"]) == (428, "precondition-required")
    assert put(ada, {}, post["id"], If_Match="3").status_code == 400
    assert put(ada, {}, If_Match="*").status_code == 404
    assert ada("PUT", f"/posts/{uuid7()}", {}).status_code == 428
    assert ada("GET", f"/posts/{post['id']}").get_json()["rev"] == 1


def test_a_stale_write_changes_nothing_and_is_shown_what_stands(ada: Api) -> None:
    post = ada.create(title="First")
    etag = ada("GET", f"/posts/{post['id']}").headers["ETag"]
    second = ada("PATCH", f"/posts/{post['id']}", {"title": "Second"}, If_Match=etag)
    assert second.status_code == 200
    stale = put(ada, {"title": "Third"}, post["id"], If_Match=etag)
    assert stale.status_code == 412
    assert stale.headers["ETag"] == second.headers["ETag"]
    assert stale.get_json()["current"] == second.get_json()
    assert ada("GET", f"/posts/{post['id']}").get_json()["title"] == "Second"


def test_creating_what_exists_is_refused(ada: Api) -> None:
    post = ada.create()
    assert put(ada, {"title": "Other"}, post["id"]).status_code == 412


@pytest.mark.parametrize("form", ["W/{}", "{}-gzip", "{};gzip", '"other", {}', "*"])
def test_an_etag_that_a_cache_has_touched_still_fits(ada: Api, form: str) -> None:
    post = ada.create()
    etag = ada("GET", f"/posts/{post['id']}").headers["ETag"]
    given = form.format(etag) if "gzip" not in form else form.replace("{}", etag[:-1]) + '"'
    assert ada("PATCH", f"/posts/{post['id']}", {"title": "x"}, If_Match=given).status_code == 200


def test_an_etag_of_a_database_that_was_replaced_never_fits(ada: Api) -> None:
    post = ada.create()
    etag = ada("GET", f"/posts/{post['id']}").headers["ETag"]
    foreign = '"00000000' + etag[9:]
    assert ada("PATCH", f"/posts/{post['id']}", {"title": "x"}, If_Match=foreign).status_code == 412


def test_reading_what_the_client_has_sends_nothing(ada: Api) -> None:
    post = ada.create()
    etag = ada("GET", f"/posts/{post['id']}").headers["ETag"]
    answer = ada("GET", f"/posts/{post['id']}", If_None_Match=etag)
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)


def test_a_put_replaces_and_a_patch_changes_what_it_names(ada: Api) -> None:
    post = ada.create(title="Salt", markdown="Text", tags=["a"], excerpt="Short", status="published", extra={"k": 1})
    path = f"/posts/{post['id']}"
    patched = ada("PATCH", path, {"meta": {"description": "D"}, "extra": {"m": 2}}, If_Match="*").get_json()
    assert (patched["title"], patched["tags"], patched["extra"]) == ("Salt", ["a"], {"k": 1, "m": 2})
    assert ada("PATCH", path, {"extra": {"k": None}}, If_Match="*").get_json()["extra"] == {"m": 2}
    replaced = ada("PUT", path, {"title": "Pepper"}, If_Match="*").get_json()
    assert (replaced["title"], replaced["markdown"], replaced["tags"], replaced["excerpt"]) == ("Pepper", "", [], "")
    assert replaced["meta"] == {"title": "", "description": ""}
    assert (replaced["status"], replaced["slug"], replaced["extra"]) == ("published", "salt", {"m": 2})
    assert ada("PUT", path, {"extra": {"z": 1}}, If_Match="*").get_json()["extra"] == {"z": 1}


def test_what_this_version_does_not_know_is_kept_and_given_back(ada: Api) -> None:
    assert ada.create(mood="calm", nested={"a": [1, None]})["extra"] == {"mood": "calm", "nested": {"a": [1, None]}}


def test_what_was_read_can_be_sent_back_and_what_the_server_makes_cannot_be_changed(ada: Api) -> None:
    post = ada.create(title="Salt", markdown="Text", status="published")
    path = f"/posts/{post['id']}"
    back = ada("PUT", path, post, If_Match="*")
    assert back.status_code == 200
    assert {k: v for k, v in back.get_json().items() if k not in {"rev", "updated_at"}} == {
        k: v for k, v in post.items() if k not in {"rev", "updated_at"}
    }
    refused = ada("PATCH", path, {"rev": 9, "html": "<p>x</p>", "url": "x", "word_count": 7}, If_Match="*")
    assert refused.status_code == 422
    assert {e["field"] for e in refused.get_json()["errors"]} == {"rev", "html", "url", "word_count"}


def test_a_changed_summary_becomes_the_excerpt_and_an_unchanged_one_does_not(ada: Api) -> None:
    post = ada.create(markdown="The first words.")
    assert (post["excerpt"], post["summary"]) == ("", "The first words.")
    path = f"/posts/{post['id']}"
    same = ada("PATCH", path, {"summary": "The first words."}, If_Match="*").get_json()
    assert same["excerpt"] == ""
    other = ada("PATCH", path, {"summary": "Mine"}, If_Match="*").get_json()
    assert (other["excerpt"], other["summary"]) == ("Mine", "Mine")


def test_a_write_that_comes_twice_has_the_effect_of_one(ada: Api) -> None:
    post_id, key = str(uuid7()), str(uuid7())
    body = {"title": "Once", "markdown": "one"}
    first = ada("PUT", f"/posts/{post_id}", body, If_None_Match="*", Idempotency_Key=key)
    second = ada("PUT", f"/posts/{post_id}", body, If_None_Match="*", Idempotency_Key=f'"{key}"')
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(ada("GET", f"/posts/{post_id}/revisions").get_json()["items"]) == 1


def test_a_late_copy_of_a_request_gets_the_answer_of_then(ada: Api) -> None:
    post_id, key = str(uuid7()), str(uuid7())
    body = {"title": "Once", "markdown": "one", "tags": ["a"]}
    first = ada("PUT", f"/posts/{post_id}", body, If_None_Match="*", Idempotency_Key=key)
    ada("PUT", f"/posts/{post_id}", {"title": "Twice", "slug": "twice", "markdown": "two two"}, If_Match="*")
    again = ada("PUT", f"/posts/{post_id}", body, If_None_Match="*", Idempotency_Key=key)
    assert again.status_code == 201
    assert again.headers["ETag"] == first.headers["ETag"]
    now_and_then = {"updated_at"}
    assert {k: v for k, v in again.get_json().items() if k not in now_and_then} == {
        k: v for k, v in first.get_json().items() if k not in now_and_then
    }
    assert ada("GET", f"/posts/{post_id}").get_json()["title"] == "Twice"


def test_a_key_is_for_one_request_of_one_account(ada: Api, sign_up: Callable[..., Api]) -> None:
    key = str(uuid7())
    path = f"/posts/{uuid7()}"
    ada("PUT", path, {"title": "a"}, If_None_Match="*", Idempotency_Key=key)
    other_body = ada("PUT", path, {"title": "b"}, If_None_Match="*", Idempotency_Key=key)
    assert (other_body.status_code, other_body.get_json()["code"]) == (422, "idempotency-key-reused")
    bob = sign_up("bob")
    stolen = bob("PUT", path, {"title": "a"}, If_None_Match="*", Idempotency_Key=key)
    assert stolen.status_code == 422
    assert "rev" not in stolen.get_json()
    assert ada("POST", "/posts", {}, Idempotency_Key="x" * 65).status_code == 400


def test_a_refused_write_leaves_its_key_free(ada: Api) -> None:
    key, path = str(uuid7()), f"/posts/{uuid7()}"
    assert ada("PUT", path, {"slug": "a b"}, If_None_Match="*", Idempotency_Key=key).status_code == 422
    assert ada("PUT", path, {"slug": "ab"}, If_None_Match="*", Idempotency_Key=key).status_code == 201


def test_a_deleted_post_leaves_a_tombstone_and_can_be_brought_back(ada: Api) -> None:
    post = ada.create(title="Salt", status="published")
    path, key = f"/posts/{post['id']}", str(uuid7())
    gone = ada("DELETE", path, {"markdown": "last words"}, If_Match="*", Idempotency_Key=key)
    assert gone.status_code == 200
    stone = gone.get_json()
    assert stone["id"] == post["id"]
    again = ada("DELETE", path, {"markdown": "last words"}, If_Match="*", Idempotency_Key=key)
    assert (again.status_code, again.get_json()["rev"]) == (200, stone["rev"])
    for answer in (ada("GET", path), ada("DELETE", path, If_Match="*"), put(ada, {}, post["id"]),
                   ada("PATCH", path, {}, If_Match="*")):  # fmt: skip
        assert (answer.status_code, answer.get_json()["code"]) == (410, "deleted")
        assert answer.get_json()["current"]["rev"] == stone["rev"]
    assert ada("GET", "/posts").get_json()["items"] == []
    back = ada("PUT", path, {"title": "Salt", "markdown": "x", "status": "published"}, If_Match=gone.headers["ETag"])
    assert (back.status_code, back.get_json()["status"]) == (200, "published")
    texts = [r["reason"] for r in ada("GET", f"{path}/revisions").get_json()["items"]]
    assert "delete" in texts


def test_pictures_must_be_there_before_the_post_that_shows_them(ada: Api) -> None:
    nobody = str(uuid.uuid4())
    answer = ada("POST", "/posts", {"cover": {"media_id": nobody}, "targets": {"b.md": f"post:{nobody}"}})
    assert [e["field"] for e in answer.get_json()["errors"]] == ["cover.media_id"]
    answer = ada("POST", "/posts", {"targets": {"a.png": f"media:{nobody}"}})
    assert [e["field"] for e in answer.get_json()["errors"]] == ["targets.a.png"]


def test_old_addresses_and_the_source_file_come_along(ada: Api) -> None:
    post = ada.create(aliases=["/2015/05/salt.html", "/old/"], source_path="posts/salt.md")
    assert (post["aliases"], post["source_path"]) == (["/2015/05/salt.html", "/old"], "posts/salt.md")
    other = ada("PATCH", f"/posts/{post['id']}", {"aliases": ["/old"]}, If_Match="*").get_json()
    assert other["aliases"] == ["/old"]


def test_links_written_before_their_target_came_lead_to_it(ada: Api) -> None:
    first = ada.create(title="First", markdown="[next](second.md)", source_path="posts/first.md")
    second = ada.create(title="Second", slug="the-second", source_path="posts/second.md", status="published")
    changed = ada("PATCH", f"/posts/{first['id']}", {"title": "First!"}, If_Match="*").get_json()
    assert 'href="/posts/the-second"' in changed["html"]
    assert changed["targets"] == {"second.md": f"post:{second['id']}"}


def test_a_scheduled_post_needs_its_moment(ada: Api) -> None:
    assert ada("POST", "/posts", {"status": "scheduled"}).get_json()["errors"][0]["field"] == "published_at"
    tomorrow = rfc3339(now() + timedelta(days=1))
    assert ada.create(status="scheduled", published_at=tomorrow)["published_at"] == tomorrow


def test_a_slug_that_is_taken_is_a_conflict(ada: Api) -> None:
    ada.create(slug="salt")
    answer = ada("POST", "/posts", {"slug": "salt"})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "slug-taken")


def test_lists_come_in_pages_and_filters_narrow_them(ada: Api) -> None:
    for number in range(5):
        ada.create(title=f"Post {number}", tags=["odd" if number % 2 else "even"], status="published")
    ada.create(title="A draft")
    seen: list[str] = []
    cursor = ""
    while True:
        page = ada("GET", f"/posts?limit=2{cursor}").get_json()
        seen += [item["title"] for item in page["items"]]
        if not page["has_more"]:
            break
        cursor = f"&cursor={page['cursor']}"
    assert seen == ["A draft", "Post 4", "Post 3", "Post 2", "Post 1", "Post 0"]
    assert [p["title"] for p in ada("GET", "/posts?tag=odd").get_json()["items"]] == ["Post 3", "Post 1"]
    assert [p["title"] for p in ada("GET", "/posts?status=draft").get_json()["items"]] == ["A draft"]
    assert ada("GET", "/posts?q=post+3&html=false").get_json()["items"][0]["html"] is None
    assert ada("GET", "/posts?author=nobody").get_json()["items"] == []


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "status=live", "updated_since=May",
              "q=%00", "order=x"],
)  # fmt: skip
def test_a_query_that_makes_no_sense_is_refused(ada: Api, query: str) -> None:
    assert ada("GET", f"/posts?{query}").status_code == 422


@pytest.mark.parametrize("path", ["/posts", "/media", "/tags", "/categories"])
@pytest.mark.parametrize("cursor", ["zzz", "WzEsMl0", "WyIxIl0", "0" * 1000])
def test_a_cursor_that_nobody_gave_names_no_place_in_a_list(ada: Api, path: str, cursor: str) -> None:
    ada.create(tags=["one"], category="Two")
    assert ada("GET", f"{path}?cursor={cursor}").status_code in {404, 200 if cursor == "WyIxIl0" else 404}
    assert ada("GET", f"{path}?cursor=").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 415), (b"{", 422), (b"[]", 422), (b'{"title":"\xff"}', 422), (b'{"extra":' + b'{"a":' * 50_000, 422)],
)
def test_a_body_that_is_no_post_is_refused(ada: Api, body: bytes, status: int) -> None:
    sent = {"Authorization": f"Bearer {ada.token}"} | ({"Content-Type": "application/json"} if body else {})
    assert ada.client.post("/api/v1/posts", data=body, headers=sent).status_code == status


def test_a_body_that_is_too_large_is_refused(ada: Api) -> None:
    answer = ada("POST", "/posts", {"markdown": "x" * (17 * 1024 * 1024)})
    assert answer.status_code == 413
    assert answer.headers["BlogDesk-Instance"]


def test_a_page_is_read_in_a_fixed_number_of_statements(ada: Api, app: Flask) -> None:
    from sqlalchemy import event

    from blogdesk.core.database import db

    def statements(count: int) -> int:
        for number in range(count):
            ada.create(title=f"p{number}", tags=["a", f"t{number}"], category="x")
        seen: list[str] = []
        with app.app_context():
            engine = db.engine

        def note(*args: Any) -> None:
            seen.append(args[2])

        event.listen(engine, "before_cursor_execute", note)
        assert ada("GET", "/posts?html=false").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    statements(1)
    assert statements(3) == statements(20)


def test_json_of_a_post_is_what_was_promised(ada: Api) -> None:
    post = ada.create()
    promised = [
        "id",
        "slug",
        "title",
        "kind",
        "status",
        "markdown",
        "html",
        "excerpt",
        "summary",
        "published_at",
        "created_at",
        "updated_at",
        "author",
        "tags",
        "category",
        "cover",
        "canonical_url",
        "meta",
        "featured",
        "comments_open",
        "word_count",
        "reading_minutes",
        "views",
        "comment_count",
        "rev",
        "url",
        "extra",
    ]
    assert set(promised) <= set(post)
    assert json.dumps(post)
