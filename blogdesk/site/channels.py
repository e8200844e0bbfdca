"""Feeds of the blog: which ones there are, and what goes into them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from blogdesk.core.clock import now
from blogdesk.feeds import atom, jsonfeed, rss
from blogdesk.feeds.entries import Channel, Entry
from blogdesk.posts.models import Post
from blogdesk.site.context import SiteContext
from blogdesk.site.lines import post_lines
from blogdesk.site.pages import FeedLink
from blogdesk.site.texts import post_html
from blogdesk.site.views import PostLine

# Whole texts are long: as many as a reader may have missed in some weeks.
FEED_POSTS = 20


@dataclass(frozen=True)
class Form:
    """One form of feed: how it is written, and its media type without parameters."""

    write: Callable[[Channel], bytes]
    mime: str

    @property
    def kind(self) -> str:
        """The media type for a link element."""
        return self.mime.partition(";")[0]


FORMS = {
    "feed.xml": Form(rss.rss, rss.MIME),
    "atom.xml": Form(atom.atom, atom.MIME),
    "feed.json": Form(jsonfeed.json_feed, jsonfeed.MIME),
}


def feed_links(title: str, path: str = "/") -> tuple[FeedLink, ...]:
    """The three feeds below a path, for the head of a page."""
    names = {"feed.xml": "RSS", "atom.xml": "Atom", "feed.json": "JSON Feed"}
    base = path.rstrip("/")
    return tuple(FeedLink(f"{base}/{name}", form.kind, f"{title} ({names[name]})") for name, form in FORMS.items())


def channel_of(context: SiteContext, posts: Sequence[Post], *, path: str, name: str, title: str) -> Channel:
    """The feed `name` (as feed.xml) of the list that lives at `path`."""
    settings = context.settings
    lines = post_lines(posts, context)
    entries = tuple(_entry(context, post, line) for post, line in zip(posts, lines, strict=True))
    return Channel(
        id=context.absolute(path),
        title=title,
        description=settings.tagline,
        home_url=context.absolute(path),
        feed_url=context.absolute(f"{path.rstrip('/')}/{name}"),
        language=settings.language,
        updated_at=max((entry.updated_at for entry in entries), default=now()),
        author=settings.author_name,
        entries=entries,
    )


def _entry(context: SiteContext, post: Post, line: PostLine) -> Entry:
    return Entry(
        id=f"urn:uuid:{post.id}",
        url=context.base_url + line.url,
        title=line.title,
        html=post_html(post),
        summary=line.summary,
        published_at=line.published,
        updated_at=line.updated,
        author=line.author.title if line.author else context.settings.author_name,
        tags=tuple(tag.title for tag in line.tags),
        image_url=line.cover.card_url if line.cover else "",
    )
