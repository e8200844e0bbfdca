import json
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from blogdesk.core.transactions import transaction
from blogdesk.settings.service import change_settings
from tests.site.conftest import BASE, Publish

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.mark.parametrize("below", ["", "/tags/sea", "/categories/essays", "/categories/essays/coast"])
def test_every_list_has_its_three_feeds(reader: FlaskClient, publish: Publish, below: str) -> None:
    publish("Tide", "See [salt](/posts/salt).", tags=["sea"], category="Essays / Coast")
    page = reader.get(below or "/").text
    for name, mime in (("feed.xml", "rss+xml"), ("atom.xml", "atom+xml"), ("feed.json", "feed+json")):
        answer = reader.get(f"{below}/{name}")
        assert answer.status_code == 200
        assert answer.mimetype == f"application/{mime}"
        assert f"{BASE}/posts/salt" in answer.text
        assert f'href="{below}/{name}"' in page


def test_a_feed_is_there_before_the_first_post(reader: FlaskClient) -> None:
    assert json.loads(reader.get("/feed.json").text)["items"] == []
    assert ET.fromstring(reader.get("/atom.xml").data) is not None
    assert reader.get("/tags/none/feed.xml").status_code == 404


def test_an_entry_keeps_its_id_when_its_address_changes(reader: FlaskClient, publish: Publish) -> None:
    post = publish("Tide")
    with transaction():
        change_settings(permalink="/{yyyy}/{slug}")
    [item] = json.loads(reader.get("/feed.json").text)["items"]
    assert item["id"] == f"urn:uuid:{post.id}"
    assert item["url"] == f"{BASE}/2026/tide"


def test_control_characters_of_a_text_stop_before_the_feed(reader: FlaskClient, publish: Publish) -> None:
    publish("Ti\x0bde", "Ro\x0cpe\x1b \x00 here.", tags=["s\x01ea"])
    ET.fromstring(reader.get("/feed.xml").data)
    ET.fromstring(reader.get("/atom.xml").data)
    assert reader.get("/posts/ti-de").status_code == 200


def test_the_sitemap_lists_what_readers_can_see(reader: FlaskClient, publish: Publish) -> None:
    publish("Tide")
    publish("About", kind="page")
    publish("Secret", status="draft")
    locations = [node.text for node in ET.fromstring(reader.get("/sitemap.xml").data).iter(LOC)]
    assert locations == [f"{BASE}/", f"{BASE}/pages/about", f"{BASE}/posts/tide"]


def test_a_long_sitemap_comes_in_parts(reader: FlaskClient, publish: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blogdesk.site.routes.sitemap.PART_SIZE", 2)
    for number in range(4):
        publish(f"Post {number}")
    index = ET.fromstring(reader.get("/sitemap.xml").data)
    parts = [node.text or "" for node in index.iter(LOC)]
    assert parts == [f"{BASE}/sitemap-{part}.xml" for part in (1, 2, 3)]
    pages = [n.text for part in parts for n in ET.fromstring(reader.get(part.removeprefix(BASE)).data).iter(LOC)]
    assert len(pages) == len(set(pages)) == 5
    assert reader.get("/sitemap-4.xml").status_code == 404
    assert reader.get("/sitemap-0.xml").status_code == 404


def test_robots_are_told_where_the_map_is(reader: FlaskClient) -> None:
    text = reader.get("/robots.txt").text
    assert f"Sitemap: {BASE}/sitemap.xml" in text
    with transaction():
        change_settings(robots="none")
    assert "Disallow: /\n" in reader.get("/robots.txt").text
