"""The blueprint all public routes hang on, and the one converter they need."""

from flask import Blueprint, Flask
from werkzeug.routing import PathConverter

site = Blueprint("site", __name__)


class PublicPathConverter(PathConverter):
    """Any path that no other surface owns: their unknown addresses are theirs to answer."""

    regex = r"(?!(?:_bd|account|api|desktop|oauth|static|studio|theme)(?:/|$))[^/].*?"


def mount(app: Flask) -> None:
    """Hang the public routes on the app."""
    app.url_map.converters["public_path"] = PublicPathConverter
    app.register_blueprint(site)
