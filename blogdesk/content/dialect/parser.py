"""Lines to blocks: the algorithm of CommonMark 0.31.2, appendix "A parsing strategy", phase 1."""

from collections.abc import Callable, Mapping

from blogdesk.content.dialect import blocks
from blogdesk.content.dialect.lines import Line
from blogdesk.content.dialect.references import Reference, take_definitions

# Deeper nesting says nothing to a reader, and every walk of the tree stays within Python's stack.
MAX_DEPTH = 80

Start = Callable[["Parser", Line], bool]


class Parser:
    """Reads lines in order; `root` holds the blocks once `close` was called."""

    def __init__(self, starts: Mapping[str, tuple[Start, ...]], add_row: Callable[[blocks.Table, Line], bool]) -> None:
        self.references: dict[str, Reference] = {}
        self.abbreviations: dict[str, str] = {}
        self.open_end = False
        self.root = blocks.Root(Line("", 0))
        self._starts = starts
        self._add_row = add_row
        self._stack: list[blocks.Block] = [self.root]
        # How many blocks of the stack the present line has matched.
        self._matched = 1

    def feed(self, line: Line) -> None:
        """Take the next line."""
        self._match(line)
        tip = self._stack[-1]
        if tip.verbatim and self._matched == len(self._stack):
            self._take_verbatim(line)
            return None
        started = False
        while not line.blank and self._start(line):
            started = True
            tip = self._stack[-1]
            if tip.holds == ():
                return self._take_first(line)
        self._take_text(line, started=started)
        return None

    def close(self) -> None:
        """The text is at its end."""
        tip = self._stack[-1]
        self.open_end = isinstance(tip, blocks.Fence) or (isinstance(tip, blocks.HtmlBlock) and bool(tip.end))
        self._close_to(1)

    def open_paragraph(self) -> blocks.Paragraph | None:
        """The paragraph that the line would continue, were it prose; lazy continuation does not count."""
        tip = self._stack[-1]
        return tip if isinstance(tip, blocks.Paragraph) and self._matched == len(self._stack) else None

    def in_paragraph(self) -> bool:
        """Whether the line may continue a paragraph, lazily or not."""
        return isinstance(self._stack[-1], blocks.Paragraph)

    def may_nest(self) -> bool:
        """Whether another container may be opened."""
        return self._matched < MAX_DEPTH

    def container(self) -> blocks.Block:
        """The innermost block that goes on with this line and may hold others."""
        at = self._matched - 1
        while self._stack[at].holds == ():
            at -= 1
        return self._stack[at]

    def open(self, block: blocks.Block) -> None:
        """Begin a block in the innermost one that goes on and may hold it."""
        self._close_to(self._matched)
        while (holds := self._stack[-1].holds) is not None and not isinstance(block, holds):
            self.close_tip()
        self._stack[-1].children.append(block)
        self._stack.append(block)
        self._matched = len(self._stack)

    def open_closed(self, block: blocks.Block, line: Line) -> None:
        """Begin a block of one line, which is complete with it."""
        self.open(block)
        self._stack.pop()
        self._matched = len(self._stack)
        line.consume()

    def reopen(self, block: blocks.Block) -> None:
        """Go on with a block that is the last of the innermost one that goes on."""
        self._close_to(self._matched)
        self._stack.append(block)
        self._matched = len(self._stack)

    def close_tip(self) -> None:
        """End the innermost block."""
        block = self._stack.pop()
        self._matched = min(self._matched, len(self._stack))
        if isinstance(block, blocks.Paragraph):
            self._finish(block)
        elif isinstance(block, blocks.List | blocks.Definitions):
            block.last = block.children[-1].last

    def take_heading_text(self) -> str:
        """Take the open paragraph away, for a heading: its text less link definitions; empty leaves it open."""
        paragraph = self.open_paragraph()
        text = "" if paragraph is None else "\n".join(paragraph.lines)
        text = text[take_definitions(text, self.references) :]
        if text.strip():
            self._stack.pop()
            self._matched = len(self._stack)
            self._stack[-1].children.pop()
        return text.strip()

    def _match(self, line: Line) -> None:
        """Walk down the open blocks as far as the line belongs to them."""
        self._matched = 1
        for block in self._stack[1:]:
            says_something = not line.blank or isinstance(block, blocks.Fence | blocks.HtmlBlock)
            if not block.goes_on(line):
                return
            if says_something:
                block.last = line.number
            self._matched += 1

    def _start(self, line: Line) -> bool:
        """Let the rules for the line's first character begin a block."""
        if line.indent >= blocks.CODE_INDENT:
            if self.in_paragraph():
                return False
            self.open(blocks.IndentedCode(line))
            return True
        return any(start(self, line) for start in self._starts.get(line.text[line.start], ()))

    def _take_verbatim(self, line: Line) -> None:
        tip = self._stack[-1]
        if isinstance(tip, blocks.Fence) and tip.done:
            self.close_tip()
        elif isinstance(tip, blocks.Verbatim):
            tip.take(line)
            if tip.done:
                self.close_tip()

    def _take_first(self, line: Line) -> None:
        """The first line of a leaf that has just begun is its content, but for a fence or a row of dashes."""
        if isinstance(self._stack[-1], blocks.HtmlBlock | blocks.IndentedCode):
            self._take_verbatim(line)

    def _take_text(self, line: Line, *, started: bool) -> None:
        tip = self._stack[-1]
        if line.blank:
            self._close_to(self._matched)
        elif isinstance(tip, blocks.Paragraph) and not started:
            tip.take(line)
            for block in self._stack:  # the containers of a lazy line end with it
                block.last = line.number
        elif isinstance(tip, blocks.Table) and self._matched == len(self._stack):
            if not self._add_row(tip, line):
                self.open(blocks.Paragraph(line))
        else:
            self.open(blocks.Paragraph(line))

    def _close_to(self, depth: int) -> None:
        while len(self._stack) > depth:
            self.close_tip()

    def _finish(self, paragraph: blocks.Paragraph) -> None:
        """Put in the paragraph's place what is left of it without link definitions."""
        text = "\n".join(paragraph.lines)
        end = take_definitions(text, self.references)
        prose = blocks.Prose(Line("", paragraph.first), text[end:].strip())
        prose.last = paragraph.last
        self._stack[-1].children[-1] = prose
