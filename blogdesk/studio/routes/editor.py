"""The page one writes on."""

import uuid
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blogdesk.core.ids import uuid7
from blogdesk.posts.held import find_held
from blogdesk.posts.models import Post
from blogdesk.posts.permalinks import public_path
from blogdesk.posts.policy import author_in_view, may_publish, require_edit
from blogdesk.posts.service import get_post
from blogdesk.settings.service import SiteSettings, site_settings
from blogdesk.studio.blueprint import bp
from blogdesk.studio.boot import boot_of, new_boot
from blogdesk.studio.face import current_author
from blogdesk.studio.fields import empty_fields, shown_fields
from blogdesk.studio.sending import send_state, unsent_state
from blogdesk.studio.shell import page_context
from blogdesk.studio.words import clock, zone_of
from blogdesk.taxonomy.service import category_titles, list_categories


@bp.get("/new")
def new_post() -> ResponseReturnValue:
    """An empty page. The post comes to be with its first word."""
    author = current_author()
    author_in_view(author)
    site = site_settings()
    return _page(
        new_boot(uuid7()),
        fields=empty_fields(),
        send=unsent_state(),
        may_publish=author.may("posts:publish"),
        address_start=site.permalink.partition("{slug}")[0],
        live_address=_("made from the title"),
        words={"count": 0, "minutes": 0, "summary": "", "saved": ""},
    )


@bp.get("/posts/<uuid:post_id>")
def edit_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """A post as its author left it: text, caret, scroll and undo.

    Raises:
        NotFound: there is no such post.
        Forbidden: it is somebody else's.
    """
    post = get_post(post_id)
    require_edit(current_author(), post)
    site, held = site_settings(), find_held(post_id)
    path = public_path(post, site)
    return _page(
        boot_of(post),
        fields=shown_fields(post, held),
        send=send_state(post, held=held is not None, site=site),
        may_publish=may_publish(current_author(), post),
        address_start=path.removesuffix(post.slug),
        live_address=path,
        words=_words(post, site),
    )


def _words(post: Post, site: SiteSettings) -> dict[str, Any]:
    return {
        "count": post.word_count,
        "minutes": post.reading_minutes,
        "summary": post.summary,
        "saved": clock(post.updated_at, zone_of(site)),
    }


def _page(boot: dict[str, Any], **values: Any) -> ResponseReturnValue:
    categories = sorted(category_titles(list_categories()).values())
    place = request.args.get("status") or "studio.home"
    context = page_context(place, boot=boot, categories=categories, **values)
    return render_template("studio/editor.html", **context)
