"""The door to Python-Markdown: its `Markdown` object with the rules of this package in it."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from blogdesk.content.dialect import containers, starts, tables
from blogdesk.content.dialect.document import Document
from blogdesk.content.dialect.elements import fill
from blogdesk.content.dialect.headings import Anchors, Heading, add_contents, explicit_ids, set_anchors
from blogdesk.content.dialect.lines import Line
from blogdesk.content.dialect.notes import add_notes
from blogdesk.content.dialect.parser import Parser, Start
from blogdesk.content.dialect.tree import build
from blogdesk.content.dialect.writer import write

_ITEM = (containers.start_item,)
# The rules by the first character of a line, in the order they are asked.
STARTS: dict[str, tuple[Start, ...]] = {
    ">": (containers.start_quote,),
    "#": (starts.start_atx_heading,),
    "`": (starts.start_fence,),
    "~": (starts.start_fence,),
    "<": (starts.start_html,),
    "=": (starts.start_setext_heading,),
    "-": (tables.start_table, starts.start_setext_heading, starts.start_rule, containers.start_item),
    "|": (tables.start_table,),
    ":": (tables.start_table, containers.start_description),
    "*": (starts.start_abbreviation, starts.start_rule, containers.start_item),
    "_": (starts.start_rule,),
    "+": _ITEM,
    "!": (containers.start_admonition,),
    "[": (containers.start_footnote,),
    **dict.fromkeys("0123456789", _ITEM),
}


def parse(text: str) -> Document:
    """The blocks of a text; lines end in LF."""
    parser = Parser(STARTS, tables.add_row)
    for number, line in enumerate(text.removesuffix("\n").split("\n")):
        parser.feed(Line(line, number))
    parser.close()
    return build(parser)


class DialectParser(BlockParser):
    """Python-Markdown's place for a block parser; keeps the document for the tree processors."""

    document = Document(Element("div"))

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802 the name is Python-Markdown's
        """The tree of a text, its leaves still unread."""
        self.document = parse("\n".join(lines))
        return ElementTree(self.document.root)


class _Stage(Treeprocessor):
    """One walk over the document."""

    def __init__(self, md: Markdown, parser: DialectParser) -> None:
        super().__init__(md)
        self._parser = parser


class InlineStage(_Stage):
    """Links, emphasis, code and the like, and the footnotes that they mention."""

    def run(self, root: Element) -> None:  # noqa: ARG002
        """Fill every leaf."""
        for leaf in self._parser.document.leaves:
            fill(leaf, self._parser.document)
        add_notes(self._parser.document)


class HeadingStage(_Stage):
    """Ids and the table of contents; the outline is kept for whoever asks."""

    def __init__(self, md: Markdown, parser: DialectParser) -> None:
        super().__init__(md, parser)
        self.outline: list[Heading] = []

    def run(self, root: Element) -> None:  # noqa: ARG002
        """Set the ids of all headings."""
        document = self._parser.document
        self.outline = set_anchors(document, Anchors(explicit_ids(document)))
        add_contents(document, self.outline)


class DialectExtension(Extension):
    """Puts our rules in the place of all of Python-Markdown's own."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 the name is Python-Markdown's
        """Replace parser, processors and serializer."""
        parser = DialectParser(md)
        md.parser = parser
        md.preprocessors = Registry()
        md.inlinePatterns = Registry()
        md.postprocessors = Registry()
        md.treeprocessors = Registry()
        md.treeprocessors.register(InlineStage(md, parser), "inline", 30)
        md.treeprocessors.register(HeadingStage(md, parser), "headings", 20)
        md.output_formats = {"html": _write_root, "xhtml": _write_root}  # type: ignore[misc] # ours alone


def _write_root(root: Element) -> str:
    """The whole tree inside a plain `div`, which Python-Markdown takes off again."""
    return f"<{Markdown.doc_tag}>{write(root)}</{Markdown.doc_tag}>"
