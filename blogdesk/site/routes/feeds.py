"""The feeds: of the blog, and of each tag, category and author."""

from flask import Response, abort

from blogdesk.posts.public import find_author
from blogdesk.posts.queries import PostFilter, page_of_public_posts
from blogdesk.site.blueprint import site
from blogdesk.site.channels import FEED_POSTS, FORMS, channel_of
from blogdesk.site.context import site_context
from blogdesk.site.lines import author_link
from blogdesk.site.pages import PUBLIC, mark_public
from blogdesk.taxonomy.service import category_title, find_category, find_tag

_NAME = "<any('feed.xml', 'atom.xml', 'feed.json'):name>"


@site.get(f"/{_NAME}")
def feed(name: str) -> Response:
    """The whole blog."""
    return _feed(name, PostFilter(kind="post"), path="/", title="")


@site.get(f"/tags/<slug>/{_NAME}")
def tag_feed(slug: str, name: str) -> Response:
    """The posts with a tag."""
    found = find_tag(slug) or abort(404)
    return _feed(name, PostFilter(kind="post", tag=slug), path=f"/tags/{slug}", title=found.name)


@site.get(f"/categories/<path:path>/{_NAME}")
def category_feed(path: str, name: str) -> Response:
    """The posts in a category and below it."""
    found = find_category(path) or abort(404)
    wanted = PostFilter(kind="post", category=path)
    return _feed(name, wanted, path=f"/categories/{path}", title=category_title(found))


@site.get(f"/authors/<username>/{_NAME}")
def author_feed(username: str, name: str) -> Response:
    """The posts by an author."""
    user = find_author(username) or abort(404)
    wanted = PostFilter(kind="post", author_id=user.id)
    return _feed(name, wanted, path=f"/authors/{username}", title=author_link(user).title)


def _feed(name: str, wanted: PostFilter, *, path: str, title: str) -> Response:
    """The newest posts of a list as bytes. Only the whole blog has a feed before it has a post."""
    context = site_context()
    posts, _total = page_of_public_posts(wanted, page=1, per_page=FEED_POSTS)
    if title and not posts:
        abort(404)
    blog = context.settings.title
    channel = channel_of(context, posts, path=path, name=name, title=f"{blog}: {title}" if title else blog)
    form = FORMS[name]
    answer = Response(form.write(channel), content_type=form.mime)
    answer.headers["Cache-Control"] = PUBLIC
    # Readers that run in a browser fetch feeds from another origin's page.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    mark_public()
    return answer
