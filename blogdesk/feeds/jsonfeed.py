"""JSON Feed 1.1 with whole texts: https://www.jsonfeed.org/version/1.1/.

Written so that readers of version 1 understand it too: `author` (which 1.1 still allows), and nothing they do not know.
"""

import json
from typing import Any

from blogdesk.content.xml_text import strip_illegal
from blogdesk.core.clock import rfc3339
from blogdesk.feeds.entries import Channel, Entry, absolute_html

MIME = "application/feed+json; charset=utf-8"


def json_feed(channel: Channel) -> bytes:
    """The channel as JSON Feed 1.1."""
    document: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home_url,
        "feed_url": channel.feed_url,
        "items": [_item(entry) for entry in channel.entries],
    }
    if channel.description:
        document["description"] = channel.description
    if channel.author:
        document["author"] = {"name": channel.author}
    return strip_illegal(json.dumps(document, ensure_ascii=False, indent=1)).encode()


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": strip_illegal(entry.title),
        "content_html": strip_illegal(absolute_html(entry.html, entry.url)),
        "date_published": rfc3339(entry.published_at),
        "date_modified": rfc3339(entry.updated_at),
    }
    optional = {
        "summary": strip_illegal(entry.summary),
        "image": entry.image_url,
        "tags": list(entry.tags),
        "author": {"name": entry.author} if entry.author else {},
    }
    return item | {key: value for key, value in optional.items() if value}
