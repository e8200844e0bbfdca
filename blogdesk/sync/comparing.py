"""When two snapshots of a post say the same. Pure: no clock, no revision, no derived field takes part."""

from collections.abc import Mapping
from typing import Any

# What a snapshot that does not name a field means by it.
_DEFAULTS: dict[str, Any] = {
    "kind": "post", "status": "draft", "title": "", "slug": "", "markdown": "", "eol": "lf", "excerpt": "",
    "canonical_url": "", "meta": {"title": "", "description": ""}, "featured": False, "comments_open": True,
    "tags": [], "category": None, "cover": None, "published_at": None, "expires_at": None, "extra": {},
}  # fmt: skip


def comparable(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The snapshot in a form in which equal means equal: every field there, tags by what identifies them."""
    whole = {name: snapshot.get(name, default) for name, default in _DEFAULTS.items()}
    whole["tags"] = [str(tag).casefold() for tag in whole["tags"]]
    whole["category"] = whole["category"] or None
    return whole


def same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Whether both say the same."""
    if one is None or other is None:
        return one is other
    return comparable(one) == comparable(other)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the fields that differ."""
    one, other = comparable(before), comparable(after)
    return tuple(name for name in one if one[name] != other[name])
