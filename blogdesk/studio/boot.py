"""What the editor of a page starts from."""

import json
import uuid
from typing import Any

from flask import url_for

from blogdesk.posts import journal
from blogdesk.posts.models import JournalEntry, Post
from blogdesk.settings.service import app_settings
from blogdesk.studio.face import native_dialogs, serves_readers

# The noun routes a page's scripts speak to, by the name the scripts know them by.
_ENDPOINTS = {
    "journal": "studio.append_journal",
    "patch": "studio.change_post",
    "settle": "studio.settle_post",
    "history": "studio.history",
    "state": "studio.post_state",
    "send_sheet": "studio.send_sheet",
    "publish": "studio.publish",
    "unpublish": "studio.unpublish",
    "frame": "studio.preview_frame",
}


def _urls(post_id: uuid.UUID) -> dict[str, str]:
    urls = {name: url_for(endpoint, post_id=post_id) for name, endpoint in _ENDPOINTS.items()}
    urls |= {"preview": url_for("studio.preview"), "preview_full": url_for("studio.preview_full")}
    return {
        **urls,
        "page": url_for("studio.edit_post", post_id=post_id),
        "library": url_for("studio.home"),
        "media": url_for("studio.add_media"),
        "settings": url_for("studio.save_settings"),
    }


def _common(post_id: uuid.UUID) -> dict[str, Any]:
    settings = app_settings()
    return {
        "id": str(post_id),
        "urls": _urls(post_id),
        "face": "hosted" if serves_readers() else "desktop",
        "native_dialogs": native_dialogs(),
        "mode": settings.editor_mode,
        "preview": settings.preview,
    }


def new_boot(post_id: uuid.UUID) -> dict[str, Any]:
    """The boot data of a post that does not exist yet."""
    empty = {"title": "", "base_text": "", "base_seq": 0, "entries": [], "selection": None, "scroll_top": 0}
    return {**_common(post_id), **empty, "exists": False, "eol": "lf", "language": "", "focus": True}


def boot_of(post: Post) -> dict[str, Any]:
    """The boot data of a post: a text, the entries to replay over it, the place the author left."""
    whole = journal.boot(post.id)
    return {
        **_common(post.id),
        "exists": True,
        "title": post.title,
        "base_text": whole.base_text,
        "base_seq": whole.base_seq,
        "entries": [_entry(entry) for entry in whole.entries],
        "selection": [whole.anchor, whole.head],
        "scroll_top": whole.scroll_top,
        "eol": post.eol,
        "language": "",
        "focus": True,
    }


def _entry(entry: JournalEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "changes": json.loads(entry.changes),
        "kind": entry.kind,
        "selection": [entry.anchor, entry.head],
    }
