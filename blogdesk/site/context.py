"""What every public page knows: the site's settings, its address, its navigation, its language."""

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from flask import current_app, request
from flask_babel import gettext as _

from blogdesk.core.config import Config
from blogdesk.posts.public import nav_pages
from blogdesk.settings.service import SiteSettings, site_settings
from blogdesk.site.views import Link, quote_path

_KEPT = "blogdesk.site_context"


@dataclass(frozen=True)
class SiteContext:
    """The site as one request sees it."""

    settings: SiteSettings
    base_url: str
    pages: tuple[Link, ...]

    def absolute(self, path: str) -> str:
        """A path of this site as a full address."""
        return self.base_url + quote_path(path)

    @property
    def locale(self) -> Locale:
        """The language of the pages. Plain English is the international one: 20 November 2026."""
        try:
            locale = Locale.parse(self.settings.language, sep="-")
        except (UnknownLocaleError, ValueError):
            return Locale("en", "001")
        return Locale("en", "001") if str(locale) == "en" else locale

    @property
    def nav(self) -> list[Link]:
        """The links at the top of every page."""
        fixed = [Link("/archive", _("Archive")), Link("/tags/", _("Tags"))]
        return [*fixed, *self.pages, Link("/search", _("Search")), Link("/feed.xml", _("Feed"))]


def site_context() -> SiteContext:
    """The context of the running request, read once."""
    found = request.environ.get(_KEPT)
    if isinstance(found, SiteContext):
        return found
    config: Config = current_app.extensions["blogdesk.config"]
    pages = tuple(Link(quote_path(f"/pages/{slug}"), title or slug) for slug, title in nav_pages())
    context = request.environ[_KEPT] = SiteContext(site_settings(), config.base_url, pages)
    return context
