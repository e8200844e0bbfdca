"""Change sets as CodeMirror 6 writes them (ChangeSet.toJSON), over text counted in UTF-16 code units.

A change set is a list of sections: a number keeps that many units; `[n]` deletes n; `[n, line, …]` replaces n units
by the lines joined with newlines. https://codemirror.net/docs/ref/#state.ChangeSet.toJSON
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from blogdesk.errors import FieldFault, InvalidInput

Section = int | list[int | str]


@dataclass(frozen=True)
class ChangeSet:
    """A parsed change set with the text's length before and after, in UTF-16 code units."""

    sections: tuple[Section, ...]
    length_before: int
    length_after: int

    def to_json(self) -> str:
        """As CodeMirror reads it."""
        return json.dumps(self.sections, ensure_ascii=False, separators=(",", ":"))


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 code units, as JavaScript counts."""
    return len(text) + sum(1 for character in text if character > "\uffff") if not text.isascii() else len(text)


def parse(value: object) -> ChangeSet:
    """Check the JSON value of a change set.

    Raises:
        InvalidInput: it is not one.
    """
    if not isinstance(value, list):
        raise _not_a_change_set()
    before = after = 0
    for section in value:
        kept, inserted = _lengths_of(section)
        before += kept
        after += inserted if isinstance(section, list) else kept
    return ChangeSet(tuple(value), before, after)


def _lengths_of(section: object) -> tuple[int, int]:
    """How many units a section takes from the old text, and gives to the new one when it is a replacement."""
    if type(section) is int and section >= 0:
        return section, section
    if isinstance(section, list) and section and type(section[0]) is int and section[0] >= 0:
        lines = section[1:]
        if all(isinstance(line, str) for line in lines):
            return section[0], utf16_length("\n".join(lines))
    raise _not_a_change_set()


def _not_a_change_set() -> InvalidInput:
    return InvalidInput([FieldFault("changes", "is not a change set")])


def apply(text: str, changes: ChangeSet) -> str:
    """The text after the changes.

    Raises:
        InvalidInput: the change set was made for a text of another length.
    """
    units = text if text.isascii() else text.encode("utf-16-le", "surrogatepass")
    width = 1 if isinstance(units, str) else 2
    if len(units) // width != changes.length_before:
        raise InvalidInput([FieldFault("changes", "do not fit the text")])
    return _as_text(units, _pieces(changes.sections), width)


def _pieces(sections: Sequence[Section]) -> list[tuple[int, int, str]]:
    """(start, end) kept of the old text, in units, and the text put after it."""
    pieces, at = [], 0
    for section in sections:
        if isinstance(section, int):
            pieces.append((at, at + section, ""))
            at += section
        else:
            pieces.append((at, at, "\n".join(str(line) for line in section[1:])))
            at += int(section[0])
    return pieces


def _as_text(units: str | bytes, pieces: list[tuple[int, int, str]], width: int) -> str:
    if isinstance(units, str):
        return "".join(units[start:end] + put for start, end, put in pieces)
    encoded = b"".join(
        units[start * width : end * width] + put.encode("utf-16-le", "surrogatepass") for start, end, put in pieces
    )
    return encoded.decode("utf-16-le", "surrogatepass")


def replacement(old: str, new: str) -> ChangeSet:
    """The change set that turns `old` into `new` by replacing what lies between their common start and end."""
    limit = min(len(old), len(new))
    start = 0
    while start < limit and old[start] == new[start]:
        start += 1
    end = 0
    while end < limit - start and old[-1 - end] == new[-1 - end]:
        end += 1
    taken, put = old[start : len(old) - end], new[start : len(new) - end]
    sections: list[Section] = []
    if start:
        sections.append(utf16_length(old[:start]))
    if taken or put:
        sections.append([utf16_length(taken), *(put.split("\n") if put else [])])
    if end:
        sections.append(utf16_length(old[len(old) - end :]))
    return ChangeSet(tuple(sections), utf16_length(old), utf16_length(new))
