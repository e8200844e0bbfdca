"""Taking in many posts at once, as an import does: a handful of statements, whatever their number.

What costs time and can wait (rendering, exact word counts, the search index) is left to whoever hears `PostsImported`.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, insert, select, update

from blogdesk.content.reading_time import count_words, reading_minutes
from blogdesk.content.slugs import numbered
from blogdesk.core import events
from blogdesk.core.changes import record_change
from blogdesk.core.clock import now
from blogdesk.core.database import Model, db
from blogdesk.core.ids import uuid7
from blogdesk.posts.events import PostsImported
from blogdesk.posts.fields import PLAIN, PostFields
from blogdesk.posts.models import Post, PostLink, PostPicture, Redirect, post_tag
from blogdesk.posts.queries import whole
from blogdesk.posts.redirects import clean_path
from blogdesk.posts.service import summary_of
from blogdesk.taxonomy.service import ensure_category, ensure_tags, name_key

# What a row has when the import says nothing of it.
DEFAULTS: dict[str, Any] = {
    "kind": "post", "status": "draft", "title": "", "markdown": "", "eol": "lf", "excerpt": "", "summary": "",
    "canonical_url": "", "meta_title": "", "meta_description": "", "featured": False, "comments_open": True,
    "cover_media_id": None, "cover_alt": "", "published_at": None, "expires_at": None, "author_id": None,
    "source_path": None, "front_matter": "", "extra": {}, "rev": 1, "journal_seq": 0, "deleted_at": None,
    "html": None, "render_key": None,
}  # fmt: skip


@dataclass
class ImportedPost:
    """A post about to be taken in. `pictures` and `links` map targets as written to ids, None when not ours."""

    fields: PostFields
    aliases: Sequence[str] = ()
    pictures: Mapping[str, uuid.UUID | None] = field(default_factory=dict)
    links: Mapping[str, uuid.UUID | None] = field(default_factory=dict)
    id: uuid.UUID = field(default_factory=uuid7)
    slug: str = ""


def choose_slugs(posts: Iterable[ImportedPost]) -> list[ImportedPost]:
    """Give each post its slug, or the next free number of it; gives the posts that had to take a number."""
    taken = {(kind, slug) for kind, slug in db.session.execute(select(Post.kind, Post.slug))}
    moved = []
    for post in posts:
        kind, wanted = post.fields.get("kind", "post"), post.fields.get("slug") or "untitled"
        slug, number = wanted, 1
        while (kind, slug) in taken:
            number += 1
            slug = numbered(wanted, number)
        taken.add((kind, slug))
        post.slug = slug
        if slug != wanted:
            moved.append(post)
    return moved


def insert_posts(posts: Sequence[ImportedPost]) -> None:
    """Write the posts with their tags, pictures, links and old addresses. Their slugs are chosen. Flushes."""
    if not posts:
        return
    tags = _tags_of(posts)
    categories = {path: ensure_category(path) for path in {p.fields.get("category") for p in posts} if path}
    moment = now()
    rows = []
    for post in posts:
        category = categories.get(post.fields.get("category") or "")
        rows.append({**_row(post), "category_id": category.id if category else None, "created_at": moment})
    _insert(Post, rows)
    _insert(post_tag, [row for post in posts for row in _tag_rows(post, tags)])
    _insert(PostPicture, [_target(post.id, t) | {"media_id": m} for post in posts for t, m in post.pictures.items()])
    _insert(PostLink, [_target(post.id, t) | {"target_post_id": p} for post in posts for t, p in post.links.items()])
    _insert(Redirect, _redirects(posts))
    for post in posts:
        record_change("post", post.id, 1)
    events.publish(PostsImported(tuple(post.id for post in posts)))


def _insert(into: type[Model] | Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(into), rows)


def _row(post: ImportedPost) -> dict[str, Any]:
    fields = post.fields
    words = len(fields.get("markdown", "").split())
    plain = {name: fields[name] for name in PLAIN if name in fields}  # type: ignore[literal-required]
    changed_at = fields.get("published_at") or now()
    return DEFAULTS | plain | {
        "id": post.id, "slug": post.slug, "slug_is_own": True, "word_count": words,
        "reading_minutes": reading_minutes(words), "updated_at": min(changed_at, now()),
    }  # fmt: skip


def _tags_of(posts: Sequence[ImportedPost]) -> dict[str, uuid.UUID]:
    names = [name for post in posts for name in post.fields.get("tags", [])]
    return {tag.name_key: tag.id for tag in ensure_tags(names)} if names else {}


def _tag_rows(post: ImportedPost, tags: Mapping[str, uuid.UUID]) -> list[dict[str, Any]]:
    ids = dict.fromkeys(tags[name_key(name)] for name in post.fields.get("tags", []) if name_key(name) in tags)
    return [{"post_id": post.id, "tag_id": tag_id, "position": number} for number, tag_id in enumerate(ids)]


def _target(post_id: uuid.UUID, target: str) -> dict[str, Any]:
    return {"id": uuid7(), "post_id": post_id, "target": target}


def _redirects(posts: Sequence[ImportedPost]) -> list[dict[str, Any]]:
    """Old addresses that nothing has yet; the first post that names one gets it."""
    taken = set(db.session.scalars(select(Redirect.path)))
    moment, rows = now(), []
    for post in posts:
        for alias in post.aliases:
            path = clean_path(alias)[:500]
            if path not in taken and path != "/":
                taken.add(path)
                row = {"id": uuid7(), "path": path, "post_id": post.id, "target": "", "status": 301}
                rows.append({**row, "reason": "alias", "created_at": moment})
    return rows


def settle_posts(post_ids: Sequence[uuid.UUID]) -> list[Post]:
    """Renew what an import left for later, without another revision: nothing an author wrote changes. Flushes."""
    posts = list(db.session.scalars(whole().where(Post.id.in_(post_ids))))
    for post in posts:
        words = count_words(post.markdown)
        values = {"word_count": words, "reading_minutes": reading_minutes(words), "summary": summary_of(post.markdown)}
        # The date of the last change is the author's: it stays.
        db.session.execute(update(Post).where(Post.id == post.id).values(**values, updated_at=Post.updated_at))
    db.session.flush()
    return posts
