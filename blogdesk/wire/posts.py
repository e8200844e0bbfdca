"""Posts and pages on the wire, and the pure mapping between them and the fields an author sets."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

from blogdesk.wire.shapes import Extra, Moment, Shape, Uuid, check_json

Kind = Literal["post", "page"]
Status = Literal["draft", "scheduled", "published", "archived"]
# Made by the server: ignored in a write when unchanged, refused when changed.
READ_ONLY = (
    "id", "html", "created_at", "updated_at", "word_count", "reading_minutes", "views", "comment_count", "rev", "url",
)  # fmt: skip
# Counts that move without a write: what a client read a moment ago is no attempt to change them.
_MOVING = ("views", "comment_count")


class Author(Shape):
    """Who wrote it."""

    username: str
    name: str = ""


class Cover(Shape):
    """The picture at the head of a post."""

    media_id: Uuid
    alt: Annotated[str, StringConstraints(max_length=2_000)] = ""


class Meta(Shape):
    """What search engines are told instead of title and summary; empty when nothing else."""

    title: Annotated[str, StringConstraints(max_length=300)] = ""
    description: Annotated[str, StringConstraints(max_length=1_000)] = ""


class Post(Shape):
    """A post or page as the server has it. `markdown` is null for those who may not edit it.

    `excerpt` is the author's own and may be empty; `summary` is what readers see in lists. `html` is null where it
    was asked to be left out. `targets` says what stands behind a target as the Markdown has it, for those that do not
    say so themselves: `{"img/sea.png": "media:{id}", "../salt.md": "post:{id}"}`. `source_path` is the file the post
    came from, by which relative links find each other; `aliases` are old addresses that its author named.
    """

    id: Uuid
    slug: str
    title: str
    kind: Kind
    status: Status
    markdown: str | None
    html: str | None
    excerpt: str = ""
    summary: str = ""
    published_at: Moment | None = None
    expires_at: Moment | None = None
    created_at: Moment
    updated_at: Moment
    author: Author | None = None
    tags: list[str] = Field(default_factory=list)
    category: str | None = None
    cover: Cover | None = None
    canonical_url: str = ""
    meta: Meta = Meta()
    featured: bool = False
    comments_open: bool = True
    eol: Literal["lf", "crlf"] = "lf"
    targets: dict[str, str] = Field(default_factory=dict)
    source_path: str | None = None
    aliases: list[str] = Field(default_factory=list)
    word_count: int = 0
    reading_minutes: int = 0
    views: int = 0
    comment_count: int = 0
    rev: int
    url: str
    extra: dict[str, Any] = Field(default_factory=dict)


class Tombstone(Shape):
    """What is left of a deleted post."""

    id: Uuid
    rev: int
    deleted_at: Moment


class RevisionInfo(Shape):
    """One version of a post that was kept."""

    id: Uuid
    rev: int
    reason: str
    name: str = ""
    title: str
    created_at: Moment


def _check_category(value: str) -> str:
    levels = value.split("/")
    if len(levels) > 6 or any(len(level) > 100 for level in levels):
        raise ValueError("has more than 6 levels, or a name of more than 100 characters")
    return value


Slug = Annotated[
    str,
    StringConstraints(max_length=200),
    WithJsonSchema({"type": "string", "maxLength": 200, "pattern": r"^(\w([-.\w]*\w)?)?$"}),
]
TagName = Annotated[str, StringConstraints(max_length=100)]
Category = Annotated[
    str,
    AfterValidator(_check_category),
    WithJsonSchema({"type": "string", "pattern": r"^[^/]{0,100}(/[^/]{0,100}){0,5}$", "examples": ["essays/coast"]}),
]
# Control characters are kept out by name: PostgreSQL takes no NUL in a text.
WebAddress = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^(https?://[^\s\x00-\x1f]+)?$")]
Target = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=r"^[^\x00-\x1f]+$")]
OwnTarget = Annotated[str, StringConstraints(pattern=r"^(media|post):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
SourcePath = Annotated[str, StringConstraints(max_length=1_000, pattern=r"^[^\x00-\x1f]*$")]
Alias = Annotated[str, StringConstraints(max_length=400, pattern=r"^/[^\x00-\x1f]*$")]


class CoverWrite(Shape):
    """The cover in a write; what is absent stays as it is."""

    media_id: Uuid | None = None
    alt: Annotated[str, StringConstraints(max_length=2_000)] | None = None


class MetaWrite(Shape):
    """The meta in a write; what is absent stays as it is."""

    title: Annotated[str, StringConstraints(max_length=300)] | None = None
    description: Annotated[str, StringConstraints(max_length=1_000)] | None = None


# A new post; one that has its moment already may be scheduled without saying it again.
_SCHEDULED_HAS_MOMENT: dict[str, Any] = {
    "if": {"required": ["status"], "properties": {"status": {"const": "scheduled"}}},
    "then": {"required": ["published_at"], "properties": {"published_at": {"type": "string"}}},
}


class PostWrite(BaseModel):
    """The fields of a write, by PUT or PATCH; null stands for a field's default. Unknown names are kept in `extra`.

    `summary`, changed without an `excerpt`, becomes the excerpt. Names that the server makes may come along
    unchanged, as in a representation that was read and is sent back.
    """

    model_config = ConfigDict(strict=True, extra="allow", frozen=True, json_schema_extra=_SCHEDULED_HAS_MOMENT)

    kind: Kind | None = None
    status: Status | None = None
    title: Annotated[str, StringConstraints(max_length=500)] | None = None
    slug: Slug | None = None
    markdown: Annotated[str, StringConstraints(max_length=5_000_000)] | None = None
    eol: Literal["lf", "crlf"] | None = None
    excerpt: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    summary: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    published_at: Moment | None = None
    expires_at: Moment | None = None
    author: Author | None = None
    tags: Annotated[list[TagName], Field(max_length=100)] | None = None
    category: Category | None = None
    cover: CoverWrite | None = None
    canonical_url: WebAddress | None = None
    meta: MetaWrite | None = None
    featured: bool | None = None
    comments_open: bool | None = None
    targets: Annotated[dict[Target, OwnTarget], Field(max_length=2_000)] | None = None
    source_path: SourcePath | None = None
    aliases: Annotated[list[Alias], Field(max_length=100)] | None = None
    extra: Extra | None = None

    @model_validator(mode="after")
    def _bound_unknown_names(self) -> "PostWrite":
        check_json(self.model_extra)
        return self

    def unknown(self) -> dict[str, Any]:
        """The names that this version does not know, with their values."""
        return {name: value for name, value in (self.model_extra or {}).items() if name not in READ_ONLY}

    def read_only(self) -> dict[str, Any]:
        """The names that the server makes, as the client sent them."""
        return {name: value for name, value in (self.model_extra or {}).items() if name in READ_ONLY}


class ScheduleRequest(BaseModel):
    """When a post is to appear."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    published_at: Moment


