import json
import re
from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient

from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.media.models import Media
from blogdesk.posts import service
from blogdesk.posts.fields import PostFields
from blogdesk.settings.service import change_settings
from tests.site.conftest import BASE, Publish


def keep_cover() -> Media:
    media = Media(sha256="a" * 64, clean_sha256="b" * 64, mime="image/jpeg", size_bytes=9, clean_size_bytes=9,
                  width=2000, height=1000, caption="Low water.", alt="A beach")  # fmt: skip
    with transaction():
        db.session.add(media)
    return media


def test_a_post_is_read_at_its_address(reader: FlaskClient, publish: Publish) -> None:
    markdown = "# Part\n\nRope, *mostly*.\n\n```python\ndef tide(): ...\n```"
    publish(markdown=markdown, tags=["sea"], category="Essays / Coast")
    answer = reader.get("/posts/what-the-tide-leaves-behind")
    assert answer.status_code == 200
    assert '<h1 class="p-name">What the tide leaves behind</h1>' in answer.text
    assert "<em>mostly</em>" in answer.text
    assert '<a class="p-category" href="/categories/essays/coast">Essays / Coast</a>' in answer.text
    assert '<a class="p-category" rel="tag" href="/tags/sea">sea</a>' in answer.text
    assert '<time class="dt-published" datetime="2026-03-01T12:00:00Z">1 March 2026</time>' in answer.text


def test_a_post_names_itself_to_machines(reader: FlaskClient, publish: Publish) -> None:
    cover = keep_cover()
    publish(excerpt='A "mile" of <sand>', cover_media_id=cover.id, cover_alt="Sand", tags=["sea"])
    page = reader.get("/posts/what-the-tide-leaves-behind").text
    url = f"{BASE}/posts/what-the-tide-leaves-behind"
    card = f"{BASE}/media/{'b' * 64}/card.jpg"
    assert f'<link rel="canonical" href="{url}">' in page
    assert f'<meta property="og:image" content="{card}">' in page
    assert '<meta property="og:image:alt" content="Sand">' in page
    assert '<meta name="twitter:card" content="summary_large_image">' in page
    assert '<meta name="description" content="A &#34;mile&#34; of &lt;sand&gt;">' in page
    structured = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])
    assert structured["@type"] == "BlogPosting"
    assert structured["headline"] == "What the tide leaves behind"
    assert structured["url"] == url
    assert structured["image"] == card
    assert structured["datePublished"] == "2026-03-01T12:00:00Z"
    assert "<figcaption>Low water.</figcaption>" in page
    assert 'alt="Sand"' in page


def test_a_post_can_have_its_canonical_home_elsewhere(reader: FlaskClient, publish: Publish) -> None:
    publish(canonical_url="https://elsewhere.example/first")
    page = reader.get("/posts/what-the-tide-leaves-behind").text
    assert '<link rel="canonical" href="https://elsewhere.example/first">' in page


def test_a_moment_is_written_in_whole_seconds(reader: FlaskClient, publish: Publish) -> None:
    publish("Tide", published_at=datetime(2026, 3, 1, 12, 0, 7, 172401, tzinfo=UTC))
    assert 'datetime="2026-03-01T12:00:07Z"' in reader.get("/posts/tide").text


def test_a_post_leads_to_its_neighbours_and_its_like(reader: FlaskClient, publish: Publish) -> None:
    publish("One", tags=["sea"])
    publish("Two", tags=["sea", "rope"])
    publish("Three")
    page = reader.get("/posts/two").text
    assert '<a class="earlier" rel="prev" href="/posts/one"><span>Earlier</span>One</a>' in page
    assert '<a class="later" rel="next" href="/posts/three"><span>Later</span>Three</a>' in page
    related = page.split('id="related"')[1]
    assert "/posts/one" in related
    assert "/posts/three" not in related


def test_a_post_without_a_title_has_a_name_all_the_same(reader: FlaskClient, publish: Publish) -> None:
    publish("", slug="bare")
    assert '<h1 class="p-name">Untitled</h1>' in reader.get("/posts/bare").text
    assert ">Untitled</a>" in reader.get("/").text


