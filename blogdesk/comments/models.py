"""What readers say below a post."""

import uuid

from sqlalchemy import ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blogdesk.accounts.models import User
from blogdesk.core.database import CleanText, Model, Timestamps, UuidKey, short
from blogdesk.posts.models import Post


class Comment(UuidKey, Timestamps, Model):
    """A comment by a user or a guest: `status` is waiting, approved, spam or trash."""

    __tablename__ = "comment"
    __table_args__ = (Index("ix_comment_thread", "post_id", "status", "created_at"),)

    post_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("post.id", ondelete="CASCADE"))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("comment.id", ondelete="SET NULL"), index=True)
    author_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("user.id", ondelete="SET NULL"), index=True)
    guest_name: Mapped[str] = mapped_column(CleanText, default="")
    guest_email: Mapped[str] = mapped_column(short(254), default="")
    markdown: Mapped[str] = mapped_column(CleanText)
    status: Mapped[str] = mapped_column(short(10), default="waiting")
    post: Mapped[Post] = relationship()
    author: Mapped[User | None] = relationship()
