"""Tags and categories on the wire."""

from typing import Annotated

from pydantic import StringConstraints

from blogdesk.wire.shapes import Request, Shape, Uuid


class Tag(Shape):
    """A tag; `post_count` counts the posts that the one who asks may see."""

    id: Uuid
    slug: str
    name: str
    description: str = ""
    post_count: int = 0
    rev: int
    url: str


class TagWrite(Request):
    """A tag's name."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"\S")]


class Category(Shape):
    """A branch of the tree; `path` is the slugs from the root, `title` the names: `Essays / Coast`."""

    id: Uuid
    path: str
    name: str
    title: str
    description: str = ""
    post_count: int = 0
    rev: int
    url: str


class CategoryWrite(Request):
    """A category by its path, of names or of slugs."""

    path: Annotated[str, StringConstraints(pattern=r"^[^/\s][^/]{0,99}(/[^/\s][^/]{0,99}){0,5}$")]
