"""RSS 2.0 with whole texts: https://www.rssboard.org/rss-specification."""

from datetime import UTC, datetime
from email.utils import format_datetime

from blogdesk.feeds.entries import Channel, Entry, absolute_html
from blogdesk.feeds.xml import ATOM, CONTENT, DUBLIN_CORE, Element, add, element, to_bytes

MIME = "application/rss+xml; charset=utf-8"


def rss(channel: Channel) -> bytes:
    """The channel as RSS 2.0."""
    root = element("rss", version="2.0")
    root.set("xmlns:atom", ATOM)
    root.set("xmlns:content", CONTENT)
    root.set("xmlns:dc", DUBLIN_CORE)
    node = add(root, "channel")
    add(node, "title", channel.title)
    add(node, "link", channel.home_url)
    add(node, "description", channel.description or channel.title)
    add(node, "language", channel.language)
    add(node, "lastBuildDate", _date(channel.updated_at))
    add(node, "atom:link", href=channel.feed_url, rel="self", type="application/rss+xml")
    for entry in channel.entries:
        _add_item(node, entry)
    return to_bytes(root)


def _add_item(node: Element, entry: Entry) -> None:
    item = add(node, "item")
    add(item, "title", entry.title)
    add(item, "link", entry.url)
    add(item, "guid", entry.id, isPermaLink="false")
    add(item, "pubDate", _date(entry.published_at))
    if entry.author:
        add(item, "dc:creator", entry.author)
    for tag in entry.tags:
        add(item, "category", tag)
    add(item, "description", entry.summary)
    add(item, "content:encoded", absolute_html(entry.html, entry.url))


def _date(moment: datetime) -> str:
    """RFC 822 with a four-digit year, as the specification asks."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
