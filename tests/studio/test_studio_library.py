"""The library: where the author comes in, and what the list shows."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.posts import journal
from blogdesk.posts.models import Post
from blogdesk.posts.service import create_post, schedule_post


def make(title: str = "Salt", status: str = "draft", **fields: object) -> Post:
    with transaction():
        return create_post({"title": title, "status": status, **fields})  # type: ignore[typeddict-item]


def test_an_empty_library_opens_a_new_post(client: FlaskClient) -> None:
    answer = client.get("/studio/")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/studio/new"


def test_the_library_opens_the_post_the_author_was_in_last(client: FlaskClient) -> None:
    first = make("First")
    make("Second")
    with transaction():
        journal.note_opened(first.id)
    assert client.get("/studio/").headers["Location"] == f"/studio/posts/{first.id}"


def test_a_status_opens_the_newest_post_of_it_and_keeps_the_filter(client: FlaskClient) -> None:
    live = make("Live", status="published")
    make("Draft")
    assert client.get("/studio/?status=published").headers["Location"] == f"/studio/posts/{live.id}?status=published"


def test_a_row_says_what_the_post_is_and_how_it_stands(client: FlaskClient) -> None:
    post = make("Salt", markdown="It keeps what it touches.", tags=["sea"])
    [row] = client.get("/studio/library.json").get_json()["items"]
    assert row["title"] == "Salt"
    assert row["excerpt"] == "It keeps what it touches."
    assert row["state"] == {"key": "draft", "label": "Draft"}
    assert row["words"] == 5
    assert row["tags"] == ["sea"]
    assert row["url"] == f"/studio/posts/{post.id}"


def test_a_scheduled_post_says_when_it_goes_live(client: FlaskClient) -> None:
    post = make()
    with transaction():
        schedule_post(post, now() + timedelta(days=2))
    [row] = client.get("/studio/library.json?status=scheduled").get_json()["items"]
    assert row["state"]["key"] == "scheduled"
    assert row["state"]["label"].startswith("Goes live ")


def test_the_list_comes_in_pages_that_never_repeat_a_post(client: FlaskClient) -> None:
    for number in range(5):
        make(f"Note {number}")
    first = client.get("/studio/library.json?limit=3").get_json()
    second = client.get(f"/studio/library.json?limit=3&cursor={first['cursor']}").get_json()
    titles = [row["title"] for row in first["items"] + second["items"]]
    assert titles == [f"Note {number}" for number in (4, 3, 2, 1, 0)]
    assert first["total"] == 5
    assert second["cursor"] is None


def test_the_counts_are_of_the_whole_library_whatever_is_shown(client: FlaskClient) -> None:
    make("A", status="published")
    make("B")
    counts = client.get("/studio/library.json?status=draft").get_json()["counts"]
    assert counts == {"all": 2, "draft": 1, "scheduled": 0, "published": 1}


def test_a_filter_that_makes_no_sense_is_named(client: FlaskClient) -> None:
    answer = client.get("/studio/library.json?status=nonsense")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "status"


@pytest.mark.parametrize("cursor", ["%%%", "abc"])
def test_a_cursor_that_nobody_gave_is_not_found(client: FlaskClient, cursor: str) -> None:
    assert client.get(f"/studio/library.json?cursor={cursor}").status_code == 404


def queries_of(app: Flask, client: FlaskClient, url: str) -> int:
    seen: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    db.session.remove()
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert client.get(url).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


@pytest.mark.parametrize("url", ["/studio/library.json", "/studio/tags", "/studio/settings"])
def test_a_page_asks_the_database_as_often_for_many_posts_as_for_one(
    desktop_studio: Flask, client: FlaskClient, url: str
) -> None:
    make("One", tags=["a"], category="Essays", status="published")
    one = queries_of(desktop_studio, client, url)
    for number in range(30):
        make(f"Note {number}", tags=[f"tag {number}"], category=f"Essays / {number}", status="published")
    assert queries_of(desktop_studio, client, url) == one


def test_the_editor_page_asks_the_database_as_often_in_a_full_library(
    desktop_studio: Flask, client: FlaskClient
) -> None:
    post = make("One", tags=["a"], category="Essays")
    one = queries_of(desktop_studio, client, f"/studio/posts/{post.id}")
    for number in range(30):
        make(f"Note {number}", tags=[f"tag {number}"], category=f"Essays / {number}")
    assert queries_of(desktop_studio, client, f"/studio/posts/{post.id}") == one


def test_an_unknown_address_says_so_in_words(client: FlaskClient) -> None:
    answer = client.get("/studio/nowhere")
    assert answer.status_code == 404
    assert "There is nothing at /studio/nowhere." in answer.text


def test_static_files_are_kept_for_ever_at_their_hash_and_not_at_another(client: FlaskClient) -> None:
    page = client.get("/studio/new").text
    sheet = next(part for part in page.split('"') if part.endswith("studio.css"))
    assert "immutable" in client.get(sheet).headers["Cache-Control"]
    old = sheet.replace(sheet.split("/")[3], "000000000000")
    assert client.get(old).headers["Cache-Control"] == "no-cache"
    assert client.get("/studio/static/0/../../face.py").status_code == 404


def test_words_are_found_wherever_they_stand_and_marked(client: FlaskClient) -> None:
    make("Salt", markdown="It keeps what it touches, and the harbour knows.")
    make("Pepper", markdown="It makes one sneeze.")
    found = client.get("/studio/library.json?q=harb").get_json()
    assert [row["title"] for row in found["items"]] == ["Salt"]
    assert ["harbour", True] in found["items"][0]["snippet"]
    assert found["total"] == 1


def test_what_is_typed_into_search_is_never_an_error(client: FlaskClient) -> None:
    for typed in ('"', "AND", "*", "a OR", "(", "-", "'; DROP TABLE post"):
        assert client.get("/studio/library.json", query_string={"q": typed}).status_code == 200
