"""The difference of two texts in words a person can read. PURE, and bounded in time.

Paragraphs are compared first, words only inside those that changed: difflib over the words of a whole document
takes half a minute on 10,000 of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

# Words of one changed place beyond which it is shown as a whole, old and new.
MOST_WORDS = 3_000
# Paragraphs beyond which difflib may take its shortcut for frequent lines.
MOST_PARAGRAPHS = 2_000
# How much of what stayed is shown around a change, in characters.
AROUND = 90
_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+\Z")
_WORD = re.compile(r"\s+|[^\W_]+(?:['’][^\W_]+)*|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """Some text that is the same, added, removed, or (`gap`, empty) left out because nothing in it changed."""

    kind: str
    text: str


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces that lead from the old text to the new one; empty when they are equal."""
    if old == new:
        return ()
    pieces = list(_joined(_by_paragraph(old, new)))
    return tuple(_shortened(pieces))


def _by_paragraph(old: str, new: str) -> Iterator[Piece]:
    left, right = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    quick = max(len(left), len(right)) > MOST_PARAGRAPHS
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=quick).get_opcodes():
        before, after = "".join(left[a:b]), "".join(right[c:d])
        if kind == "equal":
            yield Piece("same", before)
        else:
            yield from _by_word(before, after)


def _by_word(old: str, new: str) -> Iterator[Piece]:
    left, right = _WORD.findall(old), _WORD.findall(new)
    if max(len(left), len(right)) > MOST_WORDS:
        yield from (Piece("removed", old), Piece("added", new))
        return
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("same", "".join(left[a:b]))
        else:
            yield from (Piece("removed", "".join(left[a:b])), Piece("added", "".join(right[c:d])))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one; a space between two changes belongs to both."""
    removed = added = same = ""
    for piece in pieces:
        if piece.kind == "same":
            same += piece.text
            continue
        if same and not (same.isspace() and "\n" not in same and (removed or added)):
            yield from _flush(removed, added)
            yield Piece("same", same)
            removed = added = ""
        elif same:
            removed, added = removed + same, added + same
        same = ""
        if piece.kind == "removed":
            removed += piece.text
        else:
            added += piece.text
    yield from _flush(removed, added)
    if same:
        yield Piece("same", same)


def _flush(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)


def _shortened(pieces: list[Piece]) -> Iterator[Piece]:
    for index, piece in enumerate(pieces):
        if piece.kind != "same" or len(piece.text) <= 3 * AROUND:
            yield piece
            continue
        if index > 0:
            yield Piece("same", piece.text[:AROUND].rsplit(" ", 1)[0])
        yield Piece("gap", "")
        if index < len(pieces) - 1:
            yield Piece("same", piece.text[-AROUND:].partition(" ")[2])
