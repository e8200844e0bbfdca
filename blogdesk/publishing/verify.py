"""Looking at what a reader sees: the live page, its pictures, the feed, compared with what was sent.

Asked as a reader asks, without a token. What is found wrong is told in words; nothing is repaired here.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

from blogdesk.content.links import ResolvedImage
from blogdesk.content.markdown import render
from blogdesk.core.http import HttpClient, HttpRequest, origin_of
from blogdesk.core.http_answers import HttpAnswer
from blogdesk.errors import OutsideFailure, Unreachable

# A page of pictures is looked at in part: the first ones tell whether pictures arrive at all.
MAX_PICTURES = 30
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_FRESH = {"Cache-Control": "no-cache"}


@dataclass(frozen=True)
class Expected:
    """What a reader should find at `url`. `gone`: nothing. `in_feed`: whether a feed is to list it."""

    url: str
    title: str = ""
    markdown: str = field(default="", repr=False)
    published_at: str = ""
    gone: bool = False
    in_feed: bool = True


@dataclass(frozen=True)
class LiveReport:
    """What was found. No problems: what was sent is what readers see."""

    url: str
    problems: tuple[str, ...] = ()
    pictures: int = 0
    in_feed: bool | None = None

    @property
    def is_right(self) -> bool:
        """Whether everything is as it should be."""
        return not self.problems


@dataclass
class _Element:
    tag: str
    classes: frozenset[str]


class PageReader(HTMLParser):
    """The title, the text and the pictures of a page's h-entry (microformats2), and where its JSON feed is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title: list[str] = []
        self.text: list[str] = []
        self.pictures: list[str] = []
        self.feed_url = ""
        self._open: list[_Element] = []

    def read(self, html: str) -> None:
        """Read a whole document."""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the element brings; one that holds something stays open."""
        values = {name: value or "" for name, value in attrs}
        if tag == "link" and values.get("rel") == "alternate" and values.get("type") == "application/feed+json":
            self.feed_url = self.feed_url or values.get("href", "")
        if tag == "img" and values.get("src") and self._inside("h-entry"):
            self.pictures.append(values["src"])
        if tag not in _VOID:
            self._open.append(_Element(tag, frozenset(values.get("class", "").split())))

    def handle_endtag(self, tag: str) -> None:
        """Close up to the nearest element of this name."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Text belongs to the content, or to the heading that names the entry."""
        if self._inside("e-content"):
            self.text.append(data)
        elif self._inside("p-name") and self._inside("h-entry") and not self._inside("p-author"):
            self.title.append(data)

    def _inside(self, name: str) -> bool:
        return any(name in element.classes for element in self._open)


class _AnyTarget:
    """Stands for the blog's own addresses: only the words are compared."""

    def image(self, _target: str) -> ResolvedImage:
        return ResolvedImage("/")

    def link(self, _target: str) -> str:
        return "/"


def words_of(parts: Iterable[str]) -> str:
    """Text without regard to white space."""
    return " ".join("".join(parts).split())


def expected_words(markdown: str) -> str:
    """The words that this Markdown shows, by the renderer both sides share."""
    page = PageReader()
    page.read(f'<div class="e-content">{render(markdown, _AnyTarget()).html}</div>')
    return words_of(page.text)


def check_live(expected: Expected, http: HttpClient) -> LiveReport:
    """Fetch and compare.

    Raises:
        Unreachable: the network is away: nothing can be said.
    """
    answer = http.send(HttpRequest("GET", expected.url, _FRESH))
    if expected.gone:
        still = answer.status not in {404, 410}
        return LiveReport(expected.url, ("Readers can still see the post.",) if still else ())
    if answer.status != 200 or answer.media_type != "text/html":
        return LiveReport(expected.url, (f"The page answers with status {answer.status}.",))
    page = PageReader()
    page.read(answer.body.decode("utf-8", "replace"))
    pictures = [urljoin(answer.url, source) for source in dict.fromkeys(page.pictures)][:MAX_PICTURES]
    problems = [*_text_problems(expected, page), *_picture_problems(pictures, answer.url, http)]
    listed = (
        _is_listed(expected, urljoin(answer.url, page.feed_url or "/feed.json"), http) if expected.in_feed else None
    )
    if listed is False:
        problems.append("The feed does not list the post.")
    return LiveReport(expected.url, tuple(problems), len(pictures), listed)


def _text_problems(expected: Expected, page: PageReader) -> list[str]:
    problems = []
    if words_of([expected.title]) != words_of(page.title):
        problems.append("The page shows another title.")
    if expected_words(expected.markdown) != words_of(page.text):
        problems.append("The page does not show the newest text.")
    return problems


def _picture_problems(pictures: list[str], page_url: str, http: HttpClient) -> list[str]:
    """Only the blog's own pictures: those of other hosts are theirs to answer for."""
    problems = []
    for url in pictures:
        if origin_of(url) == origin_of(page_url):
            answer = _get(url, http)
            if answer is None or answer.status != 200 or not answer.media_type.startswith("image/"):
                problems.append(f"The picture {url.rpartition('/')[2]} does not show.")
    return problems


def _get(url: str, http: HttpClient) -> HttpAnswer | None:
    try:
        return http.send(HttpRequest("GET", url, _FRESH))
    except Unreachable:
        raise
    except OutsideFailure:
        return None


def _is_listed(expected: Expected, feed_url: str, http: HttpClient) -> bool | None:
    """Whether the JSON Feed lists the post; None when it is older than all that the feed has room for."""
    answer = _get(feed_url, http)
    if answer is None or answer.status != 200:
        return False
    try:
        items = json.loads(answer.body)["items"]
        if any(item.get("url") == expected.url for item in items):
            return True
        oldest = min((str(item.get("date_published", "")) for item in items), default="")
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return None if items and expected.published_at < oldest else False
