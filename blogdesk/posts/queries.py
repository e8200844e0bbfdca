"""Reading many posts at once, each page in a fixed number of queries."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.pagination import Page, decode_cursor, encode_cursor, no_such_place
from blogdesk.posts.models import EditorPlace, Post, post_tag
from blogdesk.taxonomy.models import Category, Tag

Order = Literal["recent", "published"]


@dataclass(frozen=True)
class PostFilter:
    """Which posts: each given field narrows. `category` is a path and includes what lies below it."""

    status: str | None = None
    kind: str | None = None
    tag: str | None = None
    category: str | None = None
    author_id: uuid.UUID | None = None
    updated_since: datetime | None = None
    published_from: datetime | None = None
    published_before: datetime | None = None
    ids: Sequence[uuid.UUID] | None = None
    in_trash: bool = False
    text_in_title: str | None = None
    # Only what this account may see: what is public, and what is its own.
    visible_to: uuid.UUID | None = None


def conditions(wanted: PostFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on Post."""
    found: list[ColumnElement[bool]] = [Post.deleted_at.is_not(None) if wanted.in_trash else Post.deleted_at.is_(None)]
    equal = ((Post.status, wanted.status), (Post.kind, wanted.kind), (Post.author_id, wanted.author_id))
    found += [column == value for column, value in equal if value is not None]
    if wanted.tag is not None:
        tagged = select(post_tag.c.post_id).join(Tag, Tag.id == post_tag.c.tag_id).where(Tag.slug == wanted.tag)
        found.append(Post.id.in_(tagged))
    if wanted.category is not None:
        below = Category.path.startswith(f"{wanted.category}/", autoescape=True)
        inside = select(Category.id).where(or_(Category.path == wanted.category, below))
        found.append(Post.category_id.in_(inside))
    if wanted.updated_since is not None:
        found.append(Post.updated_at >= wanted.updated_since)
    if wanted.published_from is not None:
        found.append(Post.published_at >= wanted.published_from)
    if wanted.published_before is not None:
        found.append(Post.published_at < wanted.published_before)
    if wanted.ids is not None:
        found.append(Post.id.in_(wanted.ids))
    if wanted.text_in_title:
        found.append(Post.title.icontains(wanted.text_in_title, autoescape=True))
    if wanted.visible_to is not None:
        found.append(or_(Post.author_id == wanted.visible_to, and_(*public(None))))
    return found


def public(kind: str | None = "post") -> list[ColumnElement[bool]]:
    """The conditions under which a reader may see a post: published, its moment has come, not expired, not trashed."""
    moment = now()
    seen = [
        Post.deleted_at.is_(None),
        Post.status == "published",
        Post.published_at <= moment,
        or_(Post.expires_at.is_(None), Post.expires_at > moment),
    ]
    return seen if kind is None else [*seen, Post.kind == kind]


def whole() -> Select[Post]:
    """A select of posts that brings tags, category, author and cover along, in two queries whatever their number."""
    return select(Post).options(
        selectinload(Post.tags), joinedload(Post.category), joinedload(Post.author), joinedload(Post.cover)
    )


def posts_by_id(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Post]:
    """The posts of these ids, also from the trash, with what `whole` brings along."""
    return {post.id: post for post in db.session.scalars(whole().where(Post.id.in_(ids)))}


def whole_posts(ids: Sequence[uuid.UUID]) -> Sequence[Post]:
    """These posts with all that belongs to them, the trash aside."""
    return db.session.scalars(whole().where(Post.id.in_(ids), Post.deleted_at.is_(None))).all()


def list_posts(
    wanted: PostFilter,
    *,
    cursor: str | None = None,
    limit: int = 50,
    order: Order = "recent",
    only_public: bool = False,
) -> Page[Post]:
    """A page of posts, newest first: by last change (`recent`) or by publication (`published`).

    Raises:
        NotFound: the cursor is not one of ours.
    """
    column = Post.updated_at if order == "recent" else Post.published_at
    query = whole().where(*conditions(wanted), *(public(wanted.kind) if only_public else ()))
    if order == "published":
        query = query.where(Post.published_at.is_not(None))
    if cursor:
        at, last = _place(cursor)
        query = query.where(or_(column < at, and_(column == at, Post.id < last)))
    rows = db.session.scalars(query.order_by(column.desc(), Post.id.desc()).limit(limit + 1)).all()
    items = rows[:limit]
    more = len(rows) > limit
    return Page(items, encode_cursor(_moment(items[-1], order).isoformat(), str(items[-1].id)) if more else None)


def every_post(wanted: PostFilter) -> Sequence[Post]:
    """Every post the filter finds, the oldest publication first, drafts at the end; for work on a whole blog."""
    query = whole().where(*conditions(wanted))
    return db.session.scalars(query.order_by(Post.published_at.is_(None), Post.published_at, Post.id)).all()


def _place(cursor: str) -> tuple[datetime, uuid.UUID]:
    moment, post_id = decode_cursor(cursor, str, str)
    try:
        at, last = datetime.fromisoformat(str(moment)), uuid.UUID(str(post_id))
    except ValueError:
        raise no_such_place() from None
    if at.tzinfo is None:
        raise no_such_place()
    return at, last


