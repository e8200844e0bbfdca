"""Every picture and link a text names, found without rendering it: for imports, send sheets and back-links.

Reads as CommonMark 0.31 does (sections 4.7, 6.3, 6.4, 6.6) where it matters for a destination, and errs on the
side of finding one too many: a target that no page shows costs a row, one that is missed costs a picture.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
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
_INLINE = re.compile(r"\]\(\s{0,20}" + _DESTINATION)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<label>[^\[\]]{1,500})\]:\s{0,20}" + _DESTINATION)
_HTML = re.compile(
    r"<(?P<tag>img|source|video|audio|a)\b[^<>]{0,2000}?\s(?:src|href|poster)\s{0,9}=\s{0,9}"
    r"(?:\"(?P<double>[^\"<>\n]{1,2000})\"|'(?P<single>[^'<>\n]{1,2000})'|(?P<plain>[^\s\"'<>`=]{1,2000}))",
    re.IGNORECASE,
)
_AUTOLINK = re.compile(r"<(?P<url>https?://[^\s<>]{1,2000})>")
_CODE = re.compile(r"(?<!`)(`{1,9})(?!`)(?:[^`\n]|(?!\1(?!`))`){0,2000}?(?<!`)\1(?!`)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# How far back the `!` of a picture is looked for: the length of its alt text.
_ALT_REACH = 3_000


def find_targets(markdown: str) -> tuple[Target, ...]:
    """Every image and link destination: inline, reference definition, raw HTML, autolink; code is left out.

    A reference definition counts as an image when its text is used as one, else as a link.
    """
    lines = markdown.splitlines()
    found: list[Target] = []
    definitions: list[tuple[str, str, int]] = []
    prose: list[str] = []
    for number, line in _outside_fences(lines):
        plain = _CODE.sub(lambda code: " " * len(code[0]), line) if "`" in line else line
        prose.append(plain)
        definition = _DEFINITION.match(plain)
        if definition:
            definitions.append((definition["label"], _clean(definition["angle"] or definition["bare"] or ""), number))
        elif "](" in plain or "<" in plain:
            found += _in_line(plain, number)
    found += _of_definitions(definitions, "\n".join(prose) if definitions else "")
    return tuple(sorted(found, key=lambda target: target.line))


def _outside_fences(lines: list[str]) -> Iterator[tuple[int, str]]:
    fence = ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1][0] == fence[0] and len(mark[1]) >= len(fence) and not mark["info"].strip():
            fence = ""
        elif not fence:
            yield number, line


def _in_line(line: str, number: int) -> Iterator[Target]:
    for inline in _INLINE.finditer(line):
        kind: Kind = "image" if _is_image(line, inline.start()) else "link"
        yield Target(kind, _clean(inline["angle"] or inline["bare"] or ""), number)
    for tag in _HTML.finditer(line):
        address = html.unescape(tag["double"] or tag["single"] or tag["plain"])
        yield Target("link" if tag["tag"].lower() == "a" else "image", address.strip(), number)
    for autolink in _AUTOLINK.finditer(line):
        yield Target("link", autolink["url"], number)


def _is_image(line: str, closing: int) -> bool:
    """Whether the bracket that closes here was opened by `![`."""
    depth = 0
    for at in range(closing, max(-1, closing - _ALT_REACH), -1):
        escaped = at > 0 and line[at - 1] == "\\"
        if line[at] == "]" and not escaped:
            depth += 1
        elif line[at] == "[" and not escaped:
            depth -= 1
            if depth == 0:
                return at > 0 and line[at - 1] == "!" and not (at > 1 and line[at - 2] == "\\")
    return False


def _of_definitions(definitions: list[tuple[str, str, int]], prose: str) -> Iterator[Target]:
    folded = " ".join(prose.casefold().split()) if definitions else ""
    pictures = set(re.findall(r"!\[[^\[\]]{0,500}\]\[([^\[\]]{1,500})\]|!\[([^\[\]]{1,500})\](?!\()", folded))
    names = {label for pair in pictures for label in pair if label}
    for label, target, number in definitions:
        if not label.startswith("^"):
            key = " ".join(label.casefold().split())
            yield Target("image" if key in names else "link", target, number)


def _clean(destination: str) -> str:
    """Backslash escapes and entities resolved, as a reader of the page would get it."""
    return html.unescape(_ESCAPE.sub(r"\1", destination)) if "\\" in destination or "&" in destination else destination
