"""A post or page at its address, and every address it had before."""

from typing import Any

from flask import Response, abort, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from blogdesk.posts.models import Post, Redirect
from blogdesk.posts.permalinks import public_path, slug_in_path
from blogdesk.posts.public import Beside, find_public_by_id, find_readable, posts_beside, was_public
from blogdesk.posts.redirects import find_redirect
from blogdesk.site.blueprint import site
from blogdesk.site.channels import feed_links
from blogdesk.site.context import SiteContext, site_context
from blogdesk.site.lines import first_picture_of, post_lines, post_link, post_url
from blogdesk.site.pages import Head, json_ld, render_page
from blogdesk.site.texts import for_screen, post_html
from blogdesk.site.views import Link, Picture, PostLine, quote_path

# What search engines show of a headline: https://developers.google.com/search/docs/appearance/structured-data/article
_MAX_HEADLINE = 110


@site.get("/posts/<slug>")
def post(slug: str) -> ResponseReturnValue:
    """A post by its plain address; where the site has another pattern, the way to it."""
    return _answer(find_readable(slug, "post"))


@site.get("/pages/<slug>")
def page(slug: str) -> ResponseReturnValue:
    """A page."""
    return _answer(find_readable(slug, "page"))


@site.get("/<public_path:path>")
def anywhere(path: str) -> ResponseReturnValue:
    """An address of the site's own pattern, or one that a post had once."""
    slug = slug_in_path(f"/{path}", site_context().settings.permalink)
    return _answer(find_readable(slug, "post") if slug else None)


def _answer(found: Post | None) -> ResponseReturnValue:
    if found is None:
        return _moved()
    settings = site_context().settings
    if public_path(found, settings) != request.path:
        return redirect(post_url(found, settings), 301)
    return _post_page(found)


def _moved() -> ResponseReturnValue:
    """Where the address asked for leads now: 301, 410, or 404.

    A slug's history is kept as /posts/<slug>, whatever the pattern of the site.
    """
    path = request.path.rstrip("/")
    settings = site_context().settings
    slug = slug_in_path(path, settings.permalink)
    old = find_redirect(path) or (find_redirect(f"/posts/{slug}") if slug else None)
    if old is not None:
        return _follow(old)
    if path != request.path:
        return _without_slash(path)
    kind, _, name = path.strip("/").partition("/")
    known = [(name, kind[:-1])] if kind in {"posts", "pages"} else []
    known += [(slug, "post")] if slug else []
    return abort(410 if any(was_public(*post) for post in known) else 404)


def _without_slash(path: str) -> ResponseReturnValue:
    """The same address without the slash at its end, if something may be there."""
    settings = site_context().settings
    kind, _, name = path.strip("/").partition("/")
    slug = slug_in_path(path, settings.permalink) or (name if kind == "posts" else None)
    found = find_readable(name, "page") if kind == "pages" else find_readable(slug, "post") if slug else None
    if found:
        return redirect(post_url(found, settings), 301)
    return redirect(quote_path(path), 301) if _is_list(path) else abort(404)


def _is_list(path: str) -> bool:
    """Whether the path is one of this site's lists or feeds."""
    try:
        endpoint, _values = current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return False
    return endpoint.startswith("site.") and endpoint not in {"site.anywhere", "site.post", "site.page"}


def _follow(old: Redirect) -> ResponseReturnValue:
    if old.status == 410:
        abort(410)
    if old.post_id is None:
        return redirect(old.target, 301) if old.target else abort(404)
    found = find_public_by_id(old.post_id)
    return redirect(post_url(found, site_context().settings), 301) if found else abort(404)


def _post_page(found: Post) -> Response:
    context = site_context()
    is_post = found.kind == "post"
    beside = posts_beside(found) if is_post else Beside(None, None, ())
    earlier, later = (post_link(context, name) if name else None for name in (beside.earlier, beside.later))
    alike = [post_link(context, name) for name in beside.alike]
    [line] = post_lines([found], context)
    author = line.author or Link("", context.settings.author_name or context.settings.title)
    return render_page(
        "post.html",
        _head(context, found, line, author),
        post=line,
        author=author,
        html=for_screen(post_html(found)),
        is_page=not is_post,
        earlier=earlier,
        later=later,
        related=alike,
    )


def _head(context: SiteContext, found: Post, line: PostLine, author: Link) -> Head:
    kind = "BlogPosting" if found.kind == "post" else "WebPage"
    description = found.meta_description or line.summary or line.title
    card = line.cover or first_picture_of(found, context)
    return Head(
        path=line.url,
        title=found.meta_title or line.title,
        description=description,
        canonical=found.canonical_url or context.base_url + line.url,
        og_type="article" if found.kind == "post" else "website",
        card=card.card_url if card else "",
        card_alt=card.alt if card else "",
        feeds=feed_links(context.settings.title),
        json_ld=json_ld(structured(context, line, author, card, description=description, kind=kind)),
    )


def structured(
    context: SiteContext, line: PostLine, author: Link, card: Picture | None, *, description: str, kind: str
) -> dict[str, Any]:
    """The post as schema.org describes it: https://schema.org/BlogPosting."""
    person: dict[str, Any] = {"@type": "Person", "name": author.title}
    if author.url:
        person["url"] = context.base_url + author.url
    own_url = context.base_url + line.url
    found: dict[str, Any] = {
        "@type": kind,
        "headline": line.title[:_MAX_HEADLINE],
        "description": description,
        "url": own_url,
        "mainEntityOfPage": own_url,
        "datePublished": line.published_at,
        "dateModified": line.updated_at,
        "inLanguage": context.settings.language,
        "author": person,
        "publisher": {"@type": "Organization", "name": context.settings.title, "url": context.absolute("/")},
    }
    if line.tags:
        found["keywords"] = [tag.title for tag in line.tags]
    return {**found, "image": card.card_url} if card else found
