"""Between a post's author fields (`posts.snapshot`) and the bytes of our own REST API. Pure.

The wire takes and gives the same names, so that this is a selection and a fixed order of bytes, no translation.
"""

import json
from collections.abc import Mapping
from typing import Any

# The author's fields, as both sides know them. What the server derives is never compared, nor sent.
AUTHOR_FIELDS = (
    "kind", "status", "title", "slug", "markdown", "eol", "excerpt", "canonical_url", "meta", "featured",
    "comments_open", "tags", "category", "cover", "published_at", "expires_at", "extra",
)  # fmt: skip


def post_body(
    snapshot: Mapping[str, Any], *, category_title: str = "", carried: Mapping[str, Any] | None = None
) -> bytes:
    """The body of a PUT: every author field, the same bytes for the same post.

    A category travels by its names, so that a blog that does not have it yet can make it. `carried` is what goes
    along beside the fields: pictures behind targets, old addresses, the file the post came from.
    """
    body = {name: snapshot[name] for name in AUTHOR_FIELDS if name in snapshot}
    if category_title:
        body["category"] = category_title
    body.update(carried or {})
    return as_bytes(body)


def unpublish_body() -> bytes:
    """The body of the PATCH that takes a post back to a draft and touches nothing else."""
    return as_bytes({"status": "draft"})


def as_bytes(value: Mapping[str, Any]) -> bytes:
    """JSON in one fixed form: what is sent again is the same to the byte."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def snapshot_of(post: Mapping[str, Any]) -> dict[str, Any]:
    """The author's fields of a post as the server gave it."""
    return {name: post[name] for name in AUTHOR_FIELDS if name in post}


def with_media_ids(body: bytes, others: Mapping[str, str]) -> bytes:
    """The body of a PUT with pictures called by the ids that the destination has for the same bytes."""
    post = json.loads(body)
    renamed = {f"media:{ours}": f"media:{theirs}" for ours, theirs in others.items()}
    targets = {target: renamed.get(meant, meant) for target, meant in post.get("targets", {}).items()}
    targets |= {ours: theirs for ours, theirs in renamed.items() if ours in post["markdown"]}
    cover = post.get("cover")
    if cover is not None:
        cover["media_id"] = others.get(cover["media_id"], cover["media_id"])
    return as_bytes({**post, "targets": targets})


def with_our_cover(snapshot: Mapping[str, Any], others: Mapping[str, str]) -> dict[str, Any]:
    """The destination's snapshot with the cover called by our own id."""
    ours = {theirs: our for our, theirs in others.items()}
    cover = snapshot.get("cover")
    if not cover:
        return dict(snapshot)
    return {**snapshot, "cover": {**cover, "media_id": ours.get(cover["media_id"], cover["media_id"])}}
