"""Searching the public posts."""

from flask import Response, request
from flask_babel import gettext as _

from blogdesk.posts.queries import PostFilter, list_posts
from blogdesk.search.service import search_posts
from blogdesk.site.blueprint import site
from blogdesk.site.context import site_context
from blogdesk.site.lines import post_lines
from blogdesk.site.pages import Head, render_page

_MAX_HITS = 30
_MAX_CHARS = 200


@site.get("/search")
def search() -> Response:
    """A field, and the best posts for what was typed in it."""
    typed = request.args.get("q", "")[:_MAX_CHARS].strip()
    context = site_context()
    hits = search_posts(typed, only_public=True, limit=_MAX_HITS)
    ids = [hit.post_id for hit in hits]
    posts = list_posts(PostFilter(ids=ids), limit=_MAX_HITS, order="published").items if ids else []
    lines = dict(zip((post.id for post in posts), post_lines(posts, context), strict=True))
    heading = _("Search")
    head = Head(
        path="/search",
        title=_("Search: %(typed)s", typed=typed) if typed else heading,
        heading=heading,
        description=_("Search %(title)s", title=context.settings.title),
        canonical=context.absolute("/search"),
        indexed=False,
    )
    results = [(lines[hit.post_id], hit.snippet) for hit in hits if hit.post_id in lines]
    return render_page("search.html", head, keep=False, typed=typed, results=results)
