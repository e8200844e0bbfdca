"""One line of the text, its indentation counted in columns (CommonMark 0.31.2 section 2.2, tabs)."""

import re

from blogdesk.content.xml_text import strip_illegal

_SPACES = re.compile(" *")
TAB_STOP = 4


def plain_lines(text: str) -> str:
    """The text as the rules read it: lines end in LF, no character that XML forbids."""
    return strip_illegal(text).replace("\r\n", "\n").replace("\r", "\n")


class Line:
    """A line being read from the left. Up to `pos`, columns and characters are the same.

    `indent` is the width in columns of the white space at `pos`, `start` the index of what follows it;
    `look` computes both anew after `pos` moved.
    """

    __slots__ = ("blank", "indent", "number", "pos", "start", "text")

    def __init__(self, text: str, number: int) -> None:
        self.text = text
        self.number = number
        self.pos = 0
        self.look()

    def look(self) -> None:
        """Find the indentation at `pos`, and whether nothing follows it."""
        text = self.text
        start = _SPACES.match(text, self.pos).end()  # type: ignore[union-attr] # matches always
        column = start
        while start < len(text) and text[start] in " \t":
            column += TAB_STOP - column % TAB_STOP if text[start] == "\t" else 1
            start += 1
        self.start = start
        self.indent = column - self.pos
        self.blank = start == len(text)

    def skip(self, columns: int) -> None:
        """Pass over so many columns of white space; a tab passed over in part becomes spaces."""
        end = self.pos + min(columns, self.indent)
        index = column = self.pos
        while column < end:
            column += TAB_STOP - column % TAB_STOP if self.text[index] == "\t" else 1
            index += 1
        if column != index:
            self.text = self.text[: self.pos] + " " * (column - self.pos) + self.text[index:]
        self.pos = end
        self.look()

    def enter(self, length: int) -> None:
        """Pass over the indentation and a marker of so many characters."""
        self.skip(self.indent)
        self.pos += length
        self.look()

    def consume(self) -> None:
        """Pass over all of it."""
        self.pos = self.start = len(self.text)
        self.indent, self.blank = 0, True

    def rest(self) -> str:
        """What is left, indentation and all."""
        return self.text[self.pos :]

    def content(self) -> str:
        """What is left after the indentation."""
        return self.text[self.start :]
