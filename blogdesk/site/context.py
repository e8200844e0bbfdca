"""What every public page knows: the site's settings, its address, its navigation, its language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from babel import Locale, UnknownLocaleError
from flask import current_app, request
from flask_babel import gettext as _

from blogdesk.core.config import Config
from blogdesk.posts.public import nav_pages
from blogdesk.settings.service import SiteSettings, site_settings
from blogdesk.site.views import Link, quote_path
from blogdesk.taxonomy.service import list_categories

_EXTENSION = "blogdesk.site_context"


@dataclass(frozen=True)
class SiteContext:
    """The site as one request sees it."""

    settings: SiteSettings
    base_url: str
    pages: tuple[Link, ...]
    categories: Mapping[str, str] = field(default_factory=dict)

    def category_title(self, path: str) -> str:
        """The names from the root, as `Essays / Coast`."""
        parts = path.split("/")
        paths = ("/".join(parts[: depth + 1]) for depth in range(len(parts)))
        return " / ".join(self.categories.get(found, found.rpartition("/")[2]) for found in paths)

    def absolute(self, path: str) -> str:
        """A path of this site as a full address."""
        return self.base_url + quote_path(path)

    @cached_property
    def locale(self) -> Locale:
        """The language of the pages. Plain English is the international one: 20 November 2026."""
        try:
            locale = Locale.parse(self.settings.language, sep="-")
        except (UnknownLocaleError, ValueError):
            return Locale("en", "001")
        return Locale("en", "001") if str(locale) == "en" else locale

    @cached_property
    def nav(self) -> list[Link]:
        """The links at the top of every page."""
        fixed = [Link("/archive", _("Archive")), Link("/tags/", _("Tags"))]
        return [*fixed, *self.pages, Link("/search", _("Search")), Link("/feed.xml", _("Feed"))]


def site_context() -> SiteContext:
    """The context of the running request.

    Read once for each request; where the face counts what changed (`blogdesk.generation`), once for each count.
    """
    found = request.environ.get(_EXTENSION)
    if isinstance(found, SiteContext):
        return found
    counted: Callable[[], int] | None = current_app.extensions.get("blogdesk.generation")
    generation = counted() if counted else None
    kept: tuple[int | None, SiteContext] | None = current_app.extensions.get(_EXTENSION)
    context = kept[1] if kept and generation is not None and kept[0] == generation else _read()
    current_app.extensions[_EXTENSION] = (generation, context)
    request.environ[_EXTENSION] = context
    return context


def _read() -> SiteContext:
    config: Config = current_app.extensions["blogdesk.config"]
    return SiteContext(
        settings=site_settings(),
        base_url=config.base_url,
        pages=tuple(Link(quote_path(f"/pages/{slug}"), title or slug) for slug, title in nav_pages()),
        categories={category.path: category.name for category in list_categories()},
    )
