"""Keyset pagination: a cursor that names the last row seen, never an offset."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from blogdesk.errors import NotFound

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some rows, and the cursor of what follows (None at the end)."""

    items: Sequence[Item]
    cursor: str | None

    @property
    def has_more(self) -> bool:
        """Whether another page follows."""
        return self.cursor is not None


def encode_cursor(*keys: str | int) -> str:
    """An opaque, URL-safe cursor from the sort keys of the last row."""
    return base64.urlsafe_b64encode(json.dumps(keys, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type[str] | type[int]) -> tuple[str | int, ...]:
    """The sort keys inside a cursor, checked against their kinds.

    Raises:
        NotFound: the cursor is not one of ours.
    """
    try:
        keys = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, UnicodeDecodeError):
        keys = None
    if not isinstance(keys, list) or [type(key) for key in keys] != list(kinds):
        raise no_such_place()
    return tuple(keys)


def no_such_place() -> NotFound:
    """The error for a cursor that this server did not give: it is part of an address, and nothing is there."""
    return NotFound(
        "The cursor names no place in this list.", next_step="Read the list from its beginning, without a cursor."
    )
