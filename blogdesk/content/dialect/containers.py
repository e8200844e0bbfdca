"""Where containers begin: quotes, lists, notes, footnotes, definitions (CommonMark 0.31.2 section 5)."""

import re

from blogdesk.content.dialect import blocks
from blogdesk.content.dialect.lines import Line
from blogdesk.content.dialect.parser import Parser

_MARKER = re.compile(r"(?:([*+-])|(\d{1,9})([.)]))(?=[ \t]|$)", re.ASCII)
# Content indented further than this below its marker is indented code (section 5.2).
_MAX_MARKER_GAP = 4
# https://python-markdown.github.io/extensions/admonition/
_ADMONITION = re.compile(r"!!![ \t]*([\w-]+(?:[ \t]+[\w-]+)*)(?:[ \t]+\"([^\"]*)\")?[ \t]*$")
# https://python-markdown.github.io/extensions/footnotes/
_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]{1,200})\]:")
# https://python-markdown.github.io/extensions/definition_lists/
_DESCRIPTION = re.compile(r":[ \t]+(?=\S)")


def start_quote(parser: Parser, line: Line) -> bool:
    """`>`."""
    if not parser.may_nest():
        return False
    parser.open(blocks.Quote(line))
    line.enter(1)
    if line.indent:
        line.skip(1)
    return True


def start_item(parser: Parser, line: Line) -> bool:
    """A bullet, or a number with a dot or parenthesis."""
    found = _MARKER.match(line.text, line.start)
    if not found or not parser.may_nest():
        return False
    rest = line.text[found.end() :].strip(" \t")
    if parser.open_paragraph() and (not rest or (found[2] not in {None, "1"} and int(found[2]) != 1)):
        return False
    marker, number = found[1] or found[3], int(found[2]) if found[2] else None
    before = line.indent + len(found[0])
    opened = parser.container()
    if not isinstance(opened, blocks.List) or opened.marker != marker:
        parser.open(blocks.List(line, marker, number))
    item = blocks.Item(line)
    parser.open(item)
    line.enter(len(found[0]))
    gap = line.indent if 1 <= line.indent <= _MAX_MARKER_GAP and not line.blank else 1
    line.skip(gap)
    item.offset = before + gap
    return True


def start_admonition(parser: Parser, line: Line) -> bool:
    """`!!! note "Title"`."""
    found = _ADMONITION.match(line.text, line.start)
    if not found or not parser.may_nest():
        return False
    parser.open(blocks.Admonition(line, found[1], found[2]))
    line.consume()
    return True


def start_footnote(parser: Parser, line: Line) -> bool:
    """`[^label]: …`."""
    found = _FOOTNOTE.match(line.text, line.start)
    if not found or not parser.may_nest():
        return False
    parser.open(blocks.Footnote(line, found[1]))
    line.enter(len(found[0]))
    line.skip(line.indent)
    return True


def start_description(parser: Parser, line: Line) -> bool:
    """`: …` after a paragraph, whose lines become the terms, or after another description."""
    found = _DESCRIPTION.match(line.text, line.start)
    if not found or not parser.may_nest() or not _has_terms(parser, line):
        return False
    parser.open(blocks.Description(line))
    line.enter(1)
    line.skip(line.indent)
    return True


def _has_terms(parser: Parser, line: Line) -> bool:
    """Whether descriptions may stand here; makes a definition list of the paragraph before them."""
    if parser.open_paragraph():
        parser.close_tip()
    container = parser.container()
    if isinstance(container, blocks.Definitions):
        return True
    before = container.children[-1] if container.children else None
    if not isinstance(before, blocks.Prose) or not before.text:
        return False
    container.children.pop()
    earlier = container.children[-1] if container.children else None
    if isinstance(earlier, blocks.Definitions):
        parser.reopen(earlier)
    else:
        earlier = blocks.Definitions(line)
        earlier.first = before.first
        parser.open(earlier)
    terms = (blocks.Term(Line("", before.first + at), text) for at, text in enumerate(before.text.split("\n")))
    earlier.children.extend(terms)
    return True
