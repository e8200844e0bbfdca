"""Interface texts in the author's language: gettext through Flask-Babel, set up once for every surface.

English is the source; catalogues are found in `blogdesk/translations/<locale>/LC_MESSAGES/messages.mo`.
"""

from pathlib import Path

from flask import Flask
from flask_babel import Babel

TRANSLATIONS = Path(__file__).parent.parent / "translations"
SOURCE_LANGUAGE = "en"


def init_languages(app: Flask) -> None:
    """Let templates and routes use gettext. A second surface that asks changes nothing."""
    if "babel" not in app.extensions:
        Babel(
            app,
            default_locale=SOURCE_LANGUAGE,
            default_translation_directories=str(TRANSLATIONS),
            locale_selector=lambda: SOURCE_LANGUAGE,
        )
