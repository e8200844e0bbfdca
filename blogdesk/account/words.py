"""What a scope allows, in plain words."""

from flask_babel import gettext as _


def scope_words(scope: str) -> str:
    """A line for the consent page and the list of tokens."""
    words = {
        "posts:read": _("Read your posts, drafts too"),
        "posts:write": _("Write and delete your posts"),
        "posts:publish": _("Publish your posts, and take them back"),
        "media:write": _("Add and remove pictures"),
        "comments:moderate": _("Moderate comments"),
        "settings:write": _("Change the settings of this blog"),
    }
    return words.get(scope, scope)
