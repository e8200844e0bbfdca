"""What an author may set of a post, and the rules each value has to keep."""

import unicodedata
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from blogdesk.errors import FieldFault, InvalidInput

KINDS = ("post", "page")
STATUSES = ("draft", "scheduled", "published", "archived")
# Half a million words. Above it a browser, a feed and a merge all give up.
MAX_MARKDOWN_CHARS = 5_000_000
MAX_LENGTH = {"title": 500, "excerpt": 2_000, "meta_title": 300, "meta_description": 1_000, "canonical_url": 2_000}
MAX_SLUG = 200


class PostFields(TypedDict, total=False):
    """Some fields of a post; what is absent stays as it is. `tags` are names, `category` a path or None."""

    kind: str
    status: str
    title: str
    slug: str
    markdown: str
    eol: str
    excerpt: str
    canonical_url: str
    meta_title: str
    meta_description: str
    featured: bool
    comments_open: bool
    tags: list[str]
    category: str | None
    cover_media_id: uuid.UUID | None
    cover_alt: str
    published_at: datetime | None
    expires_at: datetime | None
    author_id: uuid.UUID | None
    source_path: str | None
    front_matter: str
    extra: dict[str, Any]


# Fields that are columns of their own and are set as they come.
PLAIN = (
    "kind", "status", "title", "markdown", "eol", "excerpt", "canonical_url", "meta_title", "meta_description",
    "featured", "comments_open", "cover_media_id", "cover_alt", "published_at", "expires_at", "author_id",
    "source_path", "front_matter", "extra",
)  # fmt: skip


def check_fields(fields: Mapping[str, Any]) -> None:
    """Hold the fields against the rules.

    Raises:
        InvalidInput: with every fault.
    """
    faults = [*_length_faults(fields), *_choice_faults(fields), *_shape_faults(fields)]
    if faults:
        raise InvalidInput(faults, next_step="Nothing was changed.")


def _length_faults(fields: Mapping[str, Any]) -> list[FieldFault]:
    limits = {**MAX_LENGTH, "markdown": MAX_MARKDOWN_CHARS}
    return [
        FieldFault(name, f"is longer than {limit:,} characters")
        for name, limit in limits.items()
        if len(fields.get(name) or "") > limit
    ]


def _choice_faults(fields: Mapping[str, Any]) -> list[FieldFault]:
    choices = {"kind": KINDS, "status": STATUSES, "eol": ("lf", "crlf")}
    return [
        FieldFault(name, f"is one of {', '.join(allowed)}")
        for name, allowed in choices.items()
        if name in fields and fields[name] not in allowed
    ]


def _shape_faults(fields: Mapping[str, Any]) -> list[FieldFault]:
    faults = []
    slug = fields.get("slug")
    if slug is not None and slug != "" and not is_slug(slug):
        faults.append(FieldFault("slug", "holds letters, digits and single hyphens only, such as my-first-post"))
    url = fields.get("canonical_url")
    if url and not url.startswith(("http://", "https://")):
        faults.append(FieldFault("canonical_url", "starts with https:// or http://"))
    return faults


def is_slug(slug: str) -> bool:
    """Whether a text can stand in an address as it is: lower-case letters of any script, digits, inner hyphens.

    Slugs we make are ASCII; those of imported posts keep what they had (RFC 3987 addresses).
    """
    if not 0 < len(slug) <= MAX_SLUG or slug[0] == "-" or slug[-1] == "-":
        return False
    return (
        all(character in "-_." or unicodedata.category(character)[0] in "LNM" for character in slug)
        and slug.strip(".") == slug
    )
