"""What posts announce after a commit."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class PostChanged:
    """A post was made or changed; statuses and slugs before (None when new) and after."""

    post_id: uuid.UUID
    kind: str
    slug: str
    rev: int
    slug_before: str | None
    status_before: str | None
    status_after: str

    @property
    def was_published(self) -> bool:
        """Whether readers could see it before."""
        return self.status_before == "published"

    @property
    def is_published(self) -> bool:
        """Whether readers can see it now."""
        return self.status_after == "published"


@dataclass(frozen=True)
class PostDeleted:
    """A post went to the trash, or out of it for good."""

    post_id: uuid.UUID
    slug: str
    was_published: bool
    for_good: bool


@dataclass(frozen=True)
class PostsImported:
    """Many posts were taken in at once; they are not rendered, counted or indexed yet."""

    post_ids: tuple[uuid.UUID, ...]
