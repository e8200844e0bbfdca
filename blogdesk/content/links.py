"""Where links and pictures of a text lead: what a renderer asks, what it is told, and how to list them."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from blogdesk.content.dialect.document import Document, Found
from blogdesk.content.dialect.elements import fill
from blogdesk.content.dialect.extension import parse
from blogdesk.content.dialect.notes import add_notes
from blogdesk.content.xml_text import strip_illegal

MEDIA_SCHEME = "media:"
POST_SCHEME = "post:"

# Tags of raw HTML that lead somewhere, and the attributes that say where.
RAW_TAG = re.compile(r"<(img|a|source|video|audio)\b((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
RAW_TARGET = re.compile(
    r"(?<![\w-])(src|href|poster)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE
)


@dataclass(frozen=True)
class ResolvedImage:
    """A picture as a page shows it. Sizes in CSS pixels; `srcset` and `sizes` as in HTML, or empty."""

    src: str
    srcset: str = ""
    sizes: str = ""
    width: int | None = None
    height: int | None = None
    alt_default: str = ""


class Resolver(Protocol):
    """Knows the pictures and posts behind `media:{uuid}`, `post:{uuid}` and relative targets."""

    def image(self, target: str) -> ResolvedImage | None:
        """The picture behind a target as written, or None when it is not one of ours."""
        ...

    def link(self, target: str) -> str | None:
        """The address behind a target as written, or None to leave it as it is."""
        ...


@dataclass(frozen=True)
class Target:
    """A place where a text leads to: as written, escapes replaced; the line counts from 0."""

    kind: Literal["image", "link"]
    target: str
    line: int


def find_targets(markdown: str) -> tuple[Target, ...]:
    """Every destination of a link or picture in the text, in order of lines: Markdown's and raw HTML's."""
    document = parse(plain_lines(markdown))
    for leaf in document.leaves:
        fill(leaf, document)
    add_notes(document)
    return tuple(sorted(_targets(document), key=lambda target: target.line))


def plain_lines(markdown: str) -> str:
    """The text as the rules read it: lines end in LF, no character that XML forbids."""
    return strip_illegal(markdown).replace("\r\n", "\n").replace("\r", "\n")


def _targets(document: Document) -> Iterator[Target]:
    for found in document.links:
        image = found.element.tag == "img"
        yield Target("image" if image else "link", found.element.get("src" if image else "href", ""), found.line)
    for found in document.raw:
        yield from _raw_targets(found)


def _raw_targets(found: Found) -> Iterator[Target]:
    text = found.element.text or ""
    for tag in RAW_TAG.finditer(text):
        line = found.line + text.count("\n", 0, tag.start())
        for part in RAW_TARGET.finditer(tag[2]):
            picture = tag[1].lower() == "img" or part[1].lower() == "poster"
            yield Target("image" if picture else "link", html.unescape(part[2] or part[3] or part[4] or ""), line)
