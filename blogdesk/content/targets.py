"""Every picture and link a text names, found without rendering it: for imports, send sheets and back-links.

Reads as CommonMark 0.31 does (sections 4.7, 6.3, 6.4, 6.6) where it matters for a destination, and errs on the
side of finding one too many: a target that no page shows costs a row, one that is missed costs a picture.
"""

import html
import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["image", "link"]


@dataclass(frozen=True)
class Target:
    """A destination as written, and its line from 0."""

    kind: Kind
    target: str
    line: int


_FENCE = re.compile(r"^[ >\t]*(?:[-*+] |\d{1,9}[.)] )?\s{0,3}(`{3,}|~{3,})(?P<info>.*)$")
# A destination: in angle brackets, or bare with at most one level of parentheses inside.
_DESTINATION = (
    r"(?:<(?P<angle>[^<>\n]{0,2000})>|(?P<bare>[^\s<()][^\s()]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,4}))"
)
_INLINE = re.compile(r"\(\s{0,20}" + _DESTINATION)
_LABEL = re.compile(r"\[([^\[\]]{1,500})\]")
_DEFINITION = re.compile(r"^ {0,3}\[(?P<label>[^\[\]]{1,500})\]:\s{0,20}" + _DESTINATION)
_HTML = re.compile(
    r"<(?P<tag>img|source|video|audio|a)\b[^<>]{0,2000}?\s(?:src|href|poster)\s{0,9}=\s{0,9}"
    r"(?:\"(?P<double>[^\"<>\n]{1,2000})\"|'(?P<single>[^'<>\n]{1,2000})'|(?P<plain>[^\s\"'<>`=]{1,2000}))",
    re.IGNORECASE,
)
_AUTOLINK = re.compile(r"<(?P<url>https?://[^\s<>]{1,2000})>")
_CODE = re.compile(r"(?<!`)(`{1,9})(?!`)(?:[^`\n]|(?!\1(?!`))`){0,2000}?(?<!`)\1(?!`)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_MAX_LABEL = 1_000
# What opens and closes a link or picture; an empty line ends whatever is open.
_BRACKET = re.compile(r"\\.|!?\[|\]|\n[ \t]*\n", re.DOTALL)


def find_targets(markdown: str) -> tuple[Target, ...]:
    """Every image and link destination: inline, reference definition, raw HTML, autolink; code is left out.

    A reference definition counts as an image when its text is used as one, else as a link.
    """
    prose: list[str] = []
    definitions: list[tuple[str, Target]] = []
    for number, line in enumerate(_without_code(markdown)):
        definition = _DEFINITION.match(line) if "]:" in line else None
        prose.append("" if definition else line)
        if definition and not definition["label"].startswith("^"):
            target = Target("link", _clean(definition["angle"] or definition["bare"] or ""), number)
            definitions.append((_folded(definition["label"]), target))
    text = "\n".join(prose)
    lines = [found.start() for found in re.finditer("\n", text)]
    pictures: set[str] = set()
    found = [*_bracketed(text, lines, pictures), *_tagged(text, lines)] if "[" in text or "<" in text else []
    found += [replace(target, kind="image") if label in pictures else target for label, target in definitions]
    return tuple(sorted(found, key=lambda target: target.line))


def _without_code(markdown: str) -> Iterator[str]:
    """The lines, empty where they are fenced code, with spaces in place of code between backticks."""
    fence = ""
    for line in markdown.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not mark["info"].strip():
            fence = ""
        elif not fence:
            yield _CODE.sub(lambda code: " " * len(code[0]), line) if "`" in line else line
            continue
        yield ""


def _bracketed(text: str, lines: list[int], pictures: set[str]) -> Iterator[Target]:
    """Inline links and pictures. Gathers in `pictures` the labels of pictures that a definition may name."""
    opened: list[re.Match[str]] = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] != "]":
            if bracket[0][-1] == "[" and bracket[0][0] != "\\":
                opened.append(bracket)
            elif "\n" in bracket[0]:
                opened.clear()
            continue
        begin = opened.pop() if opened else None
        if begin is None:
            continue
        kind: Kind = "image" if begin[0] == "![" else "link"
        if inline := _INLINE.match(text, bracket.end()):
            yield Target(kind, _clean(inline["angle"] or inline["bare"] or ""), bisect(lines, begin.start()))
        elif kind == "image":
            label = _LABEL.match(text, bracket.end())
            pictures.add(_folded(label[1] if label else text[begin.end() : bracket.start()][:_MAX_LABEL]))


def _tagged(text: str, lines: list[int]) -> Iterator[Target]:
    """Raw HTML and addresses in angle brackets."""
    for tag in _HTML.finditer(text):
        address = html.unescape(tag["double"] or tag["single"] or tag["plain"])
        kind: Kind = "link" if tag["tag"].lower() == "a" else "image"
        yield Target(kind, address.strip(), bisect(lines, tag.start()))
    for autolink in _AUTOLINK.finditer(text):
        yield Target("link", autolink["url"], bisect(lines, autolink.start()))


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def _clean(destination: str) -> str:
    """Backslash escapes and entities resolved, as a reader of the page would get it."""
    return html.unescape(_ESCAPE.sub(r"\1", destination)) if "\\" in destination or "&" in destination else destination
