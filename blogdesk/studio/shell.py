"""What stands around every page: the rail with its counts, the commands of the palette, the keys."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from blogdesk.core.opening import NOTICES
from blogdesk.media.service import count_media
from blogdesk.posts.queries import count_by_status
from blogdesk.publishing.service import list_destinations
from blogdesk.settings.service import app_settings, site_settings
from blogdesk.studio.connecting import door
from blogdesk.studio.face import csp_nonce, csrf_header, current_author, serves_readers


@dataclass(frozen=True)
class Shell:
    """What base.html needs. `place` says which entry of the rail is the current one."""

    site_title: str
    language: str
    appearance: str
    place: str
    counts: dict[str, int]
    account: str
    csrf_name: str
    csrf_token: str
    nonce: str
    privacy_line: str
    blogs: list[dict[str, str]]
    connects: bool
    moves_in: bool
    commands: list[dict[str, str]]
    keys: list[tuple[str, str]]
    notices: list[dict[str, str]]


def build_shell(place: str) -> Shell:
    """The frame of a page. Reads, and never writes."""
    site, author = site_settings(), current_author()
    by_status = count_by_status()
    name, token = csrf_header()
    return Shell(
        site_title=site.title,
        language="en",
        appearance=app_settings().appearance,
        place=place,
        counts={
            "all": sum(by_status.values()),
            "draft": by_status.get("draft", 0),
            "scheduled": by_status.get("scheduled", 0),
            "published": by_status.get("published", 0),
            "media": count_media(),
        },
        account=author.name if author.user_id else "",
        csrf_name=name,
        csrf_token=token,
        nonce=csp_nonce(),
        privacy_line=_("Nothing leaves this computer but what you send."),
        blogs=[{"name": row.name, "url": row.url} for row in list_destinations()],
        connects=door() is not None,
        moves_in=not serves_readers(),
        commands=_commands(),
        keys=_keys(),
        notices=_notices(),
    )


def _notices() -> list[dict[str, str]]:
    """What the start of this instance has to tell."""
    return [
        {
            "title": _("Your library was damaged; a backup is open"),
            "text": _(
                "This is your library as of %(moment)s (UTC). The damaged file is kept as %(file)s: it may hold what "
                "you wrote since, and a text that is missing here may still be on a blog you sent it to.",
                moment=f"{notice.made_at:%Y-%m-%d %H:%M}",
                file=notice.damaged,
            ),
        }
        for notice in current_app.extensions.get(NOTICES, ())
    ]


def _commands() -> list[dict[str, str]]:
    return [
        {"label": _("New post"), "icon": "plus", "keys": "Ctrl N", "url": url_for("studio.new_post")},
        {"label": _("Library"), "icon": "library", "keys": "", "url": url_for("studio.home")},
        {"label": _("Media"), "icon": "image", "keys": "", "url": url_for("studio.media")},
        {"label": _("Tags and categories"), "icon": "tag", "keys": "", "url": url_for("studio.tags")},
        *(
            [{"label": _("Move in and out"), "icon": "download", "keys": "", "url": url_for("studio.import_page")}]
            if not serves_readers()
            else []
        ),
        {"label": _("Settings"), "icon": "settings", "keys": "", "url": url_for("studio.settings")},
        {"label": _("Keys"), "icon": "keyboard", "keys": "?", "does": "shell:keys"},
        {"label": _("Only the page"), "icon": "maximize", "keys": "Ctrl \\", "does": "shell:bare"},
    ]


def _keys() -> list[tuple[str, str]]:
    return [
        (_("Find a post or do something"), "Ctrl K"),
        (_("New post"), "Ctrl N"),
        (_("Publish or update"), "Ctrl Enter"),
        (_("Only the page"), "Ctrl \\"),
        (_("Preview beside the text"), "Ctrl Shift E"),
        (_("Formatted or plain Markdown"), "Ctrl /"),
        (_("Bold, italic, link"), "Ctrl B Ctrl I Ctrl Shift K"),
        (_("Find in the text"), "Ctrl F"),
        (_("Undo, redo"), "Ctrl Z Ctrl Shift Z"),
        (_("Next and previous post in the list"), "↓ ↑"),
        (_("Every key"), "?"),
    ]


def page_context(place: str, **values: Any) -> dict[str, Any]:
    """The variables of a page: its own, and the shell."""
    return {"shell": build_shell(place), **values}
