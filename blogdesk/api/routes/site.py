"""The site as a whole: settings, redirects, people, search, preview."""

import uuid
from dataclasses import asdict

from pydantic import BaseModel, ConfigDict

from blogdesk.accounts import service as accounts
from blogdesk.api.caller import Caller, forget_site
from blogdesk.api.endpoints import Answer, Routes
from blogdesk.api.query_shapes import Limit, QueryText
from blogdesk.api.representations import base_url, parse_id, see
from blogdesk.api.routes.taxonomy import PageQuery
from blogdesk.api.writes import require_change
from blogdesk.content.markdown import render
from blogdesk.core.pagination import decode_cursor, encode_cursor
from blogdesk.core.transactions import transaction
from blogdesk.errors import Conflict, NotFound
from blogdesk.posts import queries, redirects, service
from blogdesk.posts.models import Redirect
from blogdesk.posts.permalinks import public_path
from blogdesk.posts.queries import PostFilter
from blogdesk.search.service import search_posts
from blogdesk.settings.service import change_settings, site_settings
from blogdesk.wire import access
from blogdesk.wire import site as wire
from blogdesk.wire.pages import ListPage

routes = Routes("site")


@routes.add("GET", "/users/<username>", scope="posts:read", answers={200: access.User})
def read_user(caller: Caller, username: str) -> Answer:  # noqa: ARG001 - what readers see, too
    """Read about somebody who writes here."""
    user = accounts.find_user(username)
    if user is None or not user.is_active:
        raise NotFound("There is nobody of that name.")
    return Answer(access.User(username=user.username, name=user.name, bio=user.bio, url=user.url))


def _settings() -> wire.Settings:
    return wire.Settings.model_validate(asdict(site_settings()))


@routes.add("GET", "/settings", scope="settings:write", answers={200: wire.Settings})
def read_settings(caller: Caller) -> Answer:  # noqa: ARG001 - the scope says it
    """Read the settings of the site."""
    return Answer(_settings())


@routes.add("PATCH", "/settings", scope="settings:write", body=wire.SettingsPatch,
            body_type="application/merge-patch+json", answers={200: wire.Settings})  # fmt: skip
def patch_settings(caller: Caller, body: wire.SettingsPatch) -> Answer:  # noqa: ARG001 - the scope says it
    """Change some settings of the site."""
    with transaction():
        change_settings(**body.values())
        forget_site()
        return Answer(_settings())


def _show_redirect(row: Redirect) -> wire.Redirect:
    names = ("id", "path", "post_id", "target", "status", "reason", "created_at")
    return wire.Redirect.model_validate({name: getattr(row, name) for name in names})


@routes.add("GET", "/redirects", scope="posts:read", query=PageQuery, answers={200: ListPage[wire.Redirect]})
def list_redirects(caller: Caller, query: PageQuery) -> Answer:
    """List old addresses and where they lead, by path."""
    caller.require("posts:any")
    after = str(decode_cursor(query.cursor, str)[0]) if query.cursor else ""
    rows = redirects.list_redirects(after=after, limit=query.limit + 1)
    page, more = rows[: query.limit], len(rows) > query.limit
    cursor = encode_cursor(page[-1].path) if more else None
    shown = [_show_redirect(row) for row in page]
    return Answer(ListPage[wire.Redirect](items=shown, cursor=cursor, has_more=more))


@routes.add("POST", "/redirects", scope="posts:write", body=wire.RedirectRequest, answers={201: wire.Redirect})
def create_redirect(caller: Caller, body: wire.RedirectRequest) -> Answer:
    """Have an old address lead to a post."""
    with transaction():
        post = see(caller, service.find_post(body.post_id))
        require_change(caller, post)
        made = redirects.add_redirect(body.path, post)
        if made is None:
            raise Conflict("This address leads elsewhere already.", next_step="Nothing was changed.")
        return Answer(_show_redirect(made), 201)


@routes.add("DELETE", "/redirects/<redirect>", scope="posts:write", answers={204: None})
def delete_redirect(caller: Caller, redirect: str) -> Answer:
    """Have an old address lead nowhere."""
    with transaction():
        found = redirects.get_redirect(parse_id(redirect) or uuid.UUID(int=0))
        require_change(caller, see(caller, service.find_post(found.post_id)) if found.post_id else None)
        redirects.delete_redirect(found)
    return Answer(status=204)


@routes.add("POST", "/preview", scope="posts:write", body=access.PreviewRequest, answers={200: access.Preview})
def preview(caller: Caller, body: access.PreviewRequest) -> Answer:  # noqa: ARG001 - rendering costs work: not for all
    """Render a text as a post would be, and keep nothing."""
    return Answer(access.Preview(html=render(body.markdown).html))


class SearchQuery(BaseModel):
    """What to look for; no input is a syntax error."""

    model_config = ConfigDict(extra="ignore")

    q: QueryText
    limit: Limit = 20


@routes.add("GET", "/search", scope="posts:read", query=SearchQuery, answers={200: ListPage[wire.SearchResult]})
def search(caller: Caller, query: SearchQuery) -> Answer:
    """Find posts by their words, best first: public ones, and those of the account; for an editor, all."""
    wanted = PostFilter(visible_to=None if caller.may("posts:any") else caller.user_id)
    hits = search_posts(query.q, wanted=wanted, limit=query.limit)
    posts = queries.posts_by_id([hit.post_id for hit in hits])
    settings = site_settings()
    shown = [
        wire.SearchResult(
            id=post.id, slug=post.slug, title=post.title, status=post.status,
            url=base_url() + public_path(post, settings),
            snippet=[wire.SearchPiece(text=piece.text, matches=piece.matches) for piece in hit.snippet],
        )
        for hit in hits if (post := posts.get(hit.post_id)) is not None
    ]  # fmt: skip
    return Answer(ListPage[wire.SearchResult](items=shown))
