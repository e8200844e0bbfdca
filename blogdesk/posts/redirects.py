"""Addresses that moved."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from blogdesk.core.database import db
from blogdesk.errors import NotFound
from blogdesk.posts.models import Post, Redirect


def clean_path(path: str) -> str:
    """A path as it is kept: one leading slash, none at the end, no query."""
    return "/" + path.partition("?")[0].partition("#")[0].strip("/")


def find_redirect(path: str) -> Redirect | None:
    """Where this path went."""
    return db.session.scalars(select(Redirect).where(Redirect.path == clean_path(path))).one_or_none()


def add_redirect(path: str, post: Post, *, reason: str = "alias") -> Redirect | None:
    """Have the path answer 301 to the post; an address that leads elsewhere already is left alone. Flushes."""
    plain = clean_path(path)
    found = find_redirect(plain)
    if found is not None:
        return found if found.post_id == post.id else None
    redirect = Redirect(path=plain, post_id=post.id, reason=reason)
    db.session.add(redirect)
    db.session.flush()
    return redirect


def keep_old_address(post: Post) -> None:
    """Called before a published post's slug changes: its old slug will answer 301.

    Kept as `/posts/<slug>`; the site maps its permalink pattern to that form before it looks.
    """
    add_redirect(f"/{post.kind}s/{post.slug}", post, reason="slug")


def list_redirects(*, after: str = "", limit: int = 100) -> Sequence[Redirect]:
    """Redirects by their path, from the first one behind `after`."""
    return db.session.scalars(select(Redirect).where(Redirect.path > after).order_by(Redirect.path).limit(limit)).all()


def get_redirect(redirect_id: uuid.UUID) -> Redirect:
    """The redirect of this id.

    Raises:
        NotFound: there is none.
    """
    redirect = db.session.get(Redirect, redirect_id)
    if redirect is None:
        raise NotFound("There is no such redirect.")
    return redirect


def delete_redirect(redirect: Redirect) -> None:
    """Have the old address lead nowhere. Flushes."""
    db.session.delete(redirect)
    db.session.flush()


def aliases_of(post: Post) -> list[str]:
    """The old addresses of a post that its author gave."""
    query = select(Redirect.path).where(Redirect.post_id == post.id, Redirect.reason == "alias").order_by(Redirect.path)
    return list(db.session.scalars(query))
