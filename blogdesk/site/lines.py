"""From posts as they are kept to posts as a list or page shows them."""

from collections.abc import Sequence

from flask_babel import gettext as _

from blogdesk.accounts.models import User
from blogdesk.core.clock import now
from blogdesk.media.models import Media
from blogdesk.media.pictures import card_url, resolved_picture
from blogdesk.posts.models import Post
from blogdesk.posts.permalinks import Addressed, public_path
from blogdesk.posts.pictures import first_picture
from blogdesk.posts.public import PostName
from blogdesk.settings.service import SiteSettings
from blogdesk.site.context import SiteContext
from blogdesk.site.views import DatedLink, Link, Picture, PostLine, quote_path


def post_lines(posts: Sequence[Post], context: SiteContext) -> list[PostLine]:
    """Posts as lines of a list, in their order."""
    lines = []
    for post in posts:
        category = post.category
        title = context.category_title(category.path) if category else ""
        kicker = Link(quote_path(f"/categories/{category.path}"), title) if category else None
        lines.append(_line(post, context, kicker))
    return lines


def _line(post: Post, context: SiteContext, category: Link | None) -> PostLine:
    zone = context.settings.zone
    published = post.published_at or now()
    return PostLine(
        url=post_url(post, context.settings),
        title=title_of(post),
        summary=post.excerpt or post.summary,
        lede=post.excerpt,
        published=published.astimezone(zone),
        updated=max(published, post.updated_at).astimezone(zone),
        minutes=max(1, post.reading_minutes),
        author=author_link(post.author) if post.author else None,
        category=category,
        tags=tuple(Link(quote_path(f"/tags/{tag.slug}"), tag.name) for tag in post.tags),
        cover=_picture(post.cover, post.cover_alt, context) if post.cover and not post.cover.deleted_at else None,
    )


def _picture(media: Media, alt: str, context: SiteContext) -> Picture:
    image = resolved_picture(media)
    return Picture(
        src=image.src,
        srcset=image.srcset,
        width=media.width,
        height=media.height,
        alt=alt or media.alt,
        caption=media.caption,
        card_url=card_url(media, context.base_url),
    )


def first_picture_of(post: Post, context: SiteContext) -> Picture | None:
    """The first photograph of a text, for previews elsewhere of a post without a cover."""
    media = first_picture(post)
    return _picture(media, "", context) if media else None


def post_link(context: SiteContext, post: PostName) -> DatedLink:
    """A link to a post."""
    title, moment = post.title or _("Untitled"), post.published_at.astimezone(context.settings.zone)
    return DatedLink(post_url(post, context.settings), title, moment)


def title_of(post: Post) -> str:
    """The title, or a name for a post without one."""
    return post.title or _("Untitled")


def post_url(post: Addressed, site: SiteSettings) -> str:
    """The address of a post as a path on this site."""
    return quote_path(public_path(post, site))


def author_link(user: User) -> Link:
    """The page of an author."""
    return Link(quote_path(f"/authors/{user.username}"), user.name or user.username)
