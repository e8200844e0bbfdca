"""The front page, page by page."""

from flask import Response
from flask_babel import gettext as _

from blogdesk.posts.queries import PostFilter
from blogdesk.site.blueprint import site
from blogdesk.site.channels import feed_links
from blogdesk.site.context import site_context
from blogdesk.site.listing import numbered_posts
from blogdesk.site.pages import Head, json_ld, render_page


@site.get("/")
def home() -> Response:
    """The newest posts."""
    context = site_context()
    settings = context.settings
    posts, numbered = numbered_posts(PostFilter(kind="post"), "/")
    title = settings.title
    heading = title if numbered.page == 1 else _("%(title)s, page %(page)s", title=title, page=numbered.page)
    head = Head(
        path="/",
        title=heading,
        heading=heading,
        description=settings.tagline or title,
        canonical=context.base_url + numbered.url(numbered.page),
        feeds=feed_links(title),
        json_ld=json_ld({"@type": "WebSite", "name": title, "url": context.absolute("/")}),
    )
    return render_page("home.html", head, posts=posts, numbered=numbered)
