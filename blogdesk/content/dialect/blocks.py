"""What stands in a text: containers that hold blocks, leaves that hold lines, and when each ends."""

from itertools import pairwise
from typing import ClassVar

from blogdesk.content.dialect.lines import Line

CODE_INDENT = 4


class Block:
    """A block from line `first` to `last`, counted from 0; `last` is never a blank line after it."""

    __slots__ = ("children", "first", "last")
    # The kinds of block this one may hold; None: any.
    holds: ClassVar[tuple[type["Block"], ...] | None] = ()
    # Lines inside are content: no rule may begin a block there.
    verbatim: ClassVar[bool] = False

    def __init__(self, line: Line) -> None:
        self.first = self.last = line.number
        self.children: list[Block] = []

    def goes_on(self, line: Line) -> bool:
        """Whether the line belongs to this block; passes over what marks it as such."""
        raise NotImplementedError


class Root(Block):
    """The whole text."""

    __slots__ = ()
    holds = None

    def goes_on(self, line: Line) -> bool:  # noqa: ARG002
        """Every line belongs to the text."""
        return True


class Quote(Block):
    """Lines behind `>`."""

    __slots__ = ()
    holds = None

    def goes_on(self, line: Line) -> bool:
        """Each line needs its own `>`; others may continue a paragraph lazily."""
        if line.indent >= CODE_INDENT or not line.text.startswith(">", line.start):
            return False
        line.enter(1)
        if line.indent:
            line.skip(1)
        return True


class Indented(Block):
    """A container whose lines are indented by `offset` columns."""

    __slots__ = ("offset",)
    holds = None

    def __init__(self, line: Line, offset: int = CODE_INDENT) -> None:
        super().__init__(line)
        self.offset = offset

    def goes_on(self, line: Line) -> bool:
        """Blank lines and lines with the indentation."""
        if line.blank:
            return True
        if line.indent < self.offset:
            return False
        line.skip(self.offset)
        return True


class Item(Indented):
    """An item of a list; `offset` is where its content begins."""

    __slots__ = ()

    def goes_on(self, line: Line) -> bool:
        """As for any indented container, but an item begins with at most one blank line."""
        return bool(self.children or not line.blank) and super().goes_on(line)


class List(Block):
    """Items with the same marker; `start` is the first number of an ordered list, None for bullets."""

    __slots__ = ("marker", "start")
    holds = (Item,)

    def __init__(self, line: Line, marker: str, start: int | None) -> None:
        super().__init__(line)
        self.marker = marker
        self.start = start

    def goes_on(self, line: Line) -> bool:  # noqa: ARG002
        """The items decide."""
        return True

    def is_loose(self) -> bool:
        """Whether a blank line stands between items or between the blocks of one (section 5.3)."""
        return _has_gap(self.children) or any(_has_gap(item.children) for item in self.children)


def _has_gap(blocks: list[Block]) -> bool:
    return any(after.first - before.last > 1 for before, after in pairwise(blocks))


class Admonition(Indented):
    """A note set apart: `!!! kind "title"`. A title of None is named after the kind, an empty one left out."""

    __slots__ = ("kinds", "title")

    def __init__(self, line: Line, kinds: str, title: str | None) -> None:
        super().__init__(line)
        self.kinds = kinds
        self.title = title


class Footnote(Indented):
    """The text of a footnote: `[^label]: …`."""

    __slots__ = ("label",)

    def __init__(self, line: Line, label: str) -> None:
        super().__init__(line)
        self.label = label


class Description(Indented):
    """What a definition list says about its terms: `: …`."""

    __slots__ = ()


class Term(Block):
    """One term of a definition list."""

    __slots__ = ("text",)

    def __init__(self, line: Line, text: str) -> None:
        super().__init__(line)
        self.text = text


class Definitions(Block):
    """Terms and descriptions."""

    __slots__ = ()
    holds = (Description,)

    def goes_on(self, line: Line) -> bool:  # noqa: ARG002
        """The descriptions decide."""
        return True


class Paragraph(Block):
    """Lines of prose, each without its indentation."""

    __slots__ = ("lines",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self.lines = [line.content()]

    def goes_on(self, line: Line) -> bool:
        """Until a blank line."""
        return not line.blank

    def take(self, line: Line) -> None:
        """Add a line."""
        self.lines.append(line.content())
        self.last = line.number


class Prose(Block):
    """A paragraph that is complete: its text without the link definitions at its head."""

    __slots__ = ("text",)

    def __init__(self, line: Line, text: str) -> None:
        super().__init__(line)
        self.text = text


class Heading(Block):
    """A heading, its marks taken off."""

    __slots__ = ("level", "text")

    def __init__(self, line: Line, level: int, text: str) -> None:
        super().__init__(line)
        self.level = level
        self.text = text


class Rule(Block):
    """A thematic break."""

    __slots__ = ()


class Abbreviation(Block):
    """A line that tells what an abbreviation stands for; nothing of it shows."""

    __slots__ = ()


class Verbatim(Block):
    """Lines kept as they are."""

    __slots__ = ("done", "lines")
    verbatim = True

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self.lines: list[str] = []
        self.done = False

    def take(self, line: Line) -> None:
        """Add a line."""
        self.lines.append(line.rest())


class Fence(Verbatim):
    """Code between fences of backticks or tildes."""

    __slots__ = ("fence", "indent", "info")

    def __init__(self, line: Line, fence: str, info: str) -> None:
        super().__init__(line)
        self.fence = fence
        self.info = info
        self.indent = line.indent

    def goes_on(self, line: Line) -> bool:
        """Until a closing fence at least as long, or the end of the container."""
        text = line.content().rstrip(" \t") if line.indent < CODE_INDENT else ""
        self.done = len(text) >= len(self.fence) and text == self.fence[0] * len(text)
        return True

    def take(self, line: Line) -> None:
        """Add a line, less the indentation of the fence."""
        if self.indent and line.indent:
            line.skip(self.indent)
        super().take(line)


class IndentedCode(Verbatim):
    """Code indented by four columns."""

    __slots__ = ()

    def goes_on(self, line: Line) -> bool:
        """Until a line that says something with less indentation."""
        return line.blank or line.indent >= CODE_INDENT

    def take(self, line: Line) -> None:
        """Add a line, less four columns."""
        line.skip(CODE_INDENT)
        super().take(line)


class HtmlBlock(Verbatim):
    """HTML as written, until `end` is found in a line, or a blank line when `end` is empty."""

    __slots__ = ("end",)

    def __init__(self, line: Line, end: str) -> None:
        super().__init__(line)
        self.end = end

    def goes_on(self, line: Line) -> bool:
        """Until a blank line, for blocks that end there."""
        return bool(self.end) or not line.blank

    def take(self, line: Line) -> None:
        """Add a line; it may be the last."""
        super().take(line)
        self.done = bool(self.end) and self.end in self.lines[-1].lower()


class Table(Block):
    """Rows of cells, the first the head; `aligns` has left, center, right or empty for each column."""

    __slots__ = ("aligns", "rows")

    def __init__(self, line: Line, aligns: list[str], head: list[str]) -> None:
        super().__init__(line)
        self.aligns = aligns
        self.rows = [(line.number, head)]

    def goes_on(self, line: Line) -> bool:
        """Until a blank line."""
        return not line.blank
