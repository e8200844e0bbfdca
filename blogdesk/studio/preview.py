"""The preview beside the text: the page's own renderer, and only the blocks the window does not have yet."""

import hashlib
import re
import threading
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from blogdesk.content.links import ResolvedImage, Resolver
from blogdesk.content.markdown import OutlineEntry, render
from blogdesk.content.reading_time import count_words, reading_minutes

# Posts whose previews are remembered, and answers of each: a window asks relative to one of its last few.
KEPT_POSTS = 8
KEPT_ANSWERS = 6
_OWN_TARGET = re.compile(r"(?:media|post):[0-9a-fA-F-]{36}")


def own_targets(markdown: str) -> frozenset[str]:
    """The `media:` and `post:` targets a text may hold. Quick, and errs on the side of one too many."""
    return frozenset(_OWN_TARGET.findall(markdown))


@dataclass(frozen=True)
class PlainResolver:
    """Answers from what was looked up before: no query while rendering."""

    pictures: Mapping[str, ResolvedImage] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)

    def image(self, target: str) -> ResolvedImage | None:
        """The picture behind the target."""
        return self.pictures.get(target)

    def link(self, target: str) -> str | None:
        """The address behind the target."""
        return self.links.get(target)


@dataclass(frozen=True)
class Block:
    """A top-level part of the page: its HTML, and the lines of the text it came from."""

    hash: str
    html: str
    first_line: int
    last_line: int


class PreviewSession:
    """The preview of one post: its renderer, and what the windows were told."""

    def __init__(self) -> None:
        self._told: OrderedDict[int, frozenset[str]] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, text: str, resolver: Resolver, *, rev: int, known: int | None) -> dict[str, Any]:
        """The blocks of `text` in order, with the HTML of those that the answer `known` did not bring."""
        with self._lock:
            blocks, outline = self._render(text, resolver)
            has = self._told.get(known, frozenset()) if known is not None else frozenset()
            self._told[rev] = frozenset(block.hash for block in blocks)
            while len(self._told) > KEPT_ANSWERS:
                self._told.popitem(last=False)
        words = count_words(text)
        return {
            "rev": rev,
            "order": [block.hash for block in blocks],
            "html": {block.hash: block.html for block in blocks if block.hash not in has},
            "lines": {block.hash: [block.first_line, block.last_line] for block in blocks},
            "outline": [_heading(entry) for entry in outline],
            "words": words,
            "minutes": reading_minutes(words),
        }

    def _render(self, text: str, resolver: Resolver) -> tuple[list[Block], tuple[OutlineEntry, ...]]:
        whole = render(text, resolver)
        digest = hashlib.blake2b(whole.html.encode(), digest_size=8).hexdigest()
        return [Block(digest, whole.html, 0, text.count("\n"))], whole.outline


def _heading(entry: OutlineEntry) -> dict[str, Any]:
    return {"level": entry.level, "text": entry.text, "line": entry.line, "id": entry.anchor}


class PreviewSessions:
    """The sessions of the posts that are open. Safe to use from many threads."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[uuid.UUID, PreviewSession] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, post_id: uuid.UUID) -> PreviewSession:
        """The session of a post; the one unused longest makes room."""
        with self._lock:
            session = self._sessions.setdefault(post_id, PreviewSession())
            self._sessions.move_to_end(post_id)
            while len(self._sessions) > KEPT_POSTS:
                self._sessions.popitem(last=False)
            return session
