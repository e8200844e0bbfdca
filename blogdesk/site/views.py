"""What a template is given: plain values, every query already made."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from urllib.parse import quote

from blogdesk.content.xml_text import strip_illegal
from blogdesk.core.clock import rfc3339


@dataclass(frozen=True)
class Link:
    """A place and its name. `url` is a path on this site."""

    url: str
    title: str


@dataclass(frozen=True)
class DatedLink(Link):
    """A place with a moment, in the site's time zone."""

    published: datetime

    @property
    def published_at(self) -> str:
        """The moment in whole seconds, as HTML reads it."""
        return rfc3339(self.published.replace(microsecond=0))


@dataclass(frozen=True)
class Picture:
    """A picture as a page shows it; `card_url` is its 1200×630 form for previews elsewhere."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    caption: str
    card_url: str


@dataclass(frozen=True)
class PostLine:
    """A post in a list. `published` and `updated` are in the site's time zone."""

    url: str
    title: str
    summary: str
    lede: str
    published: datetime
    updated: datetime
    minutes: int
    author: Link | None
    category: Link | None
    tags: tuple[Link, ...]
    cover: Picture | None = None

    @property
    def published_at(self) -> str:
        """The moment of publication in whole seconds, as HTML and schema.org read it."""
        return rfc3339(self.published.replace(microsecond=0))

    @property
    def updated_at(self) -> str:
        """The moment of the last change in whole seconds, as HTML and schema.org read it."""
        return rfc3339(self.updated.replace(microsecond=0))


@dataclass(frozen=True)
class Numbered:
    """One numbered page of a list that lives at `path`."""

    path: str
    page: int
    total: int
    per_page: int

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one page."""
        return max(1, ceil(self.total / self.per_page))

    @property
    def newer(self) -> str:
        """The address of the page before this one, or empty."""
        return self.url(self.page - 1) if self.page > 1 else ""

    @property
    def older(self) -> str:
        """The address of the page after this one, or empty."""
        return self.url(self.page + 1) if self.page < self.last else ""

    def url(self, page: int) -> str:
        """The address of a page of this list."""
        return self.path if page == 1 else f"{self.path}?page={page}"


def quote_path(path: str) -> str:
    """A path with percent signs for what an address cannot hold (RFC 3986 section 3.3)."""
    return quote(strip_illegal(path), safe="/:@!$&'()*+,;=-._~")


def initials(name: str) -> str:
    """Two letters for a name: first and last word, or the first alone."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()
