"""Lists as they come in pages."""

from typing import Generic, TypeVar

from blogdesk.wire.shapes import Shape

Item = TypeVar("Item")


class ListPage(Shape, Generic[Item]):
    """Some items, and the cursor by which the rest is asked for."""

    items: list[Item]
    cursor: str | None = None
    has_more: bool = False
