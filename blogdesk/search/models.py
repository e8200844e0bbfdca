"""Which version of which post the index holds. The index itself is FTS5's on SQLite, a tsvector's on PostgreSQL."""

import uuid

from sqlalchemy import ForeignKey, Integer, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from blogdesk.core.database import Model


class SearchDocument(Model):
    """One indexed post: `id` is the row of the index, `rev` the revision it was made from."""

    __tablename__ = "search_document"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"), unique=True)
    rev: Mapped[int] = mapped_column(Integer)
