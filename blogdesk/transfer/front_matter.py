"""Front matter that leaves: an imported file's own, with what its author changed since; a fresh one for the others.

Pure but for reading the post's loaded fields.
"""

from collections.abc import Mapping
from typing import Any

from blogdesk.content.frontmatter import Document, compose, split
from blogdesk.posts.fields import PostFields
from blogdesk.transfer.mapping import map_document

# The names a field may have in front matter; the first that a file uses is kept, else the first of all is written.
NAMES = {
    "title": ("title",),
    "slug": ("slug",),
    "excerpt": ("description", "excerpt", "summary"),
    "published_at": ("date", "published_at", "publishDate", "pubDate"),
    "category": ("category",),
    "canonical_url": ("canonical_url", "canonical"),
}


def front_matter_of(now: PostFields, aliases: tuple[str, ...], path: str) -> str:
    """The front matter for a post as it is now.

    `now["front_matter"]` is the raw block it came with, or empty; an empty slug is not the author's and is not written.
    """
    raw = now.get("front_matter", "")
    document = split(raw)
    if document.fault or (raw and document.format is None):
        return raw
    if raw and document.format is not None:
        return compose(_changed(document, now, path), document.format, raw)
    if now.get("source_path"):
        changes = _changed(document, now, path)
        return compose(changes, "yaml") if changes else ""
    return compose(_all(now, aliases), "yaml")


def _changed(document: Document, now: PostFields, path: str) -> dict[str, Any]:
    """The keys to write into a kept front matter: those whose meaning is another now."""
    whole = Document(document.format, document.raw, now.get("markdown", ""), document.data)
    then = map_document(whole, path).fields
    changes: dict[str, Any] = {}
    for name, keys in NAMES.items():
        value = now.get(name)
        if name == "slug" and not value:
            continue
        if _folded(value) != _folded(then.get(name)):
            changes[_key_in(document.data, keys)] = value or None
    if now.get("status") != then.get("status"):
        changes |= _status(now)
    if _folded(now.get("tags")) != _folded(then.get("tags")):
        changes |= _tags(document.data, now.get("tags", []))
    return changes


def _folded(value: object) -> object:
    """A value by which two ways of writing the same are equal: names differ in more than case and spaces."""
    if isinstance(value, list):
        return [_folded(item) for item in value] or None
    if isinstance(value, str):
        return "/".join(" ".join(part.split()) for part in value.casefold().split("/")) or None
    return value or None


def _key_in(data: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((key for key in keys if key in data), keys[0])


def _tags(data: Mapping[str, Any], tags: list[str]) -> dict[str, Any]:
    nested = data.get("taxonomies")
    return {"taxonomies": {**nested, "tags": tags}} if isinstance(nested, Mapping) else {"tags": tags or None}


def _status(now: PostFields) -> dict[str, Any]:
    """`draft` is read by every program; the finer states are ours."""
    status = now.get("status", "draft")
    return {
        "draft": True if status == "draft" else None,
        "status": status if status in {"archived", "scheduled"} else None,
    }


def _all(now: PostFields, aliases: tuple[str, ...]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "title": now.get("title", ""),
        "slug": now.get("slug", ""),
        "date": now.get("published_at"),
        **_status(now),
        "description": now.get("excerpt") or None,
        "tags": now.get("tags") or None,
        "category": now.get("category"),
        "canonical_url": now.get("canonical_url") or None,
        "aliases": list(aliases) or None,
    }
    return {key: value for key, value in fields.items() if value is not None}
