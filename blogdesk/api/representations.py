"""Posts as this server shows them: the author's fields and what the server knows beside them."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import current_app, request

from blogdesk.api.caller import site
from blogdesk.content.markdown import render
from blogdesk.content.reading_time import count_words, reading_minutes
from blogdesk.core.clock import now
from blogdesk.core.config import Config
from blogdesk.errors import NotFound
from blogdesk.posts import policy, service
from blogdesk.posts.attachments import aliases_of_posts, targets_of, views_of
from blogdesk.posts.models import Post, Revision
from blogdesk.posts.permalinks import public_path
from blogdesk.posts.policy import Actor
from blogdesk.posts.rendering import rendered_html, resolver_of
from blogdesk.posts.snapshot import snapshot
from blogdesk.wire import posts as wire


def base_url() -> str:
    """The public address of this instance, without a slash at its end."""
    config: Config = current_app.extensions["blogdesk.config"]
    return config.base_url or request.url_root.rstrip("/")


def see(actor: Actor, post: Post | None) -> Post:
    """The post, if they may know of it.

    Raises:
        NotFound: there is none, or it is not theirs to see; the two cannot be told apart.
    """
    if post is None or not policy.may_see(actor, post, now()):
        raise NotFound("There is no such post.")
    return post


def show_posts(posts: Sequence[Post], actor: Actor, *, html: bool = True) -> list[wire.Post]:
    """The posts on the wire, for somebody who may see them. A fixed number of queries beside missing renderings."""
    ids = [post.id for post in posts]
    views, targets, aliases = views_of(ids), targets_of(ids), aliases_of_posts(ids)
    return [
        wire.post_to_wire(
            snapshot(post),
            _facts(
                post,
                html=rendered_html(post) if html else None,
                views=views.get(post.id, 0),
                targets=targets.get(post.id, {}),
                aliases=aliases.get(post.id, ()),
            ),
            with_source=policy.may_edit(actor, post) or post.author_id == actor.user_id,
        )
        for post in posts
    ]


def show_post(post: Post, actor: Actor, *, html: bool = True) -> wire.Post:
    """One post on the wire."""
    return show_posts([post], actor, html=html)[0]


def _facts(post: Post, **more: Any) -> wire.PostFacts:
    author = wire.Author(username=post.author.username, name=post.author.name) if post.author else None
    return wire.PostFacts(
        id=post.id,
        rev=post.rev,
        url=base_url() + public_path(post, site()),
        summary=post.excerpt or post.summary,
        created_at=post.created_at,
        updated_at=post.updated_at,
        author=author,
        word_count=post.word_count,
        reading_minutes=post.reading_minutes,
        source_path=post.source_path,
        **more,
    )


def show_as_of(revision: Revision, post: Post, actor: Actor) -> wire.Post:
    """The post as a kept version has it: what the write that made the version was answered."""
    if revision.rev == post.rev and post.deleted_at is None:
        return show_post(post, actor)
    current = show_post(post, actor, html=False)
    words = count_words(revision.markdown)
    summary = revision.fields["excerpt"] or service.summary_of(revision.markdown)
    known = current.model_dump(mode="json")
    return wire.Post.model_validate(
        {
            **known,
            **revision.fields,
            "markdown": revision.markdown,
            "html": render(revision.markdown, resolver_of(post)).html,
            "rev": revision.rev,
            "summary": summary,
            "updated_at": revision.created_at,
            "word_count": words,
            "reading_minutes": reading_minutes(words),
            "url": known["url"].replace(f"/{post.slug}", f"/{revision.fields['slug']}"),
        }
    )


def parse_id(text: str) -> uuid.UUID | None:
    """A UUID in its usual form, or None."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if str(found) == text.lower() else None
