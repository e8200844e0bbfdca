"""Numbered pages of posts, for every list a reader can leaf through."""

from collections.abc import Sequence

from flask import abort, request

from blogdesk.posts.queries import PostFilter, page_of_public_posts
from blogdesk.site.context import site_context
from blogdesk.site.lines import post_lines
from blogdesk.site.views import Numbered, PostLine


def page_number() -> int:
    """The page asked for with `?page=`; anything but a number from 1 is not found."""
    asked = request.args.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and 0 < len(asked) <= 6 and int(asked) > 0):
        abort(404)
    return int(asked)


def numbered_posts(
    wanted: PostFilter, path: str, *, per_page: int | None = None
) -> tuple[Sequence[PostLine], Numbered]:
    """The page asked for of the list at `path`; a page beyond the last is not found."""
    context = site_context()
    size, page = per_page or context.settings.posts_per_page, page_number()
    posts, total = page_of_public_posts(wanted, page=page, per_page=size)
    numbered = Numbered(path, page, total, size)
    if page > numbered.last:
        abort(404)
    return post_lines(posts, context), numbered
