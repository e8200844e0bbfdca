"""Who may do what to which post: ownership, beside the roles of accounts/roles.py."""

import uuid
from datetime import datetime
from typing import Protocol

from blogdesk.errors import Forbidden
from blogdesk.posts.models import Post


class Actor(Protocol):
    """Whoever acts: an account on a hosted blog, or the one author of a desktop (`user_id` None, may everything)."""

    @property
    def user_id(self) -> uuid.UUID | None:
        """The account, if there is one."""

    def may(self, permission: str) -> bool:
        """Whether the role allows it, ownership aside."""


def may_edit(actor: Actor, post: Post) -> bool:
    """Own posts with posts:write; everybody's with posts:any."""
    if actor.may("posts:any"):
        return True
    return actor.may("posts:write") and actor.user_id is not None and post.author_id == actor.user_id


def may_publish(actor: Actor, post: Post) -> bool:
    """Who may edit the post and has posts:publish decides when readers see it."""
    return may_edit(actor, post) and actor.may("posts:publish")


def is_public(post: Post, moment: datetime) -> bool:
    """Whether a reader may see the post at this moment; posts/queries.py says the same in SQL."""
    if post.status != "published" or post.deleted_at is not None or post.published_at is None:
        return False
    return post.published_at <= moment and (post.expires_at is None or post.expires_at > moment)


def may_see(actor: Actor, post: Post, moment: datetime) -> bool:
    """What readers see, and what is one's own; everything with posts:any."""
    own = actor.user_id is not None and post.author_id == actor.user_id
    return own or actor.may("posts:any") or is_public(post, moment)


def author_in_view(actor: Actor) -> uuid.UUID | None:
    """The author whose posts this actor's lists are limited to; None for no limit.

    Raises:
        Forbidden: this actor writes no posts at all.
    """
    if actor.may("posts:any"):
        return None
    if actor.may("posts:write") and actor.user_id is not None:
        return actor.user_id
    raise Forbidden("Your account may read and comment, but not write posts.", next_step="Ask the blog's owner.")


def require_edit(actor: Actor, post: Post) -> None:
    """Let only those pass who may edit the post.

    Raises:
        Forbidden: it is somebody else's.
    """
    if not may_edit(actor, post):
        raise Forbidden("This post belongs to somebody else.", next_step="Ask its author or an editor of the blog.")


def require_publish(actor: Actor, post: Post) -> None:
    """Let only those pass who may show the post to readers, or hide it from them.

    Raises:
        Forbidden: the role does not publish.
    """
    require_edit(actor, post)
    if not actor.may("posts:publish"):
        raise Forbidden("Your account writes drafts; an editor publishes them.", next_step="Nothing was changed.")
