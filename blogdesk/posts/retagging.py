"""Bringing two tags together: a write to every post that has the one to go."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from blogdesk.core.database import db
from blogdesk.errors import FieldFault, InvalidInput
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post, post_tag
from blogdesk.posts.queries import whole
from blogdesk.posts.service import update_post
from blogdesk.taxonomy.models import Tag
from blogdesk.taxonomy.service import delete_tag


def posts_with(tag: Tag) -> Sequence[Post]:
    """The posts that have this tag, newest first, those in the trash too."""
    tagged = select(post_tag.c.post_id).where(post_tag.c.tag_id == tag.id)
    return db.session.scalars(whole().where(Post.id.in_(tagged)).order_by(Post.updated_at.desc())).all()


def merge_tags(tag: Tag, into: Tag, *, actor_id: uuid.UUID | None = None) -> int:
    """Give every post of `tag` the tag `into` in its place, and remove `tag`. Gives the number of posts. Flushes.

    Raises:
        InvalidInput: the two are the same.
    """
    if tag.id == into.id:
        raise InvalidInput([FieldFault("into", "is the same tag")], next_step="Nothing was changed.")
    posts = posts_with(tag)
    for post in posts:
        names = [into.name if one.id == tag.id else one.name for one in post.tags]
        update_post(post, PostFields(tags=names), actor_id=actor_id)
    delete_tag(tag)
    return len(posts)
