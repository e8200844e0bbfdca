"""Markdown to safe HTML."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from blogdesk.content.dialect.extension import DialectExtension, DialectParser, HeadingStage
from blogdesk.content.dialect.headings import Heading
from blogdesk.content.dialect.lines import plain_lines
from blogdesk.content.links import Resolver
from blogdesk.content.resolving import NO_RESOLVER, resolve
from blogdesk.content.sanitize import clean_html


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
    """The Markdown as HTML. Each call has its own state: threads may render at once."""
    md = Markdown(extensions=[DialectExtension()])
    headings = md.treeprocessors["headings"]
    md.treeprocessors.register(_TargetStage(md, resolver or NO_RESOLVER), "targets", 10)
    html = clean_html(md.convert(plain_lines(markdown))).strip()
    return Rendered(html, outline_of(headings.outline if isinstance(headings, HeadingStage) else []))


def render_html(markdown: str) -> str:
    """Only the HTML, with targets as written."""
    return render(markdown).html


def outline_of(headings: list[Heading]) -> tuple[OutlineEntry, ...]:
    """The outline that the rest of the program knows."""
    return tuple(OutlineEntry(found.level, found.text, found.anchor, found.line) for found in headings)


class _TargetStage(Treeprocessor):
    """Resolves links and pictures."""

    def __init__(self, md: Markdown, resolver: Resolver) -> None:
        super().__init__(md)
        self._resolver = resolver

    def run(self, root: Element) -> None:  # noqa: ARG002
        """Ask the resolver for every target."""
        if isinstance(self.md.parser, DialectParser):
            resolve(self.md.parser.document, self._resolver)
