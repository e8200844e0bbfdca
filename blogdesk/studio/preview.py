"""The preview beside the text: the page's own renderer, and only the blocks the window does not have yet."""

import re
import threading
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from blogdesk.content.incremental import IncrementalRenderer
from blogdesk.content.links import ResolvedImage, Resolver
from blogdesk.content.markdown import OutlineEntry
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


class PreviewSession:
    """The preview of one post: its renderer, and what the windows were told."""

    def __init__(self) -> None:
        self._renderer = IncrementalRenderer()
        self._told: OrderedDict[int, frozenset[str]] = OrderedDict()
        self._lock = threading.Lock()

    def answer(self, text: str, resolver: Resolver, *, rev: int, known: int | None) -> dict[str, Any]:
        """The blocks of `text` in order, with the HTML of those that the answer `known` did not bring."""
        with self._lock:
            page = self._renderer.render(text, resolver)
            has = self._told.get(known, frozenset()) if known is not None else frozenset()
            self._told[rev] = frozenset(block.hash for block in page.segments)
            while len(self._told) > KEPT_ANSWERS:
                self._told.popitem(last=False)
        words = count_words(text)
        return {
            "rev": rev,
            "order": [block.hash for block in page.segments],
            "html": {block.hash: block.html for block in page.segments if block.hash not in has},
            "lines": {block.hash: [block.first_line, block.last_line] for block in page.segments},
            "outline": [_heading(entry) for entry in page.outline],
            "words": words,
            "minutes": reading_minutes(words),
        }


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
