import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from blogdesk.accounts.models import User
from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.settings.service import change_settings
from tests.site.conftest import Publish


def titles(page: str) -> list[str]:
    return re.findall(r'<h2 class="p-name"><a class="u-url" href="[^"]*">([^<]*)</a>', page)


def test_an_empty_blog_says_so_kindly(reader: FlaskClient) -> None:
    page = reader.get("/")
    assert page.status_code == 200
    assert "Nothing is published here yet." in page.text
    assert reader.get("/archive").status_code == 200
    assert reader.get("/tags/").status_code == 200


def test_the_front_page_leafs_through_the_posts_newest_first(reader: FlaskClient, publish: Publish) -> None:
    for number in range(1, 6):
        publish(f"Post {number}")
    with transaction():
        change_settings(posts_per_page=2)
    assert titles(reader.get("/").text) == ["Post 5", "Post 4"]
    second = reader.get("/?page=2").text
    assert titles(second) == ["Post 3", "Post 2"]
    assert '<a href="/" rel="prev">' in second
    assert '<a href="/?page=3" rel="next">' in second
    assert '<link rel="canonical" href="https://blog.example/?page=2">' in second
    assert titles(reader.get("/?page=3").text) == ["Post 1"]
    assert reader.get("/?page=4").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "1e3", "9999999", "²"])
def test_a_page_that_is_no_number_is_not_found(reader: FlaskClient, page: str) -> None:
    assert reader.get("/", query_string={"page": page}).status_code == 404


def test_a_tag_a_category_and_an_author_list_their_posts(blog: Flask, reader: FlaskClient, publish: Publish) -> None:
    with transaction():
        user = User(username="anna", email="a@blog.example", name="Anna Koster", bio="Walks.", role_name="author")
        db.session.add(user)
    publish("One", tags=["Sea & salt"], category="Essays / Coast", author_id=user.id)
    publish("Two", category="Essays")
    assert titles(reader.get("/tags/sea-salt").text) == ["One"]
    assert titles(reader.get("/categories/essays/coast").text) == ["One"]
    assert titles(reader.get("/categories/essays").text) == ["Two", "One"]
    assert reader.get("/categories/essays/coast/").headers["Location"] == "/categories/essays/coast"
    author = reader.get("/authors/anna").text
    assert titles(author) == ["One"]
    assert '<h1 class="p-name">Anna Koster</h1>' in author
    words = reader.get("/tags/").text
    assert '<a href="/tags/sea-salt">Sea &amp; salt <span class="count">1</span></a>' in words
    assert re.search(r'href="/categories/essays">Essays</a> <span class="count">2</span>', words)
    assert reader.get("/authors/nobody").status_code == 404
    assert reader.get("/tags/nothing").status_code == 404


def test_the_archive_leads_by_year_and_month_to_every_post(reader: FlaskClient, publish: Publish) -> None:
    publish("One")
    archive = reader.get("/archive").text
    assert '<a href="/archive/2026">2026</a>' in archive
    assert '<a href="/archive/2026/03">March 2026</a>' in archive
    assert '<a href="/posts/one">One</a>' in reader.get("/archive/2026").text
    assert titles(reader.get("/archive/2026/03").text) == ["One"]


@pytest.mark.parametrize("path", ["2025", "2026/04", "2026/13", "2026/00", "0000", "9999", "26", "2026/3"])
def test_a_year_or_month_without_posts_is_not_found(reader: FlaskClient, publish: Publish, path: str) -> None:
    publish("One")
    assert reader.get(f"/archive/{path}").status_code == 404


def test_a_month_ends_in_the_sites_own_time_zone(reader: FlaskClient, publish: Publish) -> None:
    publish("Last", published_at=datetime(2025, 12, 31, 23, 0, tzinfo=UTC))
    assert titles(reader.get("/archive/2025/12").text) == ["Last"]
    with transaction():
        change_settings(timezone="Europe/Amsterdam")
    assert titles(reader.get("/archive/2026/01").text) == ["Last"]


def test_search_finds_public_posts_and_marks_the_words(reader: FlaskClient, publish: Publish) -> None:
    publish("Tide", markdown="The lighthouse keeper has a spreadsheet.")
    publish("Draft", markdown="A lighthouse too.", status="draft")
    page = reader.get("/search?q=lighthouse").text
    assert "<mark>lighthouse</mark>" in page
    assert "/posts/tide" in page
    assert "Draft" not in page
    assert "noindex" in page
    assert "Nothing found" in reader.get("/search?q=zebra").text
    assert reader.get("/search").status_code == 200
    assert reader.get('/search?q="((*').status_code == 200


def test_pages_load_in_a_fixed_number_of_queries(blog: Flask, reader: FlaskClient, publish: Publish) -> None:
    def count(path: str) -> int:
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        db.session.remove()
        event.listen(Engine, "before_cursor_execute", note)
        assert reader.get(path).status_code == 200
        event.remove(Engine, "before_cursor_execute", note)
        return len([statement for statement in seen if statement.startswith("SELECT")])

    paths = ("/", "/tags/sea", "/posts/one", "/feed.xml", "/archive/2026/03")
    for title in ("Zero", "One", "Two"):
        publish(title, tags=["sea"], category="Essays")
    for path in ("/posts/one", "/feed.xml"):
        reader.get(path)
    few = {path: count(path) for path in paths}
    for number in range(5):
        publish(f"More {number}", tags=["sea", f"t{number}"], category=f"Essays / Sub {number}")
    reader.get("/feed.xml")
    assert {path: count(path) for path in paths} == few
    assert max(few.values()) <= 12


def test_dates_are_written_in_the_language_of_the_site(reader: FlaskClient, publish: Publish) -> None:
    publish("Ebbe")
    assert "1 March 2026" in reader.get("/posts/ebbe").text
    for language, day in (("nl", "1 maart 2026"), ("en-US", "March 1, 2026"), ("tlh", "1 March 2026")):
        with transaction():
            change_settings(language=language)
        page = reader.get("/posts/ebbe", headers={"Accept-Language": "de"}).text
        assert day in page
        assert f'<html lang="{language}">' in page
