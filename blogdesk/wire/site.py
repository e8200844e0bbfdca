"""The site's settings, its redirects, and what a search finds, on the wire."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from blogdesk.wire.shapes import Moment, Request, Shape, Uuid


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


class SettingsPatch(BaseModel):
    """Some settings; each name is one of Settings, each value of the same kind."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    def values(self) -> dict[str, Any]:
        """What was sent."""
        return dict(self.model_extra or {})


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