def test_a_page_has_no_date_and_stands_in_the_navigation(reader: FlaskClient, publish: Publish) -> None:
    publish("About me", kind="page")
    page = reader.get("/pages/about-me")
    assert page.status_code == 200
    assert "dt-published" not in page.text
    assert '<a href="/pages/about-me" aria-current="page">About me</a>' in page.text
    assert "About me" not in reader.get("/").text.split("<main")[1]


def test_the_address_pattern_is_a_setting_and_the_plain_address_leads_there(
    reader: FlaskClient, publish: Publish
) -> None:
    publish("Tide", published_at=datetime(2026, 2, 28, 23, 30, tzinfo=UTC))
    with transaction():
        change_settings(permalink="/{yyyy}/{mm}/{slug}", timezone="Europe/Amsterdam")
    moved = reader.get("/posts/tide")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/2026/03/tide")
    assert reader.get("/2026/03/tide").status_code == 200
    wrong_month = reader.get("/2019/01/tide")
    assert (wrong_month.status_code, wrong_month.headers["Location"]) == (301, "/2026/03/tide")
    assert reader.get("/2026/03/other").status_code == 404


def test_an_old_slug_leads_to_the_new_one(reader: FlaskClient, publish: Publish) -> None:
    post = publish("Tide")
    with transaction():
        service.update_post(post, PostFields(slug="ebb"))
    moved = reader.get("/posts/tide")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/posts/ebb")
    with transaction():
        change_settings(permalink="/{slug}")
    assert reader.get("/tide").headers["Location"] == "/ebb"
    assert reader.get("/ebb").status_code == 200


def test_a_slash_at_the_end_is_forgiven(reader: FlaskClient, publish: Publish) -> None:
    publish("Tide")
    moved = reader.get("/posts/tide/")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/posts/tide")
    assert reader.get("/posts/nothing/").status_code == 404
    assert reader.get("/archive/").headers["Location"] == "/archive"
    assert reader.get("/tags").headers["Location"].endswith("/tags/")
    assert reader.get("/nothing/").status_code == 404


def test_a_page_has_one_first_heading(reader: FlaskClient, publish: Publish) -> None:
    publish("Tide", "# Part\n\n## Below\n\n###### Deep")
    publish("Ebb", "## Part")
    page = reader.get("/posts/tide").text
    assert page.count("<h1") == 1
    assert '<h2 id="part">Part</h2>' in page
    assert '<h3 id="below">Below</h3>' in page
    assert '<h6 id="deep">Deep</h6>' in page
    assert '<h2 id="part">Part</h2>' in reader.get("/posts/ebb").text


def test_what_may_be_wider_than_the_screen_is_reached_by_keyboard(reader: FlaskClient, publish: Publish) -> None:
    publish("Tide", "| a |\n|--|\n| b |\n\n```python\ndef tide(): ...\n```\n\n`<pre>` and `<table>` as words")
    page = reader.get("/posts/tide").text
    assert '<pre tabindex="0" class="highlight">' in page
    assert '<span class="k">def</span>' in page
    assert page.count('<div class="table" role="group" aria-label="Table" tabindex="0"><table>') == 1
    assert page.count("</table></div>") == 1
    assert page.count("tabindex") == 3


def test_a_deleted_post_is_gone_and_an_unknown_one_was_never_there(reader: FlaskClient, publish: Publish) -> None:
    post = publish("Tide")
    with transaction():
        service.trash_post(post)
    assert reader.get("/posts/tide").status_code == 410
    assert reader.get("/posts/never").status_code == 404


def test_letters_of_any_script_stand_in_an_address(reader: FlaskClient, publish: Publish) -> None:
    publish("Straße", slug="straße-日本")
    assert reader.get("/posts/straße-日本").status_code == 200
    assert 'href="/posts/stra%C3%9Fe-%E6%97%A5%E6%9C%AC"' in reader.get("/").text


def test_a_rendering_made_for_a_reader_is_kept_and_changes_no_date(
    blog: Flask, reader: FlaskClient, publish: Publish
) -> None:
    post = publish("Tide")
    post_id, before = post.id, post.updated_at
    reader.get("/posts/tide")
    db.session.expire_all()
    kept = service.get_post(post_id)
    assert (kept.html or "").strip() == "<p>Rope, mostly.</p>"
    assert kept.updated_at == before
