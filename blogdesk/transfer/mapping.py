"""Front matter of other programs, read as a post's fields. Pure.

Knows what Zola, Hugo, Jekyll, Eleventy, Pelican and our own export write; whatever it does not know stays in the
raw front matter and comes back at export.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from blogdesk.content.frontmatter import Document
from blogdesk.content.slugs import slugify_title
from blogdesk.posts.fields import MAX_LENGTH, PostFields, is_slug

# Where a post keeps the slug that the import chose for it: at export it is no change by the author.
IMPORT_SLUG = "import_slug"
_DATED_NAME = re.compile(r"^(?P<date>\d{4}-\d{2}-\d{2})[-_](?P<slug>.+)$")
_DATED_PATH = re.compile(r"(?:^|/)(?P<y>\d{4})/(?P<m>\d{2})/(?P<d>\d{2})(?:/|$)")
_HEADING = re.compile(r"^#\s+(?P<title>.+?)\s*#*\s*$", re.MULTILINE)


@dataclass(frozen=True)
class MappedPost:
    """A file as a post: its fields, the addresses it had, and what its author should know."""

    fields: PostFields
    aliases: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def map_document(document: Document, path: str) -> MappedPost:
    """A file's front matter and body as the fields of a post; `path` is relative to the imported folder."""
    data, notes = document.data, []
    if document.fault:
        notes.append(f"{document.fault} It is kept as it is, and the text is whole.")
    moment = _moment(data, path)
    title = _text(data, "title") or _title_of(document.body, path)
    fields = PostFields(
        kind=_kind(data, path),
        title=title[: MAX_LENGTH["title"]],
        slug=_slug(data, path, title),
        markdown=document.body,
        eol="crlf" if "\r\n" in document.body else "lf",
        excerpt=(_text(data, "description") or _text(data, "excerpt") or _text(data, "summary"))[:2000],
        tags=_names(data, "tags"),
        category=_category(data),
        status=_status(data, path, moment),
        published_at=moment,
        canonical_url=_canonical(data),
        source_path=path,
        front_matter=document.raw,
    )
    return MappedPost(fields, _aliases(data), tuple(notes))


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _title_of(body: str, path: str) -> str:
    heading = _HEADING.search(body[:2000])
    return heading["title"] if heading else _stem(path).replace("-", " ").replace("_", " ").strip().capitalize()


def _stem(path: str) -> str:
    """The name that stands for the post: the file's, or the folder's of a page bundle."""
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    stem = posixpath.basename(folder) if stem in {"index", "_index"} and folder else stem
    dated = _DATED_NAME.match(stem)
    return dated["slug"] if dated else stem


def _slug(data: Mapping[str, Any], path: str, title: str) -> str:
    permalink = _text(data, "path") or _text(data, "permalink") or _text(data, "url")
    wanted = _text(data, "slug") or posixpath.basename(permalink.split("://")[-1].rstrip("/")) or _stem(path)
    wanted = re.sub(r"\.html?$", "", wanted)
    return wanted if is_slug(wanted) else slugify_title(wanted) or slugify_title(title)


def _kind(data: Mapping[str, Any], path: str) -> str:
    named = _text(data, "kind") or _text(data, "type") or _text(data, "layout")
    is_section = posixpath.basename(path).startswith("_index.")
    return "page" if named == "page" or is_section or path.split("/", maxsplit=1)[0] in {"pages", "_pages"} else "post"


def _status(data: Mapping[str, Any], path: str, moment: datetime | None) -> str:
    named = _text(data, "status")
    if named in {"draft", "scheduled", "published", "archived"} and (named != "scheduled" or moment):
        return named
    if posixpath.basename(path).startswith("_index."):
        return "archived"
    hidden = data.get("draft") is True or data.get("published") is False or "_drafts" in path.split("/")
    return "draft" if hidden or named in {"hidden", "private"} else "published"


def _moment(data: Mapping[str, Any], path: str) -> datetime | None:
    for key in ("published_at", "date", "publishDate", "pubDate"):
        found = _as_moment(data.get(key))
        if found:
            return found
    for place in (_text(data, "path"), path):
        dated = _DATED_PATH.search(place)
        if dated:
            return _as_moment(f"{dated['y']}-{dated['m']}-{dated['d']}")
    dated_name = _DATED_NAME.match(posixpath.splitext(posixpath.basename(path))[0])
    return _as_moment(dated_name["date"]) if dated_name else None


def _as_moment(value: object) -> datetime | None:
    """A date or time as an aware moment; one without a zone is taken as UTC."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else None


def _taxonomy(data: Mapping[str, Any], key: str) -> object:
    """A list of names at the top, or in Zola's `[taxonomies]`."""
    nested = data.get("taxonomies")
    return data.get(key) or (nested.get(key) if isinstance(nested, Mapping) else None)


def _names(data: Mapping[str, Any], key: str) -> list[str]:
    value = _taxonomy(data, key)
    if isinstance(value, str):
        value = value.split(",") if "," in value else value.split()
    return [str(name)[:100] for name in value] if isinstance(value, list | tuple) else []


def _category(data: Mapping[str, Any]) -> str | None:
    named = _text(data, "category")
    if named:
        return named
    value = _taxonomy(data, "categories")
    names = value.split(",") if isinstance(value, str) else value
    return str(names[0]).strip()[:100] or None if isinstance(names, list | tuple) and names else None


def _canonical(data: Mapping[str, Any]) -> str:
    url = _text(data, "canonical_url") or _text(data, "canonical")
    return url if url.startswith(("https://", "http://")) else ""


def _aliases(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The addresses a post had: `aliases` of Hugo and Zola, `redirect_from` of Jekyll, and its own old `path`."""
    found: list[str] = []
    for key in ("aliases", "redirect_from"):
        value = data.get(key)
        found += [value] if isinstance(value, str) else [str(item) for item in value] if isinstance(value, list) else []
    own = _text(data, "path") or _text(data, "permalink")
    return tuple(dict.fromkeys(alias for alias in [*found, own] if alias and "://" not in alias and ":" not in alias))
