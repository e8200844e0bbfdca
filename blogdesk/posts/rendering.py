"""A post as HTML: rendered once, kept on its row, made again only when its text, pictures or the renderer changed."""

import uuid

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import set_committed_value

from blogdesk.content.links import ResolvedImage
from blogdesk.content.markdown import Rendered, render
from blogdesk.core.database import db
from blogdesk.core.transactions import in_transaction
from blogdesk.media.pictures import resolved_picture
from blogdesk.posts.models import Post, PostLink, PostPicture
from blogdesk.posts.permalinks import public_path
from blogdesk.posts.pictures import TargetMap, target_map
from blogdesk.settings.service import SiteSettings, site_settings

# Part of every render key: raise it when the renderer's output changes, and everything is made anew.
RENDERER_VERSION = "1"


class PostResolver:
    """Turns the targets of one post into addresses. `base_url` makes them absolute, as feeds need them."""

    def __init__(self, targets: TargetMap, site: SiteSettings, *, base_url: str = "") -> None:
        self._targets = targets
        self._site = site
        self._base_url = base_url

    def image(self, target: str) -> ResolvedImage | None:
        """The picture behind `media:{uuid}` or a path beside the post."""
        media = self._targets.media.get(target)
        return resolved_picture(media, self._base_url) if media else None

    def link(self, target: str) -> str | None:
        """The address of the post behind `post:{uuid}` or a path beside the post, or of a picture linked to."""
        plain, mark, fragment = target.partition("#")
        post = self._targets.posts.get(target) or self._targets.posts.get(plain)
        if post is not None:
            return f"{self._base_url}{public_path(post, self._site)}{mark}{fragment}"
        media = self._targets.media.get(target)
        return resolved_picture(media, self._base_url).src if media else None


def resolver_of(post: Post, *, base_url: str = "") -> PostResolver:
    """The resolver over the post's own map."""
    return PostResolver(target_map(post), site_settings(), base_url=base_url)


def rendered_html(post: Post) -> str:
    """The post's HTML: the kept one, or a new one, which is kept when this runs inside a transaction."""
    if post.html is not None and post.render_key == RENDERER_VERSION:
        return post.html
    html = rendered(post).html
    # Not a change of the post: it must not be flushed as one by whoever only reads.
    set_committed_value(post, "html", html)
    set_committed_value(post, "render_key", RENDERER_VERSION)
    if in_transaction():
        keep_rendering(post.id, post.rev, html)
    return html


def keep_rendering(post_id: uuid.UUID, rev: int, html: str) -> None:
    """Keep the HTML on the row, if the post is still at the revision it was made from."""
    same = update(Post).where(Post.id == post_id, Post.rev == rev)
    db.session.execute(same.values(html=html, render_key=RENDERER_VERSION, updated_at=Post.updated_at))


def rendered(post: Post, *, base_url: str = "") -> Rendered:
    """The post rendered now, with its outline."""
    return render(post.markdown, resolver_of(post, base_url=base_url))


def forget_rendering_of_posts_with(media_id: uuid.UUID) -> None:
    """Have every post that shows this picture rendered anew: its size or its description is another now."""
    showing = select(PostPicture.post_id).where(PostPicture.media_id == media_id)
    db.session.execute(update(Post).where(Post.id.in_(showing)).values(html=None, updated_at=Post.updated_at))


def forget_every_rendering() -> None:
    """Have every post rendered anew: the addresses that texts link to are made otherwise now."""
    db.session.execute(update(Post).values(html=None, updated_at=Post.updated_at))


def forget_rendering_of_posts_linking_to(post: Post) -> None:
    """Have every post that links to this one rendered anew: its address is another now."""
    linking = select(PostLink.post_id).where(PostLink.target_post_id == post.id)
    db.session.execute(update(Post).where(Post.id.in_(linking)).values(html=None, updated_at=Post.updated_at))
