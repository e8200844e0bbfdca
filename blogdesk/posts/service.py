"""Making, changing, publishing and deleting posts. Everything flushes and announces; nothing commits."""

import uuid
from datetime import datetime
from typing import Any, cast

from sqlalchemy import select, update

from blogdesk.content.excerpt import make_excerpt
from blogdesk.content.links import ResolvedImage
from blogdesk.content.markdown import render
from blogdesk.content.reading_time import count_words, reading_minutes
from blogdesk.core import events
from blogdesk.core.changes import record_change
from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.ids import uuid7
from blogdesk.errors import Conflict, NotFound, StaleRevision
from blogdesk.posts import versions
from blogdesk.posts.events import PostChanged, PostDeleted
from blogdesk.posts.fields import PLAIN, PostFields, check_fields
from blogdesk.posts.journal import record_outside_change
from blogdesk.posts.models import Post, post_tag
from blogdesk.posts.pictures import renew_targets
from blogdesk.posts.redirects import keep_old_address
from blogdesk.posts.slugs import free_slug, require_free, slug_for_title
from blogdesk.posts.versions import Operation
from blogdesk.taxonomy.service import ensure_category, ensure_tags

# Enough of the text to find its first sentences in.
SUMMARY_SOURCE_CHARS = 1_500


def find_post(post_id: uuid.UUID) -> Post | None:
    """The post of this id, also from the trash."""
    return db.session.get(Post, post_id)


def get_post(post_id: uuid.UUID) -> Post:
    """The post of this id, also from the trash.

    Raises:
        NotFound: there is none.
    """
    post = find_post(post_id)
    if post is None:
        raise NotFound("There is no such post.")
    return post


def find_post_to_change(post_id: uuid.UUID) -> Post | None:
    """The post of this id, also from the trash, its row kept from other writers until the transaction ends."""
    return db.session.get(Post, post_id, with_for_update=True)


def find_by_slug(slug: str, kind: str | None = None) -> Post | None:
    """The post or page of this slug that is not in the trash; a post before a page."""
    query = select(Post).where(Post.slug == slug, Post.deleted_at.is_(None)).order_by(Post.kind.desc())
    if kind is not None:
        query = query.where(Post.kind == kind)
    return db.session.scalars(query.limit(1)).one_or_none()


def create_post(
    fields: PostFields,
    *,
    post_id: uuid.UUID | None = None,
    actor_id: uuid.UUID | None = None,
    reason: str = "named",
    operation: Operation | None = None,
) -> Post:
    """Make a post. An empty slug is made from the title; a given one must be free, unless `reason` is import.

    Raises:
        InvalidInput, SlugTaken, Conflict: the id is in use.
    """
    check_fields(fields)
    if post_id is not None and find_post(post_id) is not None:
        raise Conflict("A post with this id exists already.", next_step="Nothing was changed.")
    kind = fields.get("kind", "post")
    post = Post(id=post_id or uuid7(), kind=kind, rev=1, slug=_first_slug(kind, fields, reason))
    post.slug_is_own = bool(fields.get("slug"))
    _set_fields(post, fields)
    db.session.add(post)
    db.session.flush()
    if post.markdown:
        renew_targets(post)
    if reason != "import":
        versions.keep(post, reason, actor_id=actor_id, operation=operation)
    _announce(post, slug_before=None, status_before=None)
    return post


def _first_slug(kind: str, fields: PostFields, reason: str) -> str:
    slug = fields.get("slug")
    if not slug:
        return slug_for_title(kind, fields.get("title", ""))
    if reason == "import":
        return free_slug(kind, slug)
    require_free(kind, slug, except_id=None)
    return slug


def update_post(
    post: Post,
    fields: PostFields,
    *,
    expected_rev: int | None = None,
    actor_id: uuid.UUID | None = None,
    reason: str = "named",
    operation: Operation | None = None,
) -> Post:
    """Change some fields. Nothing is written when nothing would change and no operation asks for a record.

    Raises:
        InvalidInput: with every fault.
        StaleRevision: the post is no longer at `expected_rev`.
        SlugTaken: another post has the wanted slug.
    """
    if expected_rev is not None and expected_rev != post.rev:
        raise StaleRevision("The post was changed meanwhile.", current_rev=post.rev)
    check_fields(fields)
    changed = _changes(post, fields)
    if not changed and operation is None:
        return post
    slug_before, status_before = post.slug, post.status
    versions.keep_before(post)
    if "markdown" in changed and reason != "autosave":
        record_outside_change(post, changed["markdown"])
    _choose_slug(post, fields)
    _set_fields(post, cast("PostFields", changed))
    post.rev += 1
    post.updated_at = now()
    db.session.flush()
    # Whom and what these ids name is asked for again.
    if {"author_id", "cover_media_id"} & set(changed):
        db.session.expire(post, ["author", "cover"])
    if "markdown" in changed:
        renew_targets(post)
    if reason != "autosave" or operation is not None:
        versions.keep(post, reason, actor_id=actor_id, operation=operation)
    _announce(post, slug_before=slug_before, status_before=status_before)
    return post


