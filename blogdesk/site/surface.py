"""Mounting the public pages on an app."""

from flask import Flask

from blogdesk.core.languages import init_languages
from blogdesk.site import blueprint
from blogdesk.site.errors import mount_errors
from blogdesk.site.pictures import mount_pictures
from blogdesk.site.routes import archive, feeds, health, home, icon, lists, posts, search, sitemap
from blogdesk.site.theme import mount_theme

# Each hangs its routes on the blueprint when it is imported.
ROUTES = (archive, feeds, health, home, icon, lists, posts, search, sitemap)


def register(app: Flask) -> None:
    """Mount the pages for readers. The last surface to be mounted: it answers every address nobody else owns."""
    init_languages(app)
    register_preview(app)
    blueprint.mount(app)
    mount_errors(app)


def register_preview(app: Flask) -> None:
    """Mount the theme's files and the pictures only: an instance without readers previews with what readers get."""
    mount_theme(app)
    mount_pictures(app)
