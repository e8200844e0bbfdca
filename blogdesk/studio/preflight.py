"""Gathering what the checks of studio/checks.py need to know of a post."""

from typing import Any

from blogdesk.content.markdown import render
from blogdesk.content.targets import Target, find_targets
from blogdesk.media.models import Media
from blogdesk.posts.models import HeldEdit, Post
from blogdesk.posts.pictures import is_relative, media_id_of, post_id_of, target_map, targets_by_id
from blogdesk.posts.queries import count_same_title
from blogdesk.studio.checks import Picture, Subject, find_all
from blogdesk.studio.fields import shown_fields
from blogdesk.taxonomy.service import list_tags


def check_post(post: Post, held: HeldEdit | None, markdown: str) -> list[dict[str, Any]]:
    """The findings for a post with this text, in a fixed number of queries."""
    fields = shown_fields(post, held)
    targets = find_targets(markdown)
    pictures, links = _behind(post, targets)
    subject = Subject(
        title=fields["title"],
        markdown=markdown,
        outline=render(markdown).outline,
        targets=targets,
        tags=fields["tags"],
        pictures=pictures,
        links=links,
        other_titles=count_same_title(fields["title"], except_id=post.id),
        other_tags=[tag.name for tag in list_tags()],
    )
    return [finding.to_json() for finding in find_all(subject)]


def _behind(post: Post, targets: tuple[Target, ...]) -> tuple[dict[str, Picture | None], dict[str, bool]]:
    """Pictures and links of ours by target; those that lead elsewhere are left out."""
    saved = target_map(post)
    fresh = targets_by_id({target.target for target in targets} - saved.media.keys() - saved.posts.keys())
    media, posts = {**saved.media, **fresh.media}, {**saved.posts, **fresh.posts}
    images = {t.target for t in targets if t.kind == "image"}
    links = {t.target for t in targets if t.kind == "link" and (post_id_of(t.target) or t.target in posts)}
    ours = {target for target in images if media_id_of(target) or is_relative(target)}
    return (
        {target: _picture(media.get(target)) for target in ours},
        {target: target in posts and posts[target].deleted_at is None for target in links},
    )


def _picture(media: Media | None) -> Picture | None:
    return Picture(media.alt, media.clean_size_bytes, media.removed) if media else None
