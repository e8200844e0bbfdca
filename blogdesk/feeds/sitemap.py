"""Sitemaps and their index: https://www.sitemaps.org/protocol.html."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from blogdesk.core.clock import rfc3339
from blogdesk.feeds.xml import SITEMAP, add, element, to_bytes

MIME = "application/xml; charset=utf-8"
# The protocol allows 50,000; smaller parts are fetched and built more quickly.
PART_SIZE = 10_000


@dataclass(frozen=True)
class Location:
    """A page for search engines: its absolute URL and when it last changed."""

    url: str
    changed_at: datetime | None = None


def sitemap(locations: Sequence[Location]) -> bytes:
    """One part of at most 50,000 pages."""
    return _document("urlset", "url", locations)


def sitemap_index(parts: Sequence[Location]) -> bytes:
    """The list of parts of a large site."""
    return _document("sitemapindex", "sitemap", parts)


def _document(root_name: str, name: str, locations: Sequence[Location]) -> bytes:
    root = element(root_name, xmlns=SITEMAP)
    for location in locations:
        node = add(root, name)
        add(node, "loc", location.url)
        if location.changed_at is not None:
            add(node, "lastmod", rfc3339(location.changed_at.replace(microsecond=0)))
    return to_bytes(root)
