"""The change feed on the wire."""

from typing import Any, Literal

from blogdesk.wire.shapes import Moment, Shape, Uuid

# What a feed can be narrowed to.
TYPES = ("post", "media", "tag", "category")


class Change(Shape):
    """The latest change of one object; `object` is the object itself, when it was asked for and still is."""

    type: str
    id: Uuid
    rev: int
    op: Literal["upsert", "delete"]
    at: Moment
    object: dict[str, Any] | None = None


class ChangePage(Shape):
    """Changes in the order of their commits; `cursor` is never null: it is kept for the next time."""

    changes: list[Change]
    cursor: str
    has_more: bool
