"""What goes with a post to another instance beside its fields: the pictures behind its targets, its old addresses."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, select, update

from blogdesk.core.database import db
from blogdesk.media.models import Media
from blogdesk.posts.models import Post, PostLink, PostPicture, PostViews, Redirect
from blogdesk.posts.pictures import beside, is_relative, media_id_of
from blogdesk.posts.redirects import add_redirect, clean_path


def pictures_of(post_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[str, uuid.UUID]]:
    """For each post, the pictures behind targets that do not name them themselves. One query."""
    query = select(PostPicture).where(PostPicture.post_id.in_(post_ids), PostPicture.media_id.is_not(None))
    found: dict[uuid.UUID, dict[str, uuid.UUID]] = defaultdict(dict)
    for row in db.session.scalars(query):
        if row.media_id is not None and media_id_of(row.target) != row.media_id:
            found[row.post_id][row.target] = row.media_id
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


def set_pictures(post: Post, pictures: Mapping[str, uuid.UUID]) -> None:
    """Have these targets show these pictures; a target that is not named keeps what it had. Flushes."""
    rows = {row.target: row for row in db.session.scalars(select(PostPicture).where(PostPicture.post_id == post.id))}
    for target, media_id in pictures.items():
        if target in rows:
            rows[target].media_id = media_id
        else:
            db.session.add(PostPicture(post_id=post.id, target=target, media_id=media_id))
    if pictures:
        post.html = None
    db.session.flush()


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
