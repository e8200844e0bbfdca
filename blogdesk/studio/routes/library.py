"""The library: the way in, and the list of posts."""

from collections.abc import Mapping

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blogdesk.errors import FieldFault, InvalidInput, NotFound
from blogdesk.posts.fields import STATUSES
from blogdesk.posts.policy import author_in_view
from blogdesk.posts.queries import PostFilter, count_by_status, count_posts, last_opened, list_posts
from blogdesk.search.service import search_posts
from blogdesk.settings.service import site_settings
from blogdesk.studio.blueprint import bp
from blogdesk.studio.face import current_author
from blogdesk.studio.library import rows_of
from blogdesk.studio.sending import changed_ids

MAX_ROWS = 100
# While typing, nobody scrolls past these; each costs a snippet.
MAX_FOUND = 50


@bp.get("/")
def home() -> ResponseReturnValue:
    """The post the author was in last; among those of a status, the newest; in an empty library, a new one."""
    status = request.args.get("status")
    wanted = _filter_of(request.args)
    target = last_opened() if status is None else None
    if target is None:
        newest = list_posts(wanted, limit=1).items
        target = newest[0].id if newest else None
    if target is None:
        return redirect(url_for("studio.new_post", status=status), code=303)
    return redirect(url_for("studio.edit_post", post_id=target, status=status), code=303)


@bp.get("/library.json")
def library() -> ResponseReturnValue:
    """A page of the list, newest first, with the counts of the whole library."""
    wanted = _filter_of(request.args)
    limit = request.args.get("limit", MAX_ROWS, type=int)
    limit = max(1, min(limit, MAX_ROWS))
    if request.args.get("q", "").strip():
        return _found(request.args["q"], wanted, limit)
    page = list_posts(wanted, cursor=request.args.get("cursor") or None, limit=limit)
    return {
        "items": [row.to_json() for row in rows_of(page.items, site_settings())],
        "total": count_posts(wanted),
        "cursor": page.cursor,
        "counts": _counts(),
    }


def _found(typed: str, wanted: PostFilter, limit: int) -> ResponseReturnValue:
    """The best posts for what was typed, best first, each with the place that matches."""
    hits = search_posts(typed, wanted=wanted, limit=min(limit, MAX_FOUND))
    posts = list_posts(PostFilter(ids=[hit.post_id for hit in hits]), limit=limit).items
    rows = {row.post.id: row for row in rows_of(posts, site_settings())}
    items = []
    for hit in hits:
        if hit.post_id in rows:
            snippet = [[piece.text, piece.matches] for piece in hit.snippet]
            items.append({**rows[hit.post_id].to_json(), "snippet": snippet})
    return {"items": items, "total": len(items), "cursor": None, "counts": _counts()}


def _counts() -> dict[str, int]:
    by_status = count_by_status()
    return {
        "all": sum(by_status.values()),
        "draft": by_status.get("draft", 0),
        "scheduled": by_status.get("scheduled", 0),
        "published": by_status.get("published", 0),
    }


def _filter_of(asked: Mapping[str, str]) -> PostFilter:
    """The query's filters as a value.

    Raises:
        InvalidInput: there is no such status.
    """
    status = asked.get("status") or None
    if status is not None and status not in STATUSES:
        raise InvalidInput([FieldFault("status", f"is one of {', '.join(STATUSES)}")])
    return PostFilter(
        status=status,
        tag=asked.get("tag") or None,
        category=asked.get("category") or None,
        author_id=author_in_view(current_author()),
        ids=changed_ids() if asked.get("changed") == "1" else None,
    )


@bp.get("/<path:address>")
def nothing_here(address: str) -> ResponseReturnValue:
    """An address that is none of ours.

    Raises:
        NotFound: always.
    """
    raise NotFound(_("There is nothing at /studio/%(address)s.", address=address[:100]))
