"""The site's settings, its redirects, and what a search finds, on the wire."""

from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema

from blogdesk.wire.shapes import WHOLE, Moment, Request, Shape, Uuid

# A path that holds the slug, and perhaps the date.
_PERMALINK = r"^(/([A-Za-z0-9_-]+|\{(yyyy|mm|dd)\}))*/\{slug\}(/([A-Za-z0-9_-]+|\{(yyyy|mm|dd)\}))*$"
Line = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f]*$")]
PerMinute = Annotated[int, Field(ge=10, le=1_000_000), WHOLE]


def _check_time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is not a time zone, such as Europe/Amsterdam")
    return name


TimeZone = Annotated[
    str,
    AfterValidator(_check_time_zone),
    WithJsonSchema({"type": "string", "enum": sorted(available_timezones()), "examples": ["Europe/Amsterdam"]}),
]


class Settings(Shape):
    """What readers see of the site as a whole. `permalink` may hold {slug} {yyyy} {mm} {dd}."""

    title: str
    tagline: str
    author_name: str
    language: str
    timezone: str
    permalink: str
    posts_per_page: int
    theme: str
    comments: str
    robots: str
    cors_origins: str
    api_reads_per_minute: int
    api_writes_per_minute: int


class SettingsPatch(Request):
    """Some settings of the site; what is absent stays as it is."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    tagline: Line | None = None
    author_name: Line | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    timezone: TimeZone | None = None
    permalink: Annotated[str, StringConstraints(max_length=200, pattern=_PERMALINK)] | None = None
    posts_per_page: Annotated[int, Field(ge=1, le=100), WHOLE] | None = None
    theme: Line | None = None
    comments: Line | None = None
    robots: Line | None = None
    cors_origins: Line | None = None
    api_reads_per_minute: PerMinute | None = None
    api_writes_per_minute: PerMinute | None = None

    def values(self) -> dict[str, Any]:
        """What was sent."""
        return self.model_dump(exclude_none=True)


class Redirect(Shape):
    """An old address and where it leads: to a post, or to `target`."""

    id: Uuid
    path: str
    post_id: Uuid | None
    target: str
    status: int
    reason: str
    created_at: Moment


class RedirectRequest(Request):
    """An old address that is to lead to a post."""

    path: Annotated[str, StringConstraints(max_length=400, pattern=r"^/[^\x00-\x1f]*$")]
    post_id: Uuid


class SearchPiece(Shape):
    """Part of a snippet; `matches` says whether it is what was searched for."""

    text: str
    matches: bool


class SearchResult(Shape):
    """A post that was found, and the place in its text that matches best."""

    id: Uuid
    slug: str
    title: str
    status: str
    url: str
    snippet: list[SearchPiece] = Field(default_factory=list)
