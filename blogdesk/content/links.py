"""Where links and pictures of a text lead: what a renderer asks, and what it is told."""

from dataclasses import dataclass
from typing import Protocol

MEDIA_SCHEME = "media:"
POST_SCHEME = "post:"


@dataclass(frozen=True)
class ResolvedImage:
    """A picture as a page shows it. Sizes in CSS pixels; `srcset` and `sizes` as in HTML, or empty."""

    src: str
    srcset: str = ""
    sizes: str = ""
    width: int | None = None
    height: int | None = None
    alt_default: str = ""


class Resolver(Protocol):
    """Knows the pictures and posts behind `media:{uuid}`, `post:{uuid}` and relative targets."""

    def image(self, target: str) -> ResolvedImage | None:
        """The picture behind a target as written, or None when it is not one of ours."""
        ...

    def link(self, target: str) -> str | None:
        """The address behind a target as written, or None to leave it as it is."""
        ...
