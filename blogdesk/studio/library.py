"""Rows of the library as its list reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from flask import url_for

from blogdesk.core.clock import now, rfc3339
from blogdesk.posts.held import held_among
from blogdesk.posts.models import Post
from blogdesk.settings.service import SiteSettings
from blogdesk.studio.words import State, own_state


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


def zone_of(site: SiteSettings) -> tzinfo | None:
    """The zone to write moments in: the site's, or this computer's (None) where the author chose none."""
    return None if site.timezone == SiteSettings.timezone else site.zone


def rows_of(posts: Sequence[Post], site: SiteSettings) -> list[Row]:
    """The rows of these posts, in a fixed number of queries."""
    held = held_among(post.id for post in posts if post.status == "published")
    zone, today = zone_of(site), now()
    return [
        Row(post, own_state(post, zone, held=post.id in held, today=today), post.excerpt or post.summary)
        for post in posts
    ]
