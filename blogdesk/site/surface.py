"""Mounting the public pages on an app."""

from flask import Flask

from blogdesk.core.languages import init_languages
from blogdesk.site import blueprint
from blogdesk.site.errors import mount_errors
from blogdesk.site.routes import archive, feeds, health, home, lists, media, posts, search, sitemap
from blogdesk.site.theme import mount_theme

# Each hangs its routes on the blueprint when it is imported.
ROUTES = (archive, feeds, health, home, lists, media, posts, search, sitemap)


def register(app: Flask) -> None:
    """Mount the pages for readers. The last surface to be mounted: it answers every address nobody else owns."""
    init_languages(app)
    mount_theme(app)
    blueprint.mount(app)
    mount_errors(app)
