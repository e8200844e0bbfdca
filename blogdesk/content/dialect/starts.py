"""Where leaf blocks begin: headings, rules, code, HTML (CommonMark 0.31.2 section 4)."""

import re

from blogdesk.content.dialect import blocks
from blogdesk.content.dialect.characters import unescape
from blogdesk.content.dialect.html_syntax import block_end
from blogdesk.content.dialect.lines import Line
from blogdesk.content.dialect.parser import Parser

_ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_ATX_END = re.compile(r"(?:^|[ \t])#+$")
_SETEXT = re.compile(r"(?:=+|-+)[ \t]*$")
_RULE = re.compile(r"(?:(?:\*[ \t]*+){3,}|(?:_[ \t]*+){3,}|(?:-[ \t]*+){3,})$")
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
# Python-Markdown's abbreviations: https://python-markdown.github.io/extensions/abbreviations/
_ABBREVIATION = re.compile(r"\*\[([^\[\]\\]{1,200})\][ ]?:[ \t]*(.*)$")


def start_atx_heading(parser: Parser, line: Line) -> bool:
    """`# Heading`."""
    found = _ATX.match(line.text, line.start)
    if not found:
        return False
    text = line.text[found.end() :].strip(" \t")
    text = _ATX_END.sub("", text).rstrip(" \t") if text.endswith("#") else text
    parser.open_closed(blocks.Heading(line, len(found[1]), text), line)
    return True


def start_setext_heading(parser: Parser, line: Line) -> bool:
    """A line of `=` or `-` under a paragraph."""
    if not parser.open_paragraph() or not _SETEXT.match(line.text, line.start):
        return False
    text = parser.take_heading_text()
    if not text:
        return False
    heading = blocks.Heading(line, 1 if line.text[line.start] == "=" else 2, text)
    heading.first = line.number - 1 - text.count("\n")
    parser.open_closed(heading, line)
    return True


def start_rule(parser: Parser, line: Line) -> bool:
    """Three or more `*`, `-` or `_`."""
    if not _RULE.match(line.text, line.start):
        return False
    parser.open_closed(blocks.Rule(line), line)
    return True


def start_fence(parser: Parser, line: Line) -> bool:
    """Three or more backticks or tildes."""
    found = _FENCE.match(line.text, line.start)
    if not found:
        return False
    parser.open(blocks.Fence(line, found[1] or found[3], unescape((found[2] or found[4] or "").strip())))
    return True


def start_html(parser: Parser, line: Line) -> bool:
    """A tag, comment or instruction that makes a block."""
    end = block_end(line.text, line.start, in_paragraph=parser.in_paragraph())
    if end is None:
        return False
    parser.open(blocks.HtmlBlock(line, end))
    return True


def start_abbreviation(parser: Parser, line: Line) -> bool:
    """`*[HTML]: Hypertext Markup Language`, not inside a paragraph."""
    found = None if parser.in_paragraph() else _ABBREVIATION.match(line.text, line.start)
    if not found:
        return False
    parser.abbreviations[found[1].strip()] = found[2].strip()
    parser.open_closed(blocks.Abbreviation(line), line)
    return True
