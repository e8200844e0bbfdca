"""A few sample posts with pictures, to see a blog before there is one: `blogdesk seed`."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from blogdesk.content.frontmatter import split
from blogdesk.core.clock import now
from blogdesk.errors import Conflict
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from blogdesk.posts.queries import PostFilter, count_posts, list_posts
from blogdesk.posts.service import update_post
from blogdesk.search.service import index_stale
from blogdesk.settings.service import SiteSettings, change_settings, site_settings
from blogdesk.transfer.importing import carry_out, prepare_import
from blogdesk.transfer.pictures import keep_pictures

_FOLDER = Path(__file__).parent / "samples"
_TITLE, _TAGLINE, _AUTHOR = "Field Notes", "Lists, sounds, and arguments with the weather.", "Anna Koster"


@dataclass(frozen=True)
class Seeded:
    """What was put into the blog."""

    posts: int
    pictures: int


def seed_samples() -> Seeded:
    """Import the sample posts into an empty blog, the newest dated now, with their covers. Flushes.

    Raises:
        Conflict: the blog has posts already.
    """
    if count_posts(PostFilter()):
        raise Conflict("This blog has posts already.", next_step="Nothing was changed. Seed an empty data folder.")
    prepared = prepare_import(_FOLDER)
    carry_out(prepared)
    pictures = keep_pictures(prepared.pictures)
    posts = list_posts(PostFilter(), limit=100).items
    newest = max((post.published_at for post in posts if post.published_at), default=now())
    for post in posts:
        moment = (post.published_at or newest) + (now() - newest)
        update_post(post, PostFields(published_at=moment, **_cover(post, pictures)))
    if site_settings().title == SiteSettings().title:
        change_settings(title=_TITLE, tagline=_TAGLINE, author_name=_AUTHOR)
    index_stale()
    return Seeded(len(posts), len(pictures))


def _cover(post: Post, pictures: Mapping[str, uuid.UUID]) -> PostFields:
    """The cover that the post's own front matter names, by its path in the folder."""
    data = split(post.front_matter).data
    media_id = pictures.get(str(data.get("cover", "")))
    if media_id is None:
        return PostFields()
    return PostFields(cover_media_id=media_id, cover_alt=str(data.get("cover_alt", "")))
