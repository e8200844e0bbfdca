"""The whole of a post's author fields as plain JSON: what versions keep, what the wire carries, what sync compares."""

from typing import Any

from blogdesk.core.clock import rfc3339
from blogdesk.posts.models import Post


def snapshot(post: Post) -> dict[str, Any]:
    """Every field an author sets, in JSON's types; `tags` are names, `category` is the path or None."""
    return {
        "kind": post.kind,
        "status": post.status,
        "title": post.title,
        "slug": post.slug,
        "markdown": post.markdown,
        "eol": post.eol,
        "excerpt": post.excerpt,
        "canonical_url": post.canonical_url,
        "meta": {"title": post.meta_title, "description": post.meta_description},
        "featured": post.featured,
        "comments_open": post.comments_open,
        "tags": [tag.name for tag in post.tags],
        "category": post.category.path if post.category else None,
        "cover": {"media_id": str(post.cover_media_id), "alt": post.cover_alt} if post.cover_media_id else None,
        "published_at": rfc3339(post.published_at) if post.published_at else None,
        "expires_at": rfc3339(post.expires_at) if post.expires_at else None,
        "extra": dict(post.extra),
    }
