"""Atom with whole texts: RFC 4287."""

from blogdesk.core.clock import rfc3339
from blogdesk.feeds.entries import Channel, Entry, absolute_html
from blogdesk.feeds.xml import ATOM, Element, add, element, to_bytes

MIME = "application/atom+xml; charset=utf-8"


def atom(channel: Channel) -> bytes:
    """The channel as Atom."""
    root = element("feed", xmlns=ATOM)
    root.set("xml:lang", channel.language)
    add(root, "id", channel.id)
    add(root, "title", channel.title)
    if channel.description:
        add(root, "subtitle", channel.description)
    add(root, "updated", rfc3339(channel.updated_at))
    # Section 4.1.1: a feed names its author, unless every entry does.
    add(add(root, "author"), "name", channel.author or channel.title)
    add(root, "link", href=channel.feed_url, rel="self", type="application/atom+xml")
    add(root, "link", href=channel.home_url, rel="alternate", type="text/html")
    for entry in channel.entries:
        _add_entry(root, entry)
    return to_bytes(root)


def _add_entry(root: Element, entry: Entry) -> None:
    node = add(root, "entry")
    add(node, "id", entry.id)
    add(node, "title", entry.title)
    add(node, "link", href=entry.url, rel="alternate", type="text/html")
    add(node, "published", rfc3339(entry.published_at))
    add(node, "updated", rfc3339(entry.updated_at))
    if entry.author:
        add(add(node, "author"), "name", entry.author)
    for tag in entry.tags:
        add(node, "category", term=tag)
    if entry.summary:
        add(node, "summary", entry.summary)
    add(node, "content", absolute_html(entry.html, entry.url), type="html")
