"""Emphasis: runs of `*`, `_` and `~~` matched in pairs (CommonMark 0.31.2 section 6.2, GFM section 6.5)."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from blogdesk.content.dialect.characters import is_punctuation, is_space

_TAGS = {"*": ("em", "strong"), "_": ("em", "strong"), "~": ("", "del")}


@dataclass(slots=True, eq=False)
class Pair:
    """An element around what stands between two runs. `marks` is how each side was written."""

    element: Element
    marks: str


@dataclass(slots=True, eq=False)
class Run:
    """A run of one mark. `left` marks stay as text between what the run closes and what it opens."""

    char: str
    left: int
    length: int
    can_open: bool
    can_close: bool
    order: int = 0
    closes: list[Pair] = field(default_factory=list)
    opens: list[Pair] = field(default_factory=list)
    before: "Run | None" = None
    after: "Run | None" = None


def make_run(text: str, pos: int, end: int) -> Run:
    """The run of marks from `pos` to `end`, with what the characters around it let it do."""
    char, length = text[pos], end - pos
    previous, following = text[pos - 1 : pos], text[end : end + 1]
    space_before, space_after = is_space(previous), is_space(following)
    mark_before = not space_before and is_punctuation(previous)
    mark_after = not space_after and is_punctuation(following)
    left = not space_after and (not mark_after or space_before or mark_before)
    right = not space_before and (not mark_before or space_after or mark_after)
    if char == "_":
        return Run(char, length, length, left and (not right or mark_before), right and (not left or mark_after))
    if char == "~" and length != 2:
        return Run(char, length, length, can_open=False, can_close=False)
    return Run(char, length, length, left, right)


class Delimiters:
    """The runs of one text that may still find a partner, in order."""

    def __init__(self) -> None:
        self.last: Run | None = None

    def push(self, run: Run) -> None:
        """Add the next run."""
        run.before = self.last
        if self.last:
            self.last.after = run
            run.order = self.last.order + 1
        self.last = run

    def match(self, bottom: Run | None = None) -> None:
        """Match the runs after `bottom`, and forget them."""
        # Below these no opener fits: the search never walks the same runs twice for nothing.
        floors: dict[tuple[str, bool, int], int] = {}
        ground = bottom.order if bottom else -1
        closer = self._first_after(bottom)
        while closer:
            if not closer.can_close:
                closer = closer.after
                continue
            key = (closer.char, closer.can_open, closer.length % 3)
            opener = self._find_opener(closer, floors.get(key, ground))
            if opener:
                closer = self._join(opener, closer)
                continue
            floors[key] = closer.before.order if closer.before else ground
            unmatched, closer = closer, closer.after
            if not unmatched.can_open:
                self._remove(unmatched)
        self.last = bottom
        if bottom:
            bottom.after = None

    def _first_after(self, bottom: Run | None) -> Run | None:
        if self.last is bottom:
            return None
        run = self.last
        while run and run.before is not bottom:
            run = run.before
        return run

    def _find_opener(self, closer: Run, floor: int) -> Run | None:
        run = closer.before
        while run and run.order > floor:
            if run.char == closer.char and run.can_open and not _rule_of_three(run, closer):
                return run
            run = run.before
        return None

    def _join(self, opener: Run, closer: Run) -> Run | None:
        """Put an element around what is between; the run to go on with."""
        width = 2 if opener.left >= 2 and closer.left >= 2 else 1
        pair = Pair(Element(_TAGS[opener.char][width - 1]), opener.char * width)
        opener.opens.append(pair)
        closer.closes.append(pair)
        opener.left -= width
        closer.left -= width
        opener.after, closer.before = closer, opener  # runs between found no partner
        if not opener.left:
            self._remove(opener)
        if closer.left:
            return closer
        following = closer.after
        self._remove(closer)
        return following

    def _remove(self, run: Run) -> None:
        if run.before:
            run.before.after = run.after
        if run.after:
            run.after.before = run.before
        else:
            self.last = run.before


def _rule_of_three(opener: Run, closer: Run) -> bool:
    """Rules 9 and 10: runs that both open and close do not match when their lengths add up to a multiple of 3."""
    return (
        (opener.can_close or closer.can_open)
        and (opener.length + closer.length) % 3 == 0
        and not (opener.length % 3 == 0 and closer.length % 3 == 0)
    )
