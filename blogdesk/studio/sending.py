"""How a post stands towards its readers, in the words of the publish button and the status line."""

from typing import Any

from flask_babel import gettext as _

from blogdesk.core.clock import now
from blogdesk.posts.models import Post
from blogdesk.posts.permalinks import public_path
from blogdesk.settings.service import SiteSettings
from blogdesk.studio.library import zone_of
from blogdesk.studio.words import own_state


def unsent_state() -> dict[str, Any]:
    """The state of a post that does not exist yet."""
    return {"key": "draft", "label": "", "url": None}


def publish_word(post: Post) -> str:
    """The word on the one button that matters."""
    return _("Update") if post.status == "published" else _("Publish")


def send_state(post: Post, *, held: bool, site: SiteSettings) -> dict[str, Any]:
    """The state towards readers who read this instance."""
    state = own_state(post, zone_of(site), held=held, today=now())
    live = post.status == "published"
    return {
        "key": state.key,
        "label": state.label,
        "detail": "",
        "next_step": "",
        "url": public_path(post, site) if live else None,
        "checked_at": None,
        "progress": None,
        "word": publish_word(post),
    }
