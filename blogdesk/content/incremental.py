"""Rendering while somebody types: only the parts of a text that changed are read again.

The text is split where a new top-level block must begin, whatever stands before it. What a part depends on
beyond its own text (link definitions, ids taken by others, the resolver's answers) is recorded with it and
compared before it is used again. Joined, the parts are the same HTML as `markdown.render` gives; where parts
could depend on each other in other ways (footnotes, abbreviations, a table of contents, open HTML, an open
fence), the text is rendered whole.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from threading import Lock

from blogdesk.content.dialect.headings import Anchors
from blogdesk.content.dialect.lines import plain_lines
from blogdesk.content.dialect.references import Reference
from blogdesk.content.links import Resolver
from blogdesk.content.markdown import OutlineEntry, render
from blogdesk.content.part import Part, hash_of
from blogdesk.content.resolving import NO_RESOLVER
from blogdesk.content.segments import split_text


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the text: its HTML, a hash of it, and its lines, from 0, the last included."""

    hash: str
    html: str
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True)
class Segmented:
    """A rendered text in parts. `whole` says that it could not be split."""

    segments: tuple[Segment, ...]
    outline: tuple[OutlineEntry, ...]
    whole: bool


class IncrementalRenderer:
    """Renders the states of one text, each quickly after the one before. Threads take turns."""

    def __init__(self) -> None:
        self._parts: dict[tuple[str, int], Part] = {}
        self._lock = Lock()

    def render(self, markdown: str, resolver: Resolver | None = None) -> Segmented:
        """The text in parts whose HTML, joined, is that of `markdown.render`."""
        text = plain_lines(markdown)
        with self._lock:
            self._parts = self._parts_of(text)
            parts = list(self._parts.values())
            if _stand_alone(parts):
                _finish(parts, resolver or NO_RESOLVER)
                if not any(part.leaks for part in parts):
                    return _assembled(parts)
        return _whole(text, resolver)

    def _parts_of(self, text: str) -> dict[tuple[str, int], Part]:
        """The parts in order; those of the last state are taken over. The same text twice is two parts."""
        parts: dict[tuple[str, int], Part] = {}
        seen: Counter[str] = Counter()
        for piece in split_text(text):
            key = (piece, seen[piece])
            seen[piece] += 1
            parts[key] = self._parts.get(key) or Part(piece)
        return parts


def _stand_alone(parts: list[Part]) -> bool:
    """Whether no part reaches into another: no open fence, no list of terms cut in two, nothing for the whole text."""
    return all(part.stands_alone for part in parts) and not any(
        before.open_end or (before.ends_with_terms and after.begins_with_terms) for before, after in pairwise(parts)
    )


def _finish(parts: list[Part], resolver: Resolver) -> None:
    """Render what is new, and what depends on something that changed."""
    references: dict[str, Reference] = {}
    for part in parts:
        for label, reference in part.references.items():
            references.setdefault(label, reference)
    for part in parts:
        part.fill(references, resolver)
    anchors = Anchors(taken for part in parts for taken in part.explicit_ids)
    for part in parts:
        ids = tuple(explicit or anchors.give(text) for text, explicit in part.headings)
        if ids != part.ids:
            part.refill(references, resolver)
        part.finish(ids)


def _assembled(parts: list[Part]) -> Segmented:
    segments: list[Segment] = []
    outline: list[OutlineEntry] = []
    line = 0
    for part in parts:
        segments.append(Segment(part.hash, part.html, line, line + part.last_line))
        outline += part.outline(line)
        line += part.line_count
    return Segmented(_trimmed(segments), tuple(outline), whole=False)


def _trimmed(segments: list[Segment]) -> tuple[Segment, ...]:
    """The segments without white space at the very start and end, as the whole rendering has none."""
    while segments and not segments[0].html.strip():
        del segments[0]
    while segments and not segments[-1].html.strip():
        del segments[-1]
    if segments:
        segments[0] = _with_html(segments[0], segments[0].html.lstrip())
        segments[-1] = _with_html(segments[-1], segments[-1].html.rstrip())
    return tuple(segments)


def _with_html(segment: Segment, html: str) -> Segment:
    return segment if html == segment.html else Segment(hash_of(html), html, segment.first_line, segment.last_line)


def _whole(text: str, resolver: Resolver | None) -> Segmented:
    rendered = render(text, resolver)
    segment = Segment(hash_of(rendered.html), rendered.html, 0, text.rstrip("\n").count("\n"))
    return Segmented((segment,), rendered.outline, whole=True)
