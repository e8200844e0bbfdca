"""The public address of a post, from the site's pattern."""

import re
from datetime import datetime
from typing import Protocol

from blogdesk.core.clock import now
from blogdesk.settings.service import SiteSettings

_PART = {
    "slug": r"(?P<slug>[^/]+)",
    "yyyy": r"(?P<yyyy>\d{4})",
    "mm": r"(?P<mm>\d{2})",
    "dd": r"(?P<dd>\d{2})",
}


class Addressed(Protocol):
    """What an address is made of: a post, or a row with these columns."""

    @property
    def kind(self) -> str:
        """Post or page."""

    @property
    def slug(self) -> str:
        """The slug."""

    @property
    def published_at(self) -> datetime | None:
        """When readers saw it first."""


def public_path(post: Addressed, site: SiteSettings) -> str:
    """The path readers find the post at. Dates in it are those of the site's time zone."""
    if post.kind == "page":
        return f"/pages/{post.slug}"
    moment: datetime = (post.published_at or now()).astimezone(site.zone)
    values = {"slug": post.slug, "yyyy": f"{moment:%Y}", "mm": f"{moment:%m}", "dd": f"{moment:%d}"}
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], site.permalink)


def slug_in_path(path: str, pattern: str) -> str | None:
    """The slug in a path of this pattern; None when the path is of another shape."""
    parts = re.split(r"\{(\w+)\}", pattern)
    expression = "".join(_PART[part] if index % 2 else re.escape(part) for index, part in enumerate(parts))
    found = re.fullmatch(expression, path)
    return found["slug"] if found else None
