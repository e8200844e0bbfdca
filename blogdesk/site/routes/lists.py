"""Posts by tag, by category, by author; and all tags and categories."""

import uuid
from collections.abc import Mapping

from flask import Response, abort, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from blogdesk.posts.public import find_author
from blogdesk.posts.queries import PostFilter, category_counts, tag_counts
from blogdesk.site.blueprint import site
from blogdesk.site.channels import feed_links
from blogdesk.site.context import site_context
from blogdesk.site.lines import author_link
from blogdesk.site.listing import numbered_posts
from blogdesk.site.pages import Head, render_page
from blogdesk.site.views import Link, quote_path
from blogdesk.taxonomy.service import category_title, find_category, find_tag, list_categories, list_tags


def list_page(wanted: PostFilter, path: str, *, title: str, kicker: Link | None, lede: str) -> Response:
    """A numbered list of posts. A list without a public post is not found."""
    context = site_context()
    posts, numbered = numbered_posts(wanted, path)
    if not posts:
        abort(404)
    count = ngettext("%(num)s post", "%(num)s posts", numbered.total)
    head = Head(
        path=path,
        title=title if numbered.page == 1 else _("%(title)s, page %(page)s", title=title, page=numbered.page),
        heading=title,
        lede=lede or count,
        kicker=kicker,
        description=lede or f"{title} · {count} · {context.settings.title}",
        canonical=context.base_url + numbered.url(numbered.page),
        feeds=feed_links(context.settings.title)
        if path.startswith("/archive")
        else feed_links(f"{context.settings.title}: {title}", path),
    )
    return render_page("listing.html", head, posts=posts, numbered=numbered)


@site.get("/tags/<slug>")
def tag(slug: str) -> Response:
    """Posts with a tag."""
    found = find_tag(slug) or abort(404)
    wanted = PostFilter(kind="post", tag=slug)
    path = quote_path(f"/tags/{slug}")
    return list_page(wanted, path, title=found.name, kicker=Link("/tags/", _("Tag")), lede=found.description)


@site.get("/categories/<path:path>")
def category(path: str) -> ResponseReturnValue:
    """Posts in a category and those below it."""
    if path.endswith("/"):
        return redirect(quote_path(f"/categories/{path.strip('/')}"), 301)
    found = find_category(path) or abort(404)
    return list_page(
        PostFilter(kind="post", category=path),
        quote_path(f"/categories/{path}"),
        title=category_title(found),
        kicker=Link("/tags/", _("Category")),
        lede=found.description,
    )


@site.get("/authors/<username>")
def author(username: str) -> Response:
    """Posts by an author."""
    user = find_author(username) or abort(404)
    link = author_link(user)
    wanted = PostFilter(kind="post", author_id=user.id)
    return list_page(wanted, link.url, title=link.title, kicker=Link("", _("Author")), lede=user.bio)


@site.get("/tags/")
def tags() -> Response:
    """Every tag and category a public post has, with how many posts."""
    context = site_context()
    counts = tag_counts(only_public=True)
    used = [tag for tag in list_tags() if counts.get(tag.id)]
    words = [(Link(quote_path(f"/tags/{tag.slug}"), tag.name), counts[tag.id]) for tag in used]
    heading = _("Tags")
    head = Head(
        path="/tags/",
        title=heading,
        heading=heading,
        canonical=context.absolute("/tags/"),
        description=_("Everything on %(title)s by tag", title=context.settings.title),
        feeds=feed_links(context.settings.title),
    )
    branches = category_rows(category_counts(only_public=True))
    return render_page("tags.html", head, tags=words, categories=branches)


def category_rows(counts: Mapping[uuid.UUID, int]) -> list[tuple[Link, int, int]]:
    """Each category with posts in it or below it: link, number of posts, depth from 0 to 3."""
    every = list_categories()
    rows = []
    for found in every:
        below = sum(counts.get(other.id, 0) for other in every if f"{other.path}/".startswith(f"{found.path}/"))
        if below:
            link = Link(quote_path(f"/categories/{found.path}"), found.name)
            rows.append((link, below, min(3, found.path.count("/"))))
    return rows
