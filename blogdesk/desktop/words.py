"""Interface texts outside of the app's pages: gettext over the same catalogues, without Flask.

The guard's pages and the window's dialogs are there before the app is imported, and where it could not be.
"""

import gettext
from functools import cache
from pathlib import Path

TRANSLATIONS = Path(__file__).parent.parent / "translations"


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a text for translation at its place of definition; `_` translates it where it is shown."""
    return text


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("messages", TRANSLATIONS, fallback=True)


def _(text: str) -> str:
    """The text in the language of this computer's user."""
    return _catalogue().gettext(text)
