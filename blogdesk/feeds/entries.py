"""What a feed says: a channel and its entries, as plain values. Where they come from is the surface's business."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin


@dataclass(frozen=True)
class Entry:
    """One post in a feed. `id` never changes, `url` is absolute, `html` is sanitised and whole."""

    id: str
    url: str
    title: str
    html: str
    summary: str
    published_at: datetime
    updated_at: datetime
    author: str = ""
    tags: tuple[str, ...] = ()
    image_url: str = ""


@dataclass(frozen=True)
class Channel:
    """A feed: the whole blog, or one tag, category or author. `entries` are newest first; all URLs are absolute."""

    id: str
    title: str
    description: str
    home_url: str
    feed_url: str
    language: str
    updated_at: datetime
    author: str = ""
    entries: tuple[Entry, ...] = field(default=())


# A tag as nh3 writes it: attribute values always in double quotes, so that the text between tags is never touched.
_TAG = re.compile(r'<[a-zA-Z](?:[^>"]|"[^"]*")*>')
_ADDRESS = re.compile(r'(\s(?:href|src|poster|cite))="([^"]*)"')
_SRCSET = re.compile(r'(\ssrcset)="([^"]*)"')


def absolute_html(html: str, url: str) -> str:
    """The HTML with every address made absolute against `url`, the page it stands on."""

    def absolute_set(match: re.Match[str]) -> str:
        candidates = (part.strip().split(None, 1) for part in match[2].split(",") if part.strip())
        joined = ", ".join(" ".join([join_url(url, target), *rest]) for target, *rest in candidates)
        return f'{match[1]}="{joined}"'

    def absolute_tag(match: re.Match[str]) -> str:
        tag = _ADDRESS.sub(lambda m: f'{m[1]}="{join_url(url, m[2])}"', match[0])
        return _SRCSET.sub(absolute_set, tag)

    return _TAG.sub(absolute_tag, html)


def join_url(base: str, target: str) -> str:
    """`target` against `base`; a target that is no address at all stays as written."""
    try:
        return urljoin(base, target)
    except ValueError:
        return target
