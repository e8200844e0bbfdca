"""Ids of headings, and the table of contents."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions.toc import slugify_unicode, unique

from blogdesk.content.dialect.document import RAW, Document


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's level 1 to 6, its text, its id, and the line it begins in."""

    level: int
    text: str
    anchor: str
    line: int


class Anchors:
    """Gives each heading of one text an id of its own, by the rule of Python-Markdown's `toc`: `a`, then `a_1`."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._counters: dict[str, int] = {}

    def give(self, text: str) -> str:
        """The id for a heading with this text."""
        return unique(slugify_unicode(text, "-"), self._taken, self._counters)  # type: ignore[call-arg] # newer than its types


def explicit_ids(document: Document) -> list[str]:
    """The ids that attribute lists set, in order."""
    return [found for element in document.root.iter() if (found := element.get("id"))]


def heading_text(element: Element) -> str:
    """What a heading says, without footnote marks and tags."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if element.tag == RAW or element.get("class") == "footnote-ref":
        return
    yield element.text or ""
    yield element.get("alt") or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def set_anchors(document: Document, anchors: Anchors) -> list[Heading]:
    """Give every heading an id, and list them in order."""
    outline = []
    for found in document.headings:
        element = found.element
        text = heading_text(element)
        if not element.get("id"):
            element.set("id", anchors.give(text))
        outline.append(Heading(int(element.tag[1]), text, element.get("id", ""), found.line))
    return outline


def add_contents(document: Document, outline: list[Heading]) -> None:
    """Put the table of contents where `[TOC]` stands."""
    for holder in document.contents:
        _nest(holder, outline)


def _nest(holder: Element, outline: list[Heading]) -> None:
    """Lists within lists, one for each step down."""
    path: list[tuple[int, Element]] = []
    for heading in outline:
        while path and path[-1][0] > heading.level:
            path.pop()
        if not path or path[-1][0] < heading.level:
            parent = path[-1][1][-1] if path else holder
            path.append((heading.level, SubElement(parent, "ul")))
        link = SubElement(SubElement(path[-1][1], "li"), "a", {"href": f"#{heading.anchor}"})
        link.text = heading.text
