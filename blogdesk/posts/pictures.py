"""What a post shows and links to: the map from targets as written to media and posts."""

import posixpath
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from sqlalchemy import delete, or_, select

from blogdesk.content.targets import find_targets
from blogdesk.core.database import db
from blogdesk.media.models import Media
from blogdesk.media.pictures import scales
from blogdesk.posts.models import Post, PostLink, PostPicture


@dataclass(frozen=True)
class TargetMap:
    """The pictures and posts behind a text's targets."""

    media: Mapping[str, Media] = field(default_factory=dict)
    posts: Mapping[str, Post] = field(default_factory=dict)


def media_id_of(target: str) -> uuid.UUID | None:
    """The id in `media:{uuid}`, or None."""
    return _id_after("media:", target)


def post_id_of(target: str) -> uuid.UUID | None:
    """The id in `post:{uuid}`, or None."""
    return _id_after("post:", target)


def _id_after(scheme: str, target: str) -> uuid.UUID | None:
    if not target.startswith(scheme):
        return None
    try:
        return uuid.UUID(target.removeprefix(scheme))
    except ValueError:
        return None


def is_relative(target: str) -> bool:
    """Whether a target as written is a path beside the post's own file."""
    head = target.split("/", 1)[0]
    return bool(target) and ":" not in head and not target.startswith(("/", "#", "?"))


def leads_inside(target: str) -> bool:
    """Whether a link may lead to a post of ours: by id, by a path beside the post, or from the site's root."""
    return target.startswith(("post:", "/")) or is_relative(target)


def beside(source_path: str, target: str) -> str:
    """The path of a relative target, seen from the folder that the post's file was imported from."""
    plain = unquote(target.partition("#")[0].partition("?")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(source_path), plain))


def renew_targets(post: Post) -> None:
    """Bring the post's rows of pictures and links in line with its text; files already known stay known. Flushes."""
    targets = find_targets(post.markdown)
    pictures = {t.target for t in targets if t.kind == "image"}
    links = {t.target for t in targets if t.kind == "link" and leads_inside(t.target)}
    known = {row.target: row for row in db.session.scalars(select(PostPicture).where(PostPicture.post_id == post.id))}
    for target in pictures - known.keys():
        db.session.add(PostPicture(post_id=post.id, target=target, media_id=_existing_media(target)))
    # A relative target keeps its row: the text may come back to it, and the file is known nowhere else.
    gone = [row.id for target, row in known.items() if target not in pictures and media_id_of(target)]
    if gone:
        db.session.execute(delete(PostPicture).where(PostPicture.id.in_(gone)))
    _renew_links(post, links)
    db.session.flush()


def _existing_media(target: str) -> uuid.UUID | None:
    media_id = media_id_of(target)
    return media_id if media_id and db.session.get(Media, media_id) else None


def _renew_links(post: Post, links: set[str]) -> None:
    known = {row.target: row for row in db.session.scalars(select(PostLink).where(PostLink.post_id == post.id))}
    for target in links - known.keys():
        db.session.add(PostLink(post_id=post.id, target=target, target_post_id=_existing_post(post, target)))
    for target in known.keys() - links:
        db.session.delete(known[target])


def _existing_post(post: Post, target: str) -> uuid.UUID | None:
    post_id = post_id_of(target)
    if post_id is not None:
        return post_id if db.session.get(Post, post_id) else None
    if post.source_path and is_relative(target):
        path = beside(post.source_path, target)
        query = select(Post.id).where(Post.source_path.in_([path, f"{path}.md", f"{path}/index.md"]))
        return db.session.scalars(query.limit(1)).one_or_none()
    return None


def target_map(post: Post) -> TargetMap:
    """The pictures and posts behind the post's targets, in two queries."""
    pictures = db.session.execute(
        select(PostPicture.target, Media)
        .join(Media, Media.id == PostPicture.media_id)
        .where(PostPicture.post_id == post.id)
    )
    links = db.session.execute(
        select(PostLink.target, Post).join(Post, Post.id == PostLink.target_post_id).where(PostLink.post_id == post.id)
    )
    return TargetMap(dict(pictures.all()), dict(links.all()))


def targets_by_id(targets: Iterable[str]) -> TargetMap:
    """The pictures and posts behind `media:{uuid}` and `post:{uuid}` targets, in two queries: for unsaved texts."""
    media_ids = {found: target for target in targets if (found := media_id_of(target))}
    post_ids = {found: target for target in targets if (found := post_id_of(target))}
    media = db.session.scalars(select(Media).where(Media.id.in_(media_ids))) if media_ids else ()
    posts = db.session.scalars(select(Post).where(Post.id.in_(post_ids))) if post_ids else ()
    return TargetMap({media_ids[one.id]: one for one in media}, {post_ids[one.id]: one for one in posts})


def posts_showing(media_id: uuid.UUID) -> Sequence[Post]:
    """The posts whose text or cover shows this picture, newest first, those in the trash too."""
    in_text = select(PostPicture.post_id).where(PostPicture.media_id == media_id)
    shown = or_(Post.id.in_(in_text), Post.cover_media_id == media_id)
    return db.session.scalars(select(Post).where(shown).order_by(Post.updated_at.desc())).all()


def first_picture(post: Post) -> Media | None:
    """The first photograph of the text: what stands for a post without a cover elsewhere."""
    known = target_map(post).media
    shown = (known.get(found.target) for found in find_targets(post.markdown) if found.kind == "image")
    return next((media for media in shown if media is not None and not media.deleted_at and scales(media)), None)


def media_of(post: Post) -> list[Media]:
    """Every picture the post needs to be shown whole: in its text, and its cover."""
    shown = {media.id: media for media in target_map(post).media.values()}
    if post.cover is not None:
        shown[post.cover.id] = post.cover
    return list(shown.values())