def _changes(post: Post, fields: PostFields) -> dict[str, Any]:
    """The given fields whose value differs from what the post has."""
    current: dict[str, Any] = {name: getattr(post, name) for name in PLAIN if name in fields}
    if "slug" in fields:
        current["slug"] = post.slug
    if "tags" in fields:
        current["tags"] = [tag.name for tag in post.tags]
    if "category" in fields:
        current["category"] = post.category.path if post.category else None
    return {name: value for name, value in fields.items() if value != current[name]}


def _choose_slug(post: Post, fields: PostFields) -> None:
    """A slug the author chose is kept; one we made follows the title until readers have seen it."""
    slug = fields.get("slug")
    if slug and slug != post.slug:
        require_free(post.kind, slug, except_id=post.id)
        if post.status == "published":
            keep_old_address(post)
        post.slug, post.slug_is_own = slug, True
    elif slug == "":
        post.slug_is_own = False
    if not post.slug_is_own and post.published_at is None and "title" in fields:
        post.slug = slug_for_title(post.kind, fields["title"], except_id=post.id)


def _set_fields(post: Post, fields: PostFields) -> None:
    for name in PLAIN:
        if name in fields:
            setattr(post, name, fields[name])  # type: ignore[literal-required]
    if "tags" in fields:
        _set_tags(post, fields["tags"])
    if "category" in fields:
        post.category = ensure_category(fields["category"] or "")
    if "markdown" in fields:
        count_text(post)
    if post.status == "published" and post.published_at is None:
        post.published_at = now()


def _set_tags(post: Post, names: list[str]) -> None:
    """Give the post these tags in this order; the order is a column that the relationship does not write."""
    post.tags = ensure_tags(names)
    db.session.add(post)
    db.session.flush()
    for position, tag in enumerate(post.tags):
        mine = (post_tag.c.post_id == post.id) & (post_tag.c.tag_id == tag.id)
        db.session.execute(update(post_tag).where(mine).values(position=position))


def count_text(post: Post) -> None:
    """Renew what is derived from the text, and drop the rendering that no longer fits it."""
    post.word_count = count_words(post.markdown)
    post.reading_minutes = reading_minutes(post.word_count)
    post.html = None
    post.render_key = None
    post.summary = summary_of(post.markdown)


class _Silent:
    """Resolves every picture to one without a word: a summary is made of the text."""

    def image(self, target: str) -> ResolvedImage | None:
        """A picture of which nothing is said."""
        return ResolvedImage(target)

    def link(self, target: str) -> str | None:
        """The link as it is."""
        return target


def summary_of(markdown: str) -> str:
    """What stands for a text in lists when its author wrote no excerpt."""
    return make_excerpt(render(markdown[:SUMMARY_SOURCE_CHARS], _Silent()).html)


def _announce(post: Post, *, slug_before: str | None, status_before: str | None) -> None:
    record_change("post", post.id, post.rev)
    events.publish(
        PostChanged(post.id, post.kind, post.slug, post.rev, slug_before, status_before, post.status),
    )


def publish_post(
    post: Post, *, at: datetime | None = None, actor_id: uuid.UUID | None = None, operation: Operation | None = None
) -> Post:
    """Let readers see the post, dated `at` or, unless it was published before, now."""
    moment = at or post.published_at
    moment = now() if moment is None or moment > now() else moment
    fields = PostFields(status="published", published_at=moment)
    return update_post(post, fields, actor_id=actor_id, reason="published", operation=operation)


def schedule_post(
    post: Post, at: datetime, *, actor_id: uuid.UUID | None = None, operation: Operation | None = None
) -> Post:
    """Have the post published at a moment to come; one that has passed publishes it now."""
    if at <= now():
        return publish_post(post, at=at, actor_id=actor_id, operation=operation)
    fields = PostFields(status="scheduled", published_at=at)
    return update_post(post, fields, actor_id=actor_id, reason="named", operation=operation)


def unpublish_post(post: Post, *, actor_id: uuid.UUID | None = None, operation: Operation | None = None) -> Post:
    """Take the post back to a draft; its date is kept."""
    return update_post(post, PostFields(status="draft"), actor_id=actor_id, reason="named", operation=operation)


def trash_post(
    post: Post,
    *,
    expected_rev: int | None = None,
    actor_id: uuid.UUID | None = None,
    operation: Operation | None = None,
) -> Post:
    """Put the post in the trash, with its last words kept as a version. Readers lose it with the commit.

    Raises:
        StaleRevision: the post is no longer at `expected_rev`.
    """
    if expected_rev is not None and expected_rev != post.rev:
        raise StaleRevision("The post was changed meanwhile.", current_rev=post.rev)
    if post.deleted_at is not None:
        return post
    was_published = post.status == "published"
    post.deleted_at = now()
    post.rev += 1
    db.session.flush()
    versions.keep(post, "delete", actor_id=actor_id, operation=operation)
    record_change("post", post.id, post.rev, op="delete")
    events.publish(PostDeleted(post.id, post.slug, was_published, for_good=False))
    return post


def restore_post(post: Post, *, actor_id: uuid.UUID | None = None) -> Post:
    """Take the post out of the trash, as a draft."""
    if post.deleted_at is None:
        return post
    post.deleted_at, post.status = None, "draft"
    post.rev += 1
    db.session.flush()
    versions.keep(post, "named", actor_id=actor_id)
    _announce(post, slug_before=None, status_before=None)
    return post
