"""Tags and the tree of categories."""

import uuid

from sqlalchemy import ForeignKey, Integer, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from blogdesk.core.database import CleanText, Model, Timestamps, UuidKey, short


class Tag(UuidKey, Timestamps, Model):
    """A word readers find posts by. `name_key` is the folded name: two spellings of case are one tag."""

    __tablename__ = "tag"

    name: Mapped[str] = mapped_column(CleanText)
    name_key: Mapped[str] = mapped_column(short(), unique=True)
    slug: Mapped[str] = mapped_column(short(), unique=True)
    description: Mapped[str] = mapped_column(CleanText, default="")
    rev: Mapped[int] = mapped_column(Integer, default=1)


class Category(UuidKey, Timestamps, Model):
    """A branch of the tree. `path` is the slugs from the root, as in `essays/coast`."""

    __tablename__ = "category"

    parent_id: Mapped[uuid.UUID | None] = mapped_column(
        Uuid, ForeignKey("category.id", ondelete="RESTRICT"), index=True
    )
    name: Mapped[str] = mapped_column(CleanText)
    slug: Mapped[str] = mapped_column(short())
    path: Mapped[str] = mapped_column(short(1000), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    rev: Mapped[int] = mapped_column(Integer, default=1)
