"""The fields of a post as its author sees them: with what is held, before readers see it."""

from typing import Any

from blogdesk.posts.models import HeldEdit, Post
from blogdesk.posts.snapshot import snapshot
from blogdesk.taxonomy.service import category_title


def shown_fields(post: Post, held: HeldEdit | None) -> dict[str, Any]:
    """The author's fields without the text; `category` is its title, `tags` are names."""
    fields = snapshot(post)
    for absent in ("markdown", "meta", "cover", "extra"):
        fields.pop(absent)
    fields["meta_title"], fields["meta_description"] = post.meta_title, post.meta_description
    fields["cover_media_id"] = str(post.cover_media_id) if post.cover_media_id else None
    fields["cover_alt"] = post.cover_alt
    fields["category"] = category_title(post.category) if post.category else ""
    return fields | (held.fields if held else {})


def empty_fields() -> dict[str, Any]:
    """The fields of a post that does not exist yet."""
    texts = ("title", "slug", "excerpt", "canonical_url", "meta_title", "meta_description", "category", "cover_alt")
    return {**dict.fromkeys(texts, ""), "tags": [], "cover_media_id": None, "featured": False, "comments_open": True}
