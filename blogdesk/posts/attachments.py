"""What goes with a post to another instance beside its fields: the pictures behind its targets, its old addresses."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Select, delete, select, update

from blogdesk.core.database import db
from blogdesk.media.models import Media
from blogdesk.posts.models import Post, PostLink, PostPicture, PostViews, Redirect
from blogdesk.posts.pictures import beside, is_relative, media_id_of, post_id_of
from blogdesk.posts.redirects import add_redirect, clean_path

Row = TypeVar("Row", PostPicture, PostLink)


def targets_of(post_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[str, str]]:
    """For each post, what is behind targets that do not say so themselves: `media:{id}` or `post:{id}`. Two queries."""
    pictures = select(PostPicture).where(PostPicture.post_id.in_(post_ids), PostPicture.media_id.is_not(None))
    links = select(PostLink).where(PostLink.post_id.in_(post_ids), PostLink.target_post_id.is_not(None))
    found: dict[uuid.UUID, dict[str, str]] = defaultdict(dict)
    for picture in db.session.scalars(pictures):
        if media_id_of(picture.target) != picture.media_id:
            found[picture.post_id][picture.target] = f"media:{picture.media_id}"
    for link in db.session.scalars(links):
        if post_id_of(link.target) != link.target_post_id:
            found[link.post_id][link.target] = f"post:{link.target_post_id}"
    return found


def aliases_of_posts(post_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """For each post, the old addresses its author named. One query."""
    query = select(Redirect).where(Redirect.post_id.in_(post_ids), Redirect.reason == "alias").order_by(Redirect.path)
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for row in db.session.scalars(query):
        if row.post_id is not None:
            found[row.post_id].append(row.path)
    return found


def views_of(post_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """How often each of the posts was read. One query."""
    query = select(PostViews.post_id, PostViews.total).where(PostViews.post_id.in_(post_ids))
    return dict(db.session.execute(query).all())


def missing_media(media_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of the ids that no picture of ours has."""
    wanted = list(media_ids)
    there = set(db.session.scalars(select(Media.id).where(Media.id.in_(wanted), Media.deleted_at.is_(None))))
    return [media_id for media_id in wanted if media_id not in there]


def set_targets(post: Post, targets: Mapping[str, str]) -> None:
    """Have these targets lead to these pictures (`media:{id}`) and posts (`post:{id}`). Flushes.

    A target that is not named keeps what it had. A post that is not here yet is passed over: its link finds it by
    the file it came from, once it is (`claim_links`).
    """
    pictures = {row.target: row for row in db.session.scalars(_rows(PostPicture, post))}
    links = {row.target: row for row in db.session.scalars(_rows(PostLink, post))}
    for target, meant in targets.items():
        media_id, other_id = media_id_of(meant), post_id_of(meant)
        if media_id is not None:
            row = pictures.get(target) or PostPicture(post_id=post.id, target=target)
            row.media_id = media_id
            db.session.add(row)
        elif other_id is not None and target in links and db.session.get(Post, other_id) is not None:
            links[target].target_post_id = other_id
    if targets:
        post.html = None
    db.session.flush()


def _rows(table: type[Row], post: Post) -> Select[Row]:
    return select(table).where(table.post_id == post.id)


def set_aliases(post: Post, paths: Iterable[str]) -> None:
    """Have exactly these old addresses lead to the post; one that leads elsewhere is left alone. Flushes."""
    wanted = {clean_path(path) for path in paths}
    gone = delete(Redirect).where(
        Redirect.post_id == post.id, Redirect.reason == "alias", Redirect.path.not_in(wanted or {""})
    )
    db.session.execute(gone)
    for path in sorted(wanted):
        add_redirect(path, post)


def claim_links(post: Post) -> None:
    """Have links that were written before this post came lead to it: by its id, or by the file it came from."""
    waiting = PostLink.target_post_id.is_(None)
    db.session.execute(
        update(PostLink).where(waiting, PostLink.target == f"post:{post.id}").values(target_post_id=post.id)
    )
    name = _file_name(post.source_path or "")
    if not name:
        return
    query = select(PostLink, Post.source_path).join(Post, Post.id == PostLink.post_id)
    query = query.where(waiting, PostLink.target.contains(name, autoescape=True), Post.source_path.is_not(None))
    for link, source in db.session.execute(query):
        if is_relative(link.target) and post.source_path in _files_meant(beside(source or "", link.target)):
            link.target_post_id = post.id
            _forget_rendering(link.post_id)
    db.session.flush()


def _forget_rendering(post_id: uuid.UUID) -> None:
    db.session.execute(update(Post).where(Post.id == post_id).values(html=None, updated_at=Post.updated_at))


def _file_name(path: str) -> str:
    """The part of a path that a link to it must hold: the file's name, or its folder's for an `index.md`."""
    parts = path.removesuffix(".md").split("/")
    return parts[-2] if parts[-1] == "index" and len(parts) > 1 else parts[-1]


def _files_meant(path: str) -> tuple[str, ...]:
    return path, f"{path}.md", f"{path}/index.md"
