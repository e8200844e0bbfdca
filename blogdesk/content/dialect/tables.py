"""Tables of GFM (GitHub Flavored Markdown section 4.10)."""

import re

from blogdesk.content.dialect import blocks
from blogdesk.content.dialect.lines import Line
from blogdesk.content.dialect.parser import Parser

_DELIMITERS = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*$")
_CELL_END = re.compile(r"(?<!\\)\|")
# A head of many columns over many short rows must not grow without bound.
_MAX_ADDED_CELLS = 65_536


def split_row(text: str) -> list[str]:
    r"""The cells of a row; `\|` is a bar inside one."""
    text = text.strip(" \t")
    cells = [cell.strip(" \t").replace("\\|", "|") for cell in _CELL_END.split(text)]
    if len(cells) > 1 and not cells[0]:
        del cells[0]
    if len(cells) > 1 and not cells[-1] and text.endswith("|"):
        del cells[-1]
    return cells


def start_table(parser: Parser, line: Line) -> bool:
    """A row of dashes under the last line of a paragraph that has as many cells."""
    paragraph = parser.open_paragraph()
    if paragraph is None or "|" not in paragraph.lines[-1] or not _DELIMITERS.match(line.text, line.start):
        return False
    head, marks = split_row(paragraph.lines[-1]), split_row(line.content())
    if len(head) != len(marks):
        return False
    del paragraph.lines[-1]
    paragraph.last = line.number - 2
    parser.close_tip()
    table = blocks.Table(line, [_align(mark) for mark in marks], head)
    table.first -= 1
    table.rows[0] = (table.first, head)
    parser.open(table)
    return True


def _align(mark: str) -> str:
    left, right = mark.startswith(":"), mark.endswith(":")
    return "center" if left and right else "right" if right else "left" if left else ""


def add_row(table: blocks.Table, line: Line) -> bool:
    """Add a row, as wide as the head; False when the table has grown too large for another."""
    cells, width = split_row(line.content()), len(table.aligns)
    if len(cells) < width and len(table.rows) * width > _MAX_ADDED_CELLS:
        return False
    table.rows.append((line.number, (cells + [""] * (width - len(cells)))[:width]))
    table.last = line.number
    return True
