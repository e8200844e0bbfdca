"""Opening a post to write in it: by those who may, and never under the eyes of its readers."""

import uuid

from blogdesk.posts import held
from blogdesk.posts.autosave import ensure_post
from blogdesk.posts.models import Post
from blogdesk.posts.policy import author_in_view, require_edit
from blogdesk.posts.service import find_post
from blogdesk.studio.face import current_author, serves_readers


def open_for_writing(post_id: uuid.UUID) -> Post:
    """The post, made if it is new. Where readers read this instance, a live post is held from here on. Flushes.

    Raises:
        Forbidden: it is somebody else's.
    """
    author = current_author()
    post = find_post(post_id)
    if post is None:
        author_in_view(author)
        return ensure_post(post_id, author_id=author.user_id)
    require_edit(author, post)
    if is_held_on_change(post) and held.find_held(post.id) is None:
        held.hold(post, {})
    return post


def is_held_on_change(post: Post) -> bool:
    """Whether a change of this post has to wait for "Update"."""
    return serves_readers() and post.status == "published"
