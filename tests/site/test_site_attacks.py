"""What a stranger may try on the public pages."""

import json
import re
import uuid
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.posts import service
from blogdesk.settings.service import change_settings
from tests.site.conftest import BASE, Publish

EVERYWHERE = (
    "/", "/archive", "/archive/2026", "/archive/2026/03", "/tags/", "/feed.xml", "/atom.xml", "/feed.json",
    "/sitemap.xml", "/search?q=secret", "/posts/open",
)  # fmt: skip
EVIL = "</title></script><script>alert(1)</script><img src=x onerror=alert(1)>\"'"


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "archived"},
        {"status": "scheduled", "published_at": now() + timedelta(days=1)},
        {"published_at": now() + timedelta(days=1)},
        {"expires_at": now() - timedelta(days=1)},
    ],
)
def test_what_is_not_public_is_seen_nowhere(reader: FlaskClient, publish: Publish, fields: dict[str, object]) -> None:
    publish("Open", tags=["shared"])
    hidden = publish("Secret thing", "secret words", tags=["hush", "shared"], category="Hush", **fields)
    for path in EVERYWHERE:
        assert "ecret thing" not in reader.get(path).text, path
    for path in ("/posts/secret-thing", f"/posts/{hidden.id}", "/tags/hush", "/categories/hush", "/tags/hush/feed.xml"):
        assert reader.get(path).status_code == 404, path
    assert "hush" not in reader.get("/tags/").text.lower()
    assert '<span class="count">1</span>' in reader.get("/tags/").text


def test_a_trashed_post_is_seen_nowhere(reader: FlaskClient, publish: Publish) -> None:
    publish("Open")
    post = publish("Secret thing", "secret words")
    with transaction():
        service.trash_post(post)
    for path in EVERYWHERE:
        assert "ecret thing" not in reader.get(path).text, path


def test_an_alias_of_a_draft_tells_nothing(reader: FlaskClient, publish: Publish) -> None:
    post = publish("Secret thing")
    with transaction():
        service.update_post(post, {"slug": "other"})
        service.unpublish_post(post)
    assert reader.get("/posts/secret-thing").status_code == 404


def test_no_text_of_an_author_becomes_markup(reader: FlaskClient, publish: Publish) -> None:
    with transaction():
        change_settings(title=EVIL, tagline=EVIL, author_name=EVIL)
    publish(EVIL, f"{EVIL}\n\n[x](javascript:alert(1))", slug="evil", excerpt=EVIL, tags=[EVIL], category="Essays",
            meta_title=EVIL, meta_description=EVIL, cover_alt=EVIL)  # fmt: skip
    publish(EVIL, kind="page", slug="evil-page")
    publish("Next")
    tag = re.findall(r'rel="tag" href="([^"]+)"', reader.get("/posts/evil").text)[0]
    for path in ("/", "/posts/evil", "/pages/evil-page", tag, "/tags/", "/archive/2026", "/categories/essays",
                 "/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22", "/posts/none"):  # fmt: skip
        page = reader.get(path).text
        assert "<script>alert" not in page, path
        assert not re.search(r"<[^>]+\sonerror=", re.sub(r'"[^"]*"', '""', page)), path
        assert 'href="javascript' not in page, path


def test_structured_data_stays_in_its_element(reader: FlaskClient, publish: Publish) -> None:
    publish(EVIL, slug="evil", tags=[EVIL])
    page = reader.get("/posts/evil").text
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(block)["headline"].startswith("</title></script>")


def test_feeds_escape_what_authors_write(reader: FlaskClient, publish: Publish) -> None:
    publish(EVIL, EVIL, slug="evil", tags=["]]>"], excerpt="]]>")
    root = ET.fromstring(reader.get("/feed.xml").data)
    html = root.findtext("channel/item/{http://purl.org/rss/1.0/modules/content/}encoded") or ""
    assert root.findtext("channel/item/title") == EVIL
    assert "<script" not in html
    assert "onerror" not in re.sub(r'"[^"]*"', "", html) or "&lt;img" in html
    ET.fromstring(reader.get("/atom.xml").data)


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Original-URL", "X-Forwarded-Prefix"])
def test_a_forged_header_changes_no_address_on_a_page(reader: FlaskClient, publish: Publish, header: str) -> None:
    publish("Tide")
    for path in ("/", "/posts/tide", "/feed.xml", "/sitemap.xml", "/robots.txt"):
        answer = reader.get(path, headers={header: "evil.example"})
        assert "evil.example" not in answer.text
        assert "evil.example" not in str(answer.headers)
    assert BASE in reader.get("/posts/tide").text


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/%2f..", "/\\evil.example", "/%5cevil.example/", "//evil.example/posts/tide/",
        "/posts//evil.example/",
        "/.git/HEAD", "/.env", "/console", "/posts/..%2f..%2fetc/passwd", "/static/x", "/media/../../etc/passwd",
        "/instance.json", "/blogdesk.sqlite3",
    ],
)  # fmt: skip
def test_odd_addresses_lead_nowhere(reader: FlaskClient, publish: Publish, path: str) -> None:
    publish("Tide")
    answer = reader.open(path, method="GET")
    assert answer.status_code in {404, 308, 301}
    assert "evil.example" not in answer.headers.get("Location", "").removeprefix("http://localhost/")[:2]
    assert not answer.headers.get("Location", "").startswith(("//", "http://evil", "https://evil"))


def test_an_error_says_what_to_do_and_nothing_of_the_inside(blog: Flask, reader: FlaskClient) -> None:
    @blog.get("/broken")
    def broken() -> str:
        raise ValueError("a secret of the inside")

    blog.config["PROPAGATE_EXCEPTIONS"] = False
    answer = reader.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "That was our mistake" in answer.text
    assert "<h1>Nothing here</h1>" in reader.get(f"/{uuid.uuid4()}").text
    assert reader.post("/").status_code == 405


def test_addresses_of_other_surfaces_are_theirs_to_answer(blog: Flask, reader: FlaskClient) -> None:
    for path in ("/api/v1/none", "/studio/none", "/account/none"):
        answer = reader.get(path)
        assert answer.status_code == 404
        assert "masthead" not in answer.text


def test_a_cookie_changes_nothing_on_a_public_page(reader: FlaskClient, publish: Publish) -> None:
    publish("Tide")
    plain = reader.get("/posts/tide").text
    reader.set_cookie("session", "forged.value.here")
    answer = reader.get("/posts/tide")
    assert answer.text == plain
    assert "Set-Cookie" not in answer.headers


def test_health_is_told_without_words_about_the_inside(reader: FlaskClient) -> None:
    assert reader.get("/healthz").text == "ok\n"
    assert reader.get("/readyz").text == "ready\n"


def test_without_a_database_the_process_lives_but_is_not_ready(blog: Flask, reader: FlaskClient) -> None:
    with transaction():
        db.session.execute(text("DROP TABLE setting"))
    assert reader.get("/healthz").text == "ok\n"
    assert reader.get("/readyz").status_code == 503
    blog.config["PROPAGATE_EXCEPTIONS"] = False
    answer = reader.get("/")
    assert answer.status_code == 500
    assert "That was our mistake" in answer.text
    assert "setting" not in answer.text
