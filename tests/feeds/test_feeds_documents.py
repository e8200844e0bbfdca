import json
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogdesk.feeds.atom import atom
from blogdesk.feeds.entries import Channel, Entry, absolute_html
from blogdesk.feeds.jsonfeed import json_feed
from blogdesk.feeds.rss import rss
from blogdesk.feeds.sitemap import Location, sitemap, sitemap_index

WHEN = datetime(2026, 11, 20, 9, 30, 15, 250000, tzinfo=UTC)
ENTRY = Entry(
    id="urn:uuid:0199-1",
    url="https://blog.example/posts/tide",
    title="Tide & <time>",
    html='<p>Low <a href="/posts/salt">salt</a> <img src="/media/ab/960.webp" srcset="/m/1.webp 480w, /m/2.webp 960w">'
    ' <a href="#fn:1">1</a> <code>href="/left"</code></p>',
    summary="What the tide leaves",
    published_at=WHEN,
    updated_at=WHEN,
    author="Anna Koster",
    tags=("sea", "walking"),
    image_url="https://blog.example/media/ab/card.jpg",
)
CHANNEL = Channel(
    id="https://blog.example/",
    title="Field Notes",
    description="Walks",
    home_url="https://blog.example/",
    feed_url="https://blog.example/feed.xml",
    language="en",
    updated_at=WHEN,
    author="Anna Koster",
    entries=(ENTRY,),
)
A = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def test_an_rss_item_carries_the_whole_text_with_absolute_addresses() -> None:
    item = ET.fromstring(rss(CHANNEL)).find("channel/item")
    assert item is not None
    assert item.findtext("title") == "Tide & <time>"
    assert item.findtext("guid") == ENTRY.id
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == WHEN.replace(microsecond=0)
    html = item.findtext(CONTENT) or ""
    assert '<a href="https://blog.example/posts/salt">' in html
    assert 'src="https://blog.example/media/ab/960.webp"' in html
    assert 'srcset="https://blog.example/m/1.webp 480w, https://blog.example/m/2.webp 960w"' in html
    assert 'href="https://blog.example/posts/tide#fn:1"' in html


def test_addresses_in_shown_code_stay_as_written() -> None:
    assert '<code>href="/left"</code>' in absolute_html(ENTRY.html, ENTRY.url)


def test_an_address_that_is_none_stays_as_written() -> None:
    assert absolute_html('<a href="http://[broken">x</a>', ENTRY.url) == '<a href="http://[broken">x</a>'


def test_an_atom_entry_has_id_dates_author_and_categories() -> None:
    root = ET.fromstring(atom(CHANNEL))
    entry = root.find(f"{A}entry")
    assert entry is not None
    assert entry.findtext(f"{A}id") == ENTRY.id
    assert entry.findtext(f"{A}published") == "2026-11-20T09:30:15.250000Z"
    assert entry.findtext(f"{A}author/{A}name") == "Anna Koster"
    assert [node.get("term") for node in entry.findall(f"{A}category")] == ["sea", "walking"]
    assert [node.get("rel") for node in root.findall(f"{A}link")] == ["self", "alternate"]


def test_a_json_feed_leaves_out_what_it_does_not_know() -> None:
    bare = replace(ENTRY, author="", tags=(), image_url="", summary="")
    document = json.loads(json_feed(replace(CHANNEL, entries=(ENTRY, bare), author="", description="")))
    full, empty = document["items"]
    assert full["author"] == {"name": "Anna Koster"}
    assert full["tags"] == ["sea", "walking"]
    assert not {"author", "tags", "image", "summary"} & empty.keys()
    assert not {"author", "description"} & document.keys()


@given(st.text())
def test_no_text_can_break_a_feed(text: str) -> None:
    entry = replace(ENTRY, title=text, html=f"<p>{text}</p>", summary=text, author=text, tags=(text,))
    channel = replace(CHANNEL, title=text, description=text, author=text, entries=(entry,))
    ET.fromstring(rss(channel))
    ET.fromstring(atom(channel))
    json.loads(json_feed(channel))


@pytest.mark.parametrize("write", [rss, atom])
def test_control_characters_never_reach_a_feed(write: object) -> None:
    entry = replace(ENTRY, title="a\x0bb\x00c\ufffe", html="<p>x\x1by\ud800z</p>")
    assert callable(write)
    document = write(replace(CHANNEL, entries=(entry,))).decode()
    assert "abc" in document
    assert "xyz" in document


def test_a_sitemap_lists_pages_with_the_time_of_their_change() -> None:
    root = ET.fromstring(sitemap([Location("https://blog.example/a?b=1&c=2", WHEN), Location("https://blog.example/")]))
    assert [node.text for node in root.iter(LOC)] == ["https://blog.example/a?b=1&c=2", "https://blog.example/"]
    assert b"<lastmod>2026-11-20T09:30:15Z</lastmod>" in sitemap([Location("https://blog.example/", WHEN)])


def test_a_sitemap_index_lists_the_parts() -> None:
    root = ET.fromstring(sitemap_index([Location("https://blog.example/sitemap-1.xml", WHEN)]))
    assert root.tag.endswith("}sitemapindex")
    assert [node.text for node in root.iter(LOC)] == ["https://blog.example/sitemap-1.xml"]
