"""What readers can see, asked for the public pages; each answer is one query."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from blogdesk.accounts.models import User
from blogdesk.core.changes import Instance
from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.posts.models import Post
from blogdesk.posts.permalinks import public_path
from blogdesk.posts.queries import public
from blogdesk.settings.models import Setting
from blogdesk.settings.service import SiteSettings

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


def every_location(site: SiteSettings) -> list[tuple[str, datetime]]:
    """Path and last change of every public post and page, newest first, without loading their texts."""
    query = select(Post.slug, Post.kind, Post.published_at, Post.updated_at).where(*public(None))
    rows = db.session.execute(query.order_by(Post.published_at.desc(), Post.id.desc()))
    return [
        (public_path(Post(slug=slug, kind=kind, published_at=published), site), max(published or changed, changed))
        for slug, kind, published, changed in rows
    ]


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
