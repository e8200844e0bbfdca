"""The versions of a post."""

import uuid
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blogdesk.core.clock import rfc3339
from blogdesk.core.transactions import transaction
from blogdesk.posts import autosave
from blogdesk.posts.fields import PostFields
from blogdesk.posts.journal import as_editor_text, current_text
from blogdesk.posts.models import Post, Revision
from blogdesk.posts.policy import require_edit
from blogdesk.posts.service import get_post, update_post
from blogdesk.posts.versions import get_revision, list_revisions
from blogdesk.studio.blueprint import bp
from blogdesk.studio.differences import difference
from blogdesk.studio.face import current_author


def _post(post_id: uuid.UUID) -> Post:
    post = get_post(post_id)
    require_edit(current_author(), post)
    return post


@bp.get("/posts/<uuid:post_id>/history.json")
def history(post_id: uuid.UUID) -> ResponseReturnValue:
    """The versions of a post, newest first."""
    return {"items": [_item(revision) for revision in list_revisions(_post(post_id).id)]}


def _item(revision: Revision) -> dict[str, Any]:
    return {
        "id": str(revision.id),
        "at": rfc3339(revision.created_at),
        "label": revision.name or reason_in_words(revision.reason),
        "reason": revision.reason,
        "title": revision.title,
        "url": url_for("studio.restore_version", post_id=revision.post_id, revision_id=revision.id),
        "compare": url_for("studio.compare_version", post_id=revision.post_id, revision_id=revision.id),
    }


def reason_in_words(reason: str) -> str:
    """Why a version was kept."""
    words = {
        "autosave": _("While writing"),
        "published": _("Published"),
        "api": _("Written by another program"),
        "import": _("Brought in"),
        "merge": _("Two versions brought together"),
        "pre-merge": _("Before two versions came together"),
        "conflict-theirs": _("The other version"),
        "delete": _("Before it went to the trash"),
    }
    return words.get(reason, _("Kept"))


@bp.get("/posts/<uuid:post_id>/versions/<uuid:revision_id>")
def compare_version(post_id: uuid.UUID, revision_id: uuid.UUID) -> ResponseReturnValue:
    """An old version against the text as it is now: an HTML fragment for the dialog."""
    post = _post(post_id)
    old = get_revision(post_id, revision_id)
    pieces = difference(as_editor_text(old.markdown), current_text(post_id))
    return render_template("studio/version.html", old=old, pieces=pieces, post=post)


@bp.post("/posts/<uuid:post_id>/versions/<uuid:revision_id>/restore")
def restore_version(post_id: uuid.UUID, revision_id: uuid.UUID) -> ResponseReturnValue:
    """Make an old version's text the newest; what is there now is kept as a version first."""
    with transaction():
        post = autosave.fold(_post(post_id))
        old = get_revision(post_id, revision_id)
        fields = PostFields(markdown=old.markdown, title=old.title)
        update_post(post, fields, actor_id=current_author().user_id, reason="named")
    return {"id": str(post_id), "url": url_for("studio.edit_post", post_id=post_id)}
