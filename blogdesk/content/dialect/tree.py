"""Blocks to Python-Markdown's tree: elements, and the leaves whose text is still to be read."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from blogdesk.content.dialect import blocks
from blogdesk.content.dialect.attributes import take_from_heading, take_from_paragraph
from blogdesk.content.dialect.document import BARE, RAW, Document, Found, Leaf, Note
from blogdesk.content.dialect.parser import Parser
from blogdesk.content.highlight import highlight_code, language_of

_TASK = re.compile(r"\[([ xX])\][ \t\n]+(?=\S)")
_CONTENTS_MARK = "[TOC]"


def build(parser: Parser) -> Document:
    """The document of a parser that has read its text."""
    document = Document(
        Element("div"),
        references=parser.references,
        abbreviations=parser.abbreviations,
        open_end=parser.open_end,
        kinds=tuple(type(block) for block in parser.root.children),
    )
    _Builder(document).add_all(document.root, parser.root.children)
    return document


class _Builder:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._leaves = document.leaves
        self._adders: dict[type[blocks.Block], Callable[..., None]] = {
            blocks.Prose: self._add_prose,
            blocks.Heading: self._add_heading,
            blocks.Rule: self._add_rule,
            blocks.Abbreviation: self._add_nothing,
            blocks.Fence: self._add_fence,
            blocks.IndentedCode: self._add_indented_code,
            blocks.HtmlBlock: self._add_html,
            blocks.Table: self._add_table,
            blocks.Quote: self._add_quote,
            blocks.List: self._add_list,
            blocks.Admonition: self._add_admonition,
            blocks.Footnote: self._add_footnote,
            blocks.Definitions: self._add_definitions,
        }

    def add_all(self, parent: Element, children: list[blocks.Block]) -> None:
        """Add the blocks to an element, in order."""
        for child in children:
            self._adders[type(child)](parent, child)

    def _leaf(self, element: Element, text: str, line: int) -> None:
        self._leaves.append(Leaf(element, text, line))

    def _add_prose(self, parent: Element, block: blocks.Prose) -> None:
        if not block.text:
            return
        if block.text == _CONTENTS_MARK and not self._document.contents:
            self._document.contents.append(SubElement(parent, "div", {"class": "toc"}))
            return
        element = SubElement(parent, "p")
        text = take_from_paragraph(element, block.text)
        if text:
            self._leaf(element, text, block.last - block.text.count("\n"))
        else:
            parent.remove(element)

    def _add_heading(self, parent: Element, block: blocks.Heading) -> None:
        element = SubElement(parent, f"h{block.level}")
        self._leaf(element, take_from_heading(element, block.text), block.first)
        self._document.headings.append(Found(element, block.first))

    def _add_rule(self, parent: Element, _: blocks.Rule) -> None:
        SubElement(parent, "hr")

    def _add_nothing(self, parent: Element, block: blocks.Block) -> None:
        """An abbreviation shows where it is used."""

    def _add_fence(self, parent: Element, block: blocks.Fence) -> None:
        self._add_code(parent, block.lines, language_of(block.info))

    def _add_indented_code(self, parent: Element, block: blocks.IndentedCode) -> None:
        while block.lines and not block.lines[-1].strip(" \t"):
            block.lines.pop()
        self._add_code(parent, block.lines, "")

    def _add_code(self, parent: Element, lines: list[str], language: str) -> None:
        code = "".join(f"{line}\n" for line in lines)
        SubElement(parent, RAW).text = highlight_code(code, language) + "\n"

    def _add_html(self, parent: Element, block: blocks.HtmlBlock) -> None:
        element = SubElement(parent, RAW)
        element.text = "\n".join(block.lines).rstrip("\n") + "\n"
        self._document.raw.append(Found(element, block.first))

    def _add_table(self, parent: Element, block: blocks.Table) -> None:
        table = SubElement(parent, "table")
        head, *rows = block.rows
        self._add_row(SubElement(table, "thead"), "th", block.aligns, head)
        body = SubElement(table, "tbody") if rows else table
        for row in rows:
            self._add_row(body, "td", block.aligns, row)

    def _add_row(self, parent: Element, tag: str, aligns: list[str], row: tuple[int, list[str]]) -> None:
        line, cells = row
        element = SubElement(parent, "tr")
        for align, text in zip(aligns, cells, strict=False):
            cell = SubElement(element, tag, {"class": f"align-{align}"} if align else {})
            self._leaf(cell, text, line)

    def _add_quote(self, parent: Element, block: blocks.Quote) -> None:
        self.add_all(SubElement(parent, "blockquote"), block.children)

    def _add_list(self, parent: Element, block: blocks.List) -> None:
        element = SubElement(parent, "ul" if block.start is None else "ol")
        if block.start not in {None, 1}:
            element.set("start", str(block.start))
        loose = block.is_loose()
        for item in block.children:
            self._add_item(element, item, loose=loose)

    def _add_item(self, parent: Element, item: blocks.Block, *, loose: bool) -> None:
        element = SubElement(parent, "li")
        count = len(self._leaves)
        self.add_all(element, item.children)
        first = item.children[0] if item.children else None
        if isinstance(first, blocks.Prose) and len(self._leaves) > count:
            self._make_task(element, self._leaves[count])
        if not loose:
            for child in element:
                if child.tag == "p" and not child.attrib:
                    child.tag = BARE

    def _make_task(self, item: Element, leaf: Leaf) -> None:
        """`[ ]` and `[x]` at the head of an item become a box with the text as its label (GFM section 5.3)."""
        found = _TASK.match(leaf.text)
        if not found:
            return
        item.set("class", "task-list-item")
        label = SubElement(leaf.element, "label")
        box = SubElement(label, "input", {"type": "checkbox", "disabled": ""})
        if found[1] != " ":
            box.set("checked", "")
        box.tail = " "
        leaf.element, leaf.text = label, leaf.text[found.end() :]

    def _add_admonition(self, parent: Element, block: blocks.Admonition) -> None:
        element = SubElement(parent, "div", {"class": f"admonition {block.kinds}"})
        title = block.kinds.split()[0].capitalize() if block.title is None else block.title
        if title:
            self._leaf(SubElement(element, "p", {"class": "admonition-title"}), title, block.first)
        self.add_all(element, block.children)

    def _add_footnote(self, _: Element, block: blocks.Footnote) -> None:
        note = Note(Element("li"), [])
        outside, self._leaves = self._leaves, note.leaves
        self.add_all(note.element, block.children)
        self._leaves = outside
        self._document.notes.setdefault(block.label, note)

    def _add_definitions(self, parent: Element, block: blocks.Definitions) -> None:
        element = SubElement(parent, "dl")
        for child in block.children:
            if isinstance(child, blocks.Term):
                self._leaf(SubElement(element, "dt"), child.text, child.first)
            else:
                self._add_description(element, child)

    def _add_description(self, parent: Element, block: blocks.Block) -> None:
        element = SubElement(parent, "dd")
        self.add_all(element, block.children)
        if len(block.children) == 1 and len(element) and element[0].tag == "p":
            element[0].tag = BARE
