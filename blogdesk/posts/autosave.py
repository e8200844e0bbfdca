"""Folding the journal into the posts, and opening a post to write in."""

import uuid

from sqlalchemy import select

from blogdesk.core.database import db
from blogdesk.posts import journal
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import HeldEdit, JournalEntry, Post
from blogdesk.posts.service import create_post, find_post, update_post


def ensure_post(post_id: uuid.UUID, *, author_id: uuid.UUID | None = None) -> Post:
    """The post of this id; an empty draft is made when there is none yet. Flushes."""
    found = find_post(post_id)
    return found or create_post(PostFields(author_id=author_id), post_id=post_id, reason="import")


def fold(post: Post) -> Post:
    """Bring the journal's entries into the post's Markdown. Nothing is written when there are none. Flushes.

    The words of a held edit stay in the journal until it is released (posts/held.py).
    """
    entries = journal.unfolded(post)
    if not entries or db.session.get(HeldEdit, post.id) is not None:
        return post
    text = journal.folded_text(post, entries)
    seq = entries[-1].seq
    if text != post.markdown:
        update_post(post, PostFields(markdown=text), reason="autosave")
    post.journal_seq = seq
    journal.trim(post)
    db.session.flush()
    return post


def fold_pending() -> int:
    """Fold every post that has entries waiting; gives their number. Asked before anything reads all texts. Flushes."""
    query = (
        select(Post)
        .join(JournalEntry, JournalEntry.post_id == Post.id)
        .where(JournalEntry.seq > Post.journal_seq)
        .distinct()
    )
    posts = db.session.scalars(query).all()
    for post in posts:
        fold(post)
    return len(posts)