@dataclass(frozen=True)
class PostFacts:
    """What the server knows of a post beyond the fields its author sets."""

    id: uuid.UUID
    rev: int
    url: str
    html: str | None
    summary: str
    created_at: datetime
    updated_at: datetime
    author: Author | None
    word_count: int
    reading_minutes: int
    views: int = 0
    comment_count: int = 0
    targets: Mapping[str, str] = field(default_factory=dict)
    source_path: str | None = None
    aliases: Sequence[str] = ()


def post_to_wire(snapshot: dict[str, Any], facts: PostFacts, *, with_source: bool = True) -> Post:
    """A post's author fields (as `posts.snapshot` gives them) and the server's facts, as on the wire."""
    shown = {**snapshot, **vars(facts), "aliases": list(facts.aliases), "targets": dict(facts.targets)}
    if not with_source:
        shown["markdown"] = None
    return Post.model_validate(shown)


def wire_to_fields(write: PostWrite) -> dict[str, Any]:
    """The fields to set for the names that were sent, flat as `posts.fields.PostFields`; null gives the default.

    `author`, `summary`, `extra`, `targets` and `aliases` are not among them: they depend on more than the write.
    """
    sent = write.model_fields_set
    fields = {
        name: default if value is None else value
        for name, default in _DEFAULTS.items()
        if name in sent
        for value in [getattr(write, name)]
    }
    if "meta" in sent:
        fields |= _meta_fields(write.meta)
    if "cover" in sent:
        fields |= _cover_fields(write.cover)
    return fields


_DEFAULTS: dict[str, Any] = {
    "kind": "post", "status": "draft", "title": "", "slug": "", "markdown": "", "eol": "lf", "excerpt": "",
    "published_at": None, "expires_at": None, "tags": [], "category": None, "canonical_url": "", "featured": False,
    "comments_open": True, "source_path": None,
}  # fmt: skip
# What a PUT that does not name them leaves as they are: an older client cannot mean to reset them.
KEPT_BY_PUT = frozenset({"kind", "status", "slug", "eol", "published_at", "expires_at", "source_path"})


def put_defaults() -> dict[str, Any]:
    """What a PUT sets for the names it leaves out."""
    plain = {name: value for name, value in _DEFAULTS.items() if name not in KEPT_BY_PUT}
    return plain | _meta_fields(None) | _cover_fields(None)


def _meta_fields(meta: MetaWrite | None) -> dict[str, Any]:
    if meta is None:
        return {"meta_title": "", "meta_description": ""}
    return {f"meta_{name}": getattr(meta, name) or "" for name in sorted(meta.model_fields_set)}


def _cover_fields(cover: CoverWrite | None) -> dict[str, Any]:
    if cover is None:
        return {"cover_media_id": None, "cover_alt": ""}
    fields: dict[str, Any] = {}
    if "media_id" in cover.model_fields_set:
        fields["cover_media_id"] = cover.media_id
    if "alt" in cover.model_fields_set:
        fields["cover_alt"] = cover.alt or ""
    return fields


def read_only_faults(sent: dict[str, Any], current: dict[str, Any] | None) -> list[tuple[str, str]]:
    """The names among `sent` that a client tried to change, with the reason. `current` is None for a new post."""
    faults = []
    for name, value in sent.items():
        known = (current or {}).get(name)
        if name in _MOVING and isinstance(value, int) and isinstance(known, int) and value <= known:
            continue
        if value is not None and value != known and not _same_moment(value, known):
            faults.append((name, "is made by the server and cannot be set"))
    return faults


def _same_moment(one: Any, other: Any) -> bool:
    """Whether two texts are one moment, however each is written."""
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return False