def _moment(post: Post, order: Order) -> datetime:
    return post.updated_at if order == "recent" else post.published_at or post.updated_at


def page_of_public_posts(wanted: PostFilter, *, page: int, per_page: int) -> tuple[Sequence[Post], int]:
    """One numbered page of what readers see, newest first, and how many posts there are in all."""
    narrowed = [*conditions(wanted), *public(wanted.kind)]
    total = db.session.scalar(select(func.count()).select_from(Post).where(*narrowed)) or 0
    query = whole().where(*narrowed).order_by(Post.published_at.desc(), Post.id.desc())
    return db.session.scalars(query.limit(per_page).offset((page - 1) * per_page)).all(), total


def find_public(slug: str, kind: str) -> Post | None:
    """The post or page of this slug, if a reader may see it."""
    return db.session.scalars(whole().where(Post.slug == slug, *public(kind))).one_or_none()


def count_posts(wanted: PostFilter) -> int:
    """How many posts the filter finds."""
    return db.session.scalar(select(func.count()).select_from(Post).where(*conditions(wanted))) or 0


def count_same_title(title: str, *, except_id: uuid.UUID) -> int:
    """How many other posts have this title, letter case aside; the trash is not counted."""
    same = func.lower(Post.title) == title.strip().lower()
    query = select(func.count()).select_from(Post).where(same, Post.id != except_id, Post.deleted_at.is_(None))
    return db.session.scalar(query) or 0


def count_by_status(kind: str | None = None) -> dict[str, int]:
    """How many posts are in each status; trashed ones are not counted."""
    query = select(Post.status, func.count()).where(Post.deleted_at.is_(None)).group_by(Post.status)
    if kind is not None:
        query = query.where(Post.kind == kind)
    return dict(db.session.execute(query).all())


def tag_counts(*, only_public: bool = False) -> dict[uuid.UUID, int]:
    """How many posts each tag has."""
    narrowed = public(None) if only_public else [Post.deleted_at.is_(None)]
    query = select(post_tag.c.tag_id, func.count()).join(Post, Post.id == post_tag.c.post_id).where(*narrowed)
    return dict(db.session.execute(query.group_by(post_tag.c.tag_id)).all())


def category_counts(*, only_public: bool = False) -> dict[uuid.UUID, int]:
    """How many posts each category has itself, without those below it."""
    narrowed = public(None) if only_public else [Post.deleted_at.is_(None)]
    query = select(Post.category_id, func.count()).where(Post.category_id.is_not(None), *narrowed)
    return {found: count for found, count in db.session.execute(query.group_by(Post.category_id)) if found}


def publication_times() -> Sequence[datetime]:
    """When each public post was published, newest first: the archive is made of these."""
    query = select(Post.published_at).where(*public("post")).order_by(Post.published_at.desc())
    return [moment for moment in db.session.scalars(query) if moment is not None]


def neighbours(post: Post) -> tuple[Post | None, Post | None]:
    """The public posts just before and just after this one."""
    key = (Post.published_at, Post.id)
    at = post.published_at
    earlier = or_(key[0] < at, and_(key[0] == at, key[1] < post.id))
    later = or_(key[0] > at, and_(key[0] == at, key[1] > post.id))
    seen = select(Post).where(*public("post"))
    before = seen.where(earlier).order_by(key[0].desc(), key[1].desc()).limit(1)
    after = seen.where(later).order_by(key[0], key[1]).limit(1)
    return db.session.scalars(before).one_or_none(), db.session.scalars(after).one_or_none()


def related(post: Post, *, limit: int = 3) -> Sequence[Post]:
    """Public posts that share tags with this one: most shared first, then newest."""
    ids = [tag.id for tag in post.tags]
    if not ids:
        return []
    shared = (
        select(post_tag.c.post_id, func.count().label("shared"))
        .where(post_tag.c.tag_id.in_(ids), post_tag.c.post_id != post.id)
        .group_by(post_tag.c.post_id)
        .subquery()
    )
    query = whole().join(shared, shared.c.post_id == Post.id).where(*public("post"))
    return db.session.scalars(query.order_by(shared.c.shared.desc(), Post.published_at.desc()).limit(limit)).all()


def posts_due(*, for_update: bool = False) -> Sequence[Post]:
    """Scheduled posts whose moment has come. `for_update`: leaves out those another process is publishing."""
    due = [Post.status == "scheduled", Post.published_at <= now(), Post.deleted_at.is_(None)]
    query = select(Post).where(*due)
    return db.session.scalars(query.with_for_update(skip_locked=True) if for_update else query).all()


def last_opened() -> uuid.UUID | None:
    """The post the author was in last."""
    query = select(EditorPlace.post_id).join(Post, Post.id == EditorPlace.post_id).where(Post.deleted_at.is_(None))
    return db.session.scalars(query.order_by(EditorPlace.opened_at.desc()).limit(1)).one_or_none()
