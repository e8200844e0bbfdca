"""The parts of links: label, destination, title; and the definitions that name them (sections 4.7 and 6.3)."""

import re
from dataclasses import dataclass

from blogdesk.content.dialect.characters import unescape

LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.DOTALL)
_GAP = re.compile(r"[ \t]*+(?:\n[ \t]*+)?")
_ANGLED = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
_BARE = re.compile(r"(?:[^\x00-\x20\x7f()\\]|\\[^\x00-\x20\x7f]|\\)++")
_TITLE = re.compile(r"\"((?:[^\"\\]|\\.)*+)\"|'((?:[^'\\]|\\.)*+)'|\(((?:[^()\\]|\\.)*+)\)", re.DOTALL)
_LINE_END = re.compile(r"[ \t]*+(?:\n|\Z)")
# Parentheses in a destination nest no deeper (section 6.3 allows a limit of 32 or more).
_MAX_PARENTHESES = 32


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a label leads: the destination with escapes replaced, and a title or None."""

    target: str
    title: str | None = None


def normal_label(label: str) -> str:
    """Labels match without regard to case and to the amount of white space."""
    return " ".join(label.split()).casefold()


def read_destination(text: str, pos: int) -> tuple[str, int] | None:
    """The destination at `pos` as written, and the index after it; None when there is none."""
    if text.startswith("<", pos):
        found = _ANGLED.match(text, pos)
        return (found[1], found.end()) if found else None
    depth, at = 0, pos
    while at < len(text):
        if found := _BARE.match(text, at):
            at = found.end()
        elif text[at] == "(" and depth < _MAX_PARENTHESES:
            depth, at = depth + 1, at + 1
        elif text[at] == ")" and depth:
            depth, at = depth - 1, at + 1
        else:
            break
    return None if depth or at == pos else (text[pos:at], at)


def read_title(text: str, pos: int) -> tuple[str, int] | None:
    """The title at `pos` as written, and the index after it."""
    found = _TITLE.match(text, pos)
    return (found[1] or found[2] or found[3] or "", found.end()) if found else None


def skip_gap(text: str, pos: int) -> int:
    """The index after spaces, tabs and at most one line end."""
    return _GAP.match(text, pos).end()  # type: ignore[union-attr] # matches always


def read_inline(text: str, pos: int) -> tuple[Reference, int] | None:
    """`(destination "title")` at `pos`, and the index after it."""
    at = skip_gap(text, pos + 1)
    target, title = "", None
    if found := read_destination(text, at):
        target, at = found
        gap = skip_gap(text, at)
        if gap > at and (quoted := read_title(text, gap)):
            title, gap = quoted[0], skip_gap(text, quoted[1])
        at = gap
    if not text.startswith(")", at):
        return None
    return Reference(unescape(target), None if title is None else unescape(title)), at + 1


def read_definition(text: str, pos: int) -> tuple[str, Reference, int] | None:
    """`[label]: destination "title"` at `pos`: the normal label, where it leads, the index after it."""
    label = LABEL.match(text, pos)
    if not label or not text.startswith(":", label.end()) or not label[1].strip():
        return None
    found = read_destination(text, skip_gap(text, label.end() + 1))
    if not found:
        return None
    target, at = found
    end = _LINE_END.match(text, at)
    gap = skip_gap(text, at)
    titled = read_title(text, gap) if gap > at else None
    title: str | None = None
    if titled and (titled_end := _LINE_END.match(text, titled[1])):
        title, end = unescape(titled[0]), titled_end
    if not end:
        return None
    return normal_label(label[1]), Reference(unescape(target), title), end.end()


def take_definitions(text: str, references: dict[str, Reference]) -> int:
    """Put the definitions at the head of a paragraph's text into `references`; the index after them.

    The first definition of a label counts.
    """
    pos = 0
    while text.startswith("[", pos) and (found := read_definition(text, pos)):
        label, reference, pos = found
        references.setdefault(label, reference)
    return pos
