"""Rows of the library as its list reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from blogdesk.core.clock import rfc3339
from blogdesk.posts.models import Post
from blogdesk.settings.service import SiteSettings
from blogdesk.studio.sending import states_of
from blogdesk.studio.words import State


@dataclass(frozen=True)
class Row:
    """One post in the list."""

    post: Post
    state: State
    excerpt: str

    def to_json(self) -> dict[str, Any]:
        """As the list reads it."""
        return {
            "id": str(self.post.id),
            "title": self.post.title,
            "excerpt": self.excerpt,
            "status": self.post.status,
            "state": self.state.to_json(),
            "words": self.post.word_count,
            "updated_at": rfc3339(self.post.updated_at),
            "tags": [tag.name for tag in self.post.tags],
            "url": url_for("studio.edit_post", post_id=self.post.id),
        }


def rows_of(posts: Sequence[Post], site: SiteSettings) -> list[Row]:
    """The rows of these posts, in a fixed number of queries."""
    states = states_of(posts, site)
    return [Row(post, states[post.id], post.excerpt or post.summary) for post in posts]
