"""What readers can see, asked for the public pages; each answer is one query."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, func, literal, or_, select, union_all
from sqlalchemy.orm import defer, joinedload, lazyload, load_only

from blogdesk.accounts.models import User
from blogdesk.core.changes import Instance
from blogdesk.core.clock import now
from blogdesk.core.database import UTCDateTime, db
from blogdesk.media.models import Media
from blogdesk.posts.models import Post, post_tag
from blogdesk.posts.permalinks import public_path
from blogdesk.posts.queries import public
from blogdesk.settings.models import Setting
from blogdesk.settings.service import SiteSettings
from blogdesk.taxonomy.models import Category, Tag

# A line of navigation holds no more.
_MAX_NAV_PAGES = 5


def nav_pages() -> Sequence[tuple[str, str]]:
    """Slug and title of the public pages, the oldest first: they stand in the navigation."""
    query = select(Post.slug, Post.title).where(*public("page")).order_by(Post.published_at, Post.id)
    return [(slug, title) for slug, title in db.session.execute(query.limit(_MAX_NAV_PAGES))]


def find_author(username: str) -> User | None:
    """The user of this name, if a reader may see a post by them."""
    seen = select(Post.id).where(*public(None), Post.author_id == User.id).exists()
    return db.session.scalars(select(User).where(User.username == username, seen)).one_or_none()


def was_public(slug: str, kind: str) -> bool:
    """Whether readers knew a post of this slug that is now in the trash."""
    query = select(Post.id).where(Post.slug == slug, Post.kind == kind, Post.deleted_at.is_not(None))
    return db.session.scalars(query.where(Post.status == "published").limit(1)).first() is not None


class PostName(NamedTuple):
    """As much of a post as a link to it needs."""

    id: uuid.UUID
    kind: str
    slug: str
    title: str
    published_at: datetime


_MOMENT = bindparam("moment", type_=UTCDateTime)
_AT, _ID = bindparam("at", type_=UTCDateTime), bindparam("id", type_=Uuid)


def _seen(post: Any) -> tuple[ColumnElement[bool], ...]:
    """What makes a post readable, over the model or its bare table."""
    return (
        post.deleted_at.is_(None),
        post.status == "published",
        post.published_at <= _MOMENT,
        or_(post.expires_at.is_(None), post.expires_at > _MOMENT),
    )


# Every page of a post asks these. Made once, and the small ones over the bare table: making a statement, and having
# the ORM look at it, costs more than running it.
_READ = (
    select(Post)
    .where(Post.slug == bindparam("slug"), Post.kind == bindparam("kind"), *_seen(Post))
    .options(
        joinedload(Post.tags).load_only(Tag.slug, Tag.name),
        joinedload(Post.category).load_only(Category.path, Category.name),
        joinedload(Post.author).options(load_only(User.username, User.name), lazyload(User.role)),
        joinedload(Post.cover).defer(Media.removed),
        defer(Post.created_at),
        defer(Post.markdown),
        defer(Post.front_matter),
        defer(Post.extra),
    )
)
_T = Post.__table__.c
_NAME = select(_T.id, _T.kind, _T.slug, _T.title, _T.published_at).where(_T.kind == "post", *_seen(_T))
_BEFORE = or_(_T.published_at < _AT, and_(_T.published_at == _AT, _T.id < _ID))
_AFTER = or_(_T.published_at > _AT, and_(_T.published_at == _AT, _T.id > _ID))
_EARLIER = _NAME.where(_BEFORE).order_by(_T.published_at.desc(), _T.id.desc()).limit(1)
_LATER = _NAME.where(_AFTER).order_by(_T.published_at, _T.id).limit(1)
_SHARED = (
    select(post_tag.c.post_id, func.count().label("shared"))
    .where(post_tag.c.tag_id.in_(bindparam("tags", expanding=True)), post_tag.c.post_id != _ID)
    .group_by(post_tag.c.post_id)
    .subquery()
)
_ALIKE = (
    _NAME.join_from(Post.__table__, _SHARED, _SHARED.c.post_id == _T.id)
    .order_by(_SHARED.c.shared.desc(), _T.published_at.desc())
    .limit(3)
)
_BESIDE = union_all(
    *(select(literal(place).label("place"), named.subquery()) for place, named in enumerate((_EARLIER, _LATER, _ALIKE)))
)


def find_readable(slug: str, kind: str) -> Post | None:
    """The post or page of this slug, if a reader may see it, with all that its page shows. One query."""
    given = {"slug": slug, "kind": kind, "moment": now()}
    return db.session.scalars(_READ, given).unique().one_or_none()


@dataclass(frozen=True)
class Beside:
    """What a post leads on to: the public posts just before and after it, and three that share tags with it."""

    earlier: PostName | None
    later: PostName | None
    alike: tuple[PostName, ...]


def posts_beside(post: Post) -> Beside:
    """The posts a reader may go on to, in one query. Those alike: most shared tags first, then newest."""
    given = {"moment": now(), "at": post.published_at, "id": post.id, "tags": [tag.id for tag in post.tags]}
    found: tuple[list[PostName], ...] = ([], [], [])
    for row in db.session.execute(_BESIDE, given):
        found[row.place].append(_name(row))
    earlier, later, alike = found
    return Beside(next(iter(earlier), None), next(iter(later), None), tuple(alike))


def _name(row: Any) -> PostName:
    return PostName(row.id, row.kind, row.slug, row.title, row.published_at)


def every_location(site: SiteSettings) -> list[tuple[str, datetime]]:
    """Path and last change of every public post and page, newest first, without loading their texts."""
    columns = (Post.id, Post.kind, Post.slug, Post.title, Post.published_at, Post.updated_at)
    query = select(*columns).where(*public(None)).order_by(Post.published_at.desc(), Post.id.desc())
    found = []
    for row in db.session.execute(query):
        name = _name(row)
        found.append((public_path(name, site), max(name.published_at, row.updated_at)))
    return found


def public_version() -> tuple[object, ...]:
    """A value that differs whenever another process changed something a reader can see."""
    count = select(func.count()).select_from(Setting).scalar_subquery()
    changed = select(func.max(Setting.updated_at)).scalar_subquery()
    return tuple(db.session.execute(select(Instance.change_seq, Instance.epoch, count, changed)).one())


def next_moment() -> datetime | None:
    """The next moment at which time alone changes what readers see: a post appears or expires."""
    moment = now()
    appears = select(func.min(Post.published_at)).where(
        Post.status.in_(("scheduled", "published")), Post.published_at > moment, Post.deleted_at.is_(None)
    )
    expires = select(func.min(Post.expires_at)).where(Post.status == "published", Post.expires_at > moment)
    found = [at for at in (db.session.scalar(appears), db.session.scalar(expires)) if at is not None]
    return min(found, default=None)


def find_public_by_id(post_id: uuid.UUID) -> Post | None:
    """The post or page of this id, if a reader may see it."""
    return db.session.scalars(select(Post).where(Post.id == post_id, *public(None))).one_or_none()
