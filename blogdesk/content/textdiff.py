"""What changed between two texts, word by word, for people to read before they send.

Python's `difflib` takes a minute on two thousand like lines, and its shortcut for common words gives wrong
answers. Here what stands once in both texts holds them together (Bram Cohen's patience diff), and between two
such places the shortest way is searched (Myers 1986, "An O(ND) difference algorithm") up to a bounded length.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["same", "removed", "added"]

# A word, or what stands between words; a Han or kana character is a word. Joined they are the text.
_WORDS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\\W\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+|\\s+|.")
# Between two places that hold the texts together, at most so many parts come and go one by one; the work grows
# with the square of it. More are replaced as a whole.
_MAX_STEPS = 600
# Held places are searched again between held places, so often at most.
_MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of text that is the same in both, only in the old one, or only in the new one."""

    kind: Kind
    text: str


def diff_words(old: str, new: str) -> tuple[Change, ...]:
    """The way from one text to the other.

    Same and removed stretches joined are the old text, same and added ones the new; removed stands before
    added. Stretches that have too little in common are removed and added as a whole.
    """
    changes: list[Change] = []
    for same, gone, come in _stretches(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        for alike, words_gone, words_come in [(same, gone, come)] if same else _words(gone, come):
            _add(changes, "same" if alike else "removed", words_gone)
            _add(changes, "added", "" if alike else words_come)
    return tuple(changes)


def _words(gone: str, come: str) -> Iterator[tuple[bool, str, str]]:
    """The stretches of two texts, word by word; as many lines in both are taken to be the same lines, edited."""
    old, new = gone.splitlines(keepends=True), come.splitlines(keepends=True)
    if len(old) != len(new):
        old, new = [gone], [come]
    for one, other in zip(old, new, strict=True):
        yield from _stretches(_WORDS.findall(one), _WORDS.findall(other))


def _add(changes: list[Change], kind: Kind, text: str) -> None:
    if text and changes and changes[-1].kind == kind:
        changes[-1] = Change(kind, changes[-1].text + text)
    elif text:
        changes.append(Change(kind, text))


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """Stretches of parts in turn: whether they are the same, the old ones joined, the new ones joined."""
    old_at = new_at = 0
    for old_begin, new_begin, length in _runs(_pairs(old, new, 0), len(old), len(new)):
        yield False, "".join(old[old_at:old_begin]), "".join(new[new_at:new_begin])
        old_at, new_at = old_begin + length, new_begin + length
        yield True, "".join(old[old_begin:old_at]), "".join(new[new_begin:new_at])


def _runs(pairs: Iterator[tuple[int, int]], old_length: int, new_length: int) -> Iterator[tuple[int, int, int]]:
    """Pairs of places that follow each other in both texts, as begin, begin and length; the last is empty."""
    old_begin = new_begin = length = 0
    for old_at, new_at in pairs:
        if (old_at, new_at) == (old_begin + length, new_begin + length):
            length += 1
            continue
        yield old_begin, new_begin, length
        old_begin, new_begin, length = old_at, new_at, 1
    yield old_begin, new_begin, length
    yield old_length, new_length, 0


def _pairs(old: Sequence[str], new: Sequence[str], depth: int) -> Iterator[tuple[int, int]]:
    """Places in both where the same part stands, in order."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    old_end, new_end = len(old) - tail, len(new) - tail
    yield from ((at, at) for at in range(head))
    for old_at, new_at in _middle(old[head:old_end], new[head:new_end], depth):
        yield head + old_at, head + new_at
    yield from ((old_end + at, new_end + at) for at in range(tail))


def _middle(old: Sequence[str], new: Sequence[str], depth: int) -> Iterator[tuple[int, int]]:
    held = _held(old, new) if depth < _MAX_DEPTH else []
    if not held:
        yield from _shortest(old, new)
        return
    old_from = new_from = 0
    for old_at, new_at in [*held, (len(old), len(new))]:
        for old_in, new_in in _pairs(old[old_from:old_at], new[new_from:new_at], depth + 1):
            yield old_from + old_in, new_from + new_in
        if old_at < len(old):
            yield old_at, new_at
        old_from, new_from = old_at + 1, new_at + 1


def _held(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Parts that stand once in each: the longest row of them that is in the same order in both."""
    in_old, in_new = Counter(old), Counter(new)
    places = {part: at for at, part in enumerate(new) if in_new[part] == 1}
    both = [(at, places[part]) for at, part in enumerate(old) if part in places and in_old[part] == 1]
    ends: list[int] = []
    rows: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(both):
        length = bisect_left(ends, place)
        before.append(rows[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        rows[length : length + 1] = [index]
    row: list[tuple[int, int]] = []
    index = rows[-1] if rows else -1
    while index >= 0:
        row.append(both[index])
        index = before[index]
    return row[::-1]


def _shortest(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs on the shortest way from old to new; none when it is longer than the limit."""
    reached = {1: 0}
    trace: list[dict[int, int]] = []
    for steps in range(min(len(old) + len(new), _MAX_STEPS) + 1):
        trace.append(dict(reached))
        for diagonal in range(-steps, steps + 1, 2):
            down = _goes_down(reached, diagonal, steps)
            x = reached[diagonal + 1] if down else reached[diagonal - 1] + 1
            while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            reached[diagonal] = x
            if x >= len(old) and x - diagonal >= len(new):
                return _way_back(trace, len(old), len(new))
    return []


def _goes_down(reached: dict[int, int], diagonal: int, steps: int) -> bool:
    """Whether the best way onto a diagonal adds a part of new, rather than removes one of old."""
    return diagonal == -steps or (diagonal != steps and reached[diagonal - 1] < reached[diagonal + 1])


def _way_back(trace: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    for steps in range(len(trace) - 1, -1, -1):
        reached, diagonal = trace[steps], x - y
        down = _goes_down(reached, diagonal, steps)
        start = reached[diagonal + 1] if down else reached[diagonal - 1] + 1
        while x > start and y > 0:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = (x, y - 1) if down else (x - 1, y)
    return pairs[::-1]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts at the start are the same."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
