"""Which slug a post gets, and whether one is free."""

import uuid

from sqlalchemy import select

from blogdesk.content.slugs import RESERVED, numbered, slugify_title
from blogdesk.core.database import db
from blogdesk.errors import FieldFault, InvalidInput, SlugTaken
from blogdesk.posts.models import Post

UNTITLED = "untitled"


def taken_slugs(kind: str, start: str, *, except_id: uuid.UUID | None) -> set[str]:
    """The slugs of this kind that begin so."""
    query = select(Post.slug).where(Post.kind == kind, Post.slug.startswith(start, autoescape=True))
    if except_id is not None:
        query = query.where(Post.id != except_id)
    return set(db.session.scalars(query))


def free_slug(kind: str, wanted: str, *, except_id: uuid.UUID | None = None) -> str:
    """`wanted`, or the first of `wanted-2`, `wanted-3`… that no other post of the kind has."""
    taken = taken_slugs(kind, wanted, except_id=except_id) | RESERVED
    slug, number = wanted, 1
    while slug in taken:
        number += 1
        slug = numbered(wanted, number)
    return slug


def slug_for_title(kind: str, title: str, *, except_id: uuid.UUID | None = None) -> str:
    """A free slug made from the title."""
    return free_slug(kind, slugify_title(title) or UNTITLED, except_id=except_id)


def require_free(kind: str, slug: str, *, except_id: uuid.UUID | None) -> None:
    """Refuse a slug that the author chose and cannot have.

    Raises:
        InvalidInput: the word is reserved.
        SlugTaken: another post has it.
    """
    if slug in RESERVED:
        raise InvalidInput([FieldFault("slug", "is a reserved word")])
    if slug in taken_slugs(kind, slug, except_id=except_id):
        free = free_slug(kind, slug, except_id=except_id)
        raise SlugTaken(
            f"Another {kind} has the address “{slug}”.", next_step=f"Nothing was changed. “{free}” is free."
        )
