"""Markdown to safe HTML."""

from dataclasses import dataclass

import markdown as python_markdown

from blogdesk.content.links import Resolver
from blogdesk.content.sanitize import clean_html
from blogdesk.content.xml_text import strip_illegal

_EXTENSIONS = ["extra", "sane_lists", "toc", "admonition"]


@dataclass(frozen=True)
class OutlineEntry:
    """A heading: its level 1 to 6, plain text, id in the HTML, and line in the Markdown, from 0."""

    level: int
    text: str
    anchor: str
    line: int


@dataclass(frozen=True)
class Rendered:
    """A text as HTML: sanitised, without inline style, without characters that XML forbids."""

    html: str
    outline: tuple[OutlineEntry, ...]


def render(markdown: str, resolver: Resolver | None = None) -> Rendered:
    """The Markdown as HTML."""
    del resolver
    html = python_markdown.markdown(strip_illegal(markdown), extensions=_EXTENSIONS)
    return Rendered(clean_html(html), ())


def render_html(markdown: str) -> str:
    """Only the HTML, with targets as written."""
    return render(markdown).html
