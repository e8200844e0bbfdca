import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from blogdesk.core.http import HttpClient
from blogdesk.errors import Unreachable
from blogdesk.publishing.verify import Expected, LiveReport, check_live
from tests.wsgi_adapter import WsgiAdapter

URL = "https://blog.example/posts/a-walk"
MARKDOWN = "Along the *coast* & on.\n\n![Sea](media:0190a1b2-0000-7000-8000-000000000001)\n\n```python\nx = 1\n```\n"
EXPECTED = Expected(URL, "A walk", MARKDOWN, "2026-05-01T09:30:00Z")
PAGE = """<!doctype html><html><head><title>A walk · Blog</title>
<link rel="alternate" type="application/feed+json" href="/feed.json"></head><body><img src="/logo.png">
<article class="h-entry"><h1 class="p-name">A walk</h1><p class="p-author h-card"><span class="p-name">Ann</span></p>
<img class="u-photo" src="/media/c/960.webp"><div class="e-content prose"><p>Along the <em>coast</em> &amp; on.</p>
<p><img src="/media/a/960.webp" alt="Sea"><br></p><div class="highlight"><pre><code>x = 1\n</code></pre></div></div>
<ul><li>Tag</li></ul></article><aside class="e-content-not">More</aside></body></html>"""
PICTURE = ("200 OK", "image/webp", b"RIFF")
FEED = json.dumps({"items": [{"url": URL, "date_published": "2026-05-01T09:30:00Z"}]})

Pages = dict[str, tuple[str, str, bytes]]


def pages(**changes: tuple[str, str, bytes]) -> Pages:
    whole: Pages = {
        "/posts/a-walk": ("200 OK", "text/html; charset=utf-8", PAGE.encode()),
        "/media/a/960.webp": PICTURE,
        "/media/c/960.webp": PICTURE,
        "/feed.json": ("200 OK", "application/feed+json", FEED.encode()),
    }
    return whole | {f"/{name.replace('__', '/')}": page for name, page in changes.items()}


def look(found: Pages, expected: Expected = EXPECTED) -> LiveReport:
    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        status, kind, body = found.get(environ["PATH_INFO"], ("404 Not Found", "text/html", b"no"))
        start(status, [("Content-Type", kind)])
        return [body]

    wire = WsgiAdapter({"blog.example": app})
    report = check_live(expected, HttpClient(transport=wire))
    assert not any("Authorization" in seen.headers for seen in wire.seen)
    return report


def html(text: str) -> tuple[str, str, bytes]:
    return "200 OK", "text/html", text.encode()


def test_a_page_that_shows_what_was_sent_is_right() -> None:
    assert look(pages()) == LiveReport(URL, (), 2, in_feed=True)


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        ({"posts__a-walk": html(PAGE.replace("coast", "cost"))}, "newest text"),
        ({"posts__a-walk": html(PAGE.replace('p-name">A walk', 'p-name">A talk'))}, "another title"),
        ({"posts__a-walk": ("404 Not Found", "text/html", b"")}, "status 404"),
        ({"posts__a-walk": ("200 OK", "application/json", b"{}")}, "status 200"),
        ({"media__a__960.webp": ("404 Not Found", "text/html", b"")}, "960.webp does not show"),
        ({"media__a__960.webp": ("200 OK", "text/html", b"sign in")}, "960.webp does not show"),
        ({"feed.json": ("200 OK", "application/feed+json", b'{"items": []}')}, "feed does not list"),
        ({"feed.json": ("500 Oops", "text/html", b"")}, "feed does not list"),
        ({"feed.json": ("200 OK", "application/feed+json", b"[1]")}, "feed does not list"),
    ],
)
def test_what_is_wrong_is_told(found: Pages, problem: str) -> None:
    report = look(pages(**found))
    assert len(report.problems) == 1
    assert problem in report.problems[0]


def test_a_post_older_than_all_the_feed_holds_is_not_missed_there() -> None:
    newer = json.dumps({"items": [{"url": "x", "date_published": "2026-06-01T00:00:00Z"}]}).encode()
    assert look(pages(**{"feed.json": ("200 OK", "application/feed+json", newer)})).is_right


def test_a_post_that_was_taken_offline_must_not_answer() -> None:
    gone = replace(EXPECTED, gone=True)
    assert look({}, gone).is_right
    assert look(pages(), gone).problems == ("Readers can still see the post.",)


def test_pictures_of_other_hosts_are_not_fetched() -> None:
    foreign = PAGE.replace("/media/a/960.webp", "https://other.example/x.png")
    assert look(pages(**{"posts__a-walk": html(foreign)})).is_right


def test_without_network_nothing_is_claimed() -> None:
    with pytest.raises(Unreachable):
        check_live(EXPECTED, HttpClient(transport=WsgiAdapter({})))
