"""The blueprints all public routes hang on, and the one converter they need."""

from flask import Blueprint, Flask, request
from flask_babel import force_locale
from werkzeug.routing import PathConverter

from blogdesk.site.context import site_context

site = Blueprint("site", __name__)
# Files and signs of life: sent without words, and without asking the database for the site's name.
plain = Blueprint("plain", __name__)
_LANGUAGE = "blogdesk.site_language"


class PublicPathConverter(PathConverter):
    """Any path that no other surface owns: their unknown addresses are theirs to answer."""

    regex = r"(?!(?:_bd|account|api|desktop|oauth|static|studio|theme)(?:/|$))[^/].*?"


@site.before_request
def speak() -> None:
    """Answer in the language of the site, whatever a reader's browser prefers: so a page can be kept for all."""
    language = request.environ[_LANGUAGE] = force_locale(site_context().locale)
    language.__enter__()


@site.teardown_request
def fall_silent(_error: BaseException | None) -> None:
    """Leave the language as it was."""
    language = request.environ.pop(_LANGUAGE, None)
    if language is not None:
        language.__exit__(None, None, None)


def mount(app: Flask) -> None:
    """Hang the public routes on the app."""
    app.url_map.converters["public_path"] = PublicPathConverter
    app.register_blueprint(plain)
    app.register_blueprint(site)
