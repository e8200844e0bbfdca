"""create_app: the one place that wires an instance together. A face passes in what differs."""

import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from flask import Flask

from blogdesk import models
from blogdesk.core import events, opening
from blogdesk.core.backups import make_daily_backup
from blogdesk.core.clock import now
from blogdesk.core.config import MAX_REQUEST_BYTES, Config
from blogdesk.core.database import db
from blogdesk.core.instance import current_config
from blogdesk.core.secrets import SecretStore
from blogdesk.core.sqlite_faults import storage_errors
from blogdesk.core.transactions import transaction
from blogdesk.jobs.runner import register_handler
from blogdesk.jobs.service import enqueue
from blogdesk.media.events import MediaChanged, MediaKept
from blogdesk.media.service import find_media, get_media, make_renditions_of, note_renditions
from blogdesk.posts.bulk import settle_posts
from blogdesk.posts.events import PostChanged, PostDeleted, PostsImported
from blogdesk.posts.rendering import forget_every_rendering, forget_rendering_of_posts_with
from blogdesk.search.service import index_post, index_posts
from blogdesk.settings.service import SettingsChanged
from blogdesk.sync import jobs as publishing

# Imported posts settled in one transaction: few enough that somebody who writes meanwhile does not wait.
SETTLE_IMPORT, SETTLE_AT_ONCE = "settle-import", 25
# A start has better things to do than a backup; one that ended too early leaves it to the next.
DAILY_BACKUP, AFTER_START = "daily-backup", timedelta(seconds=30)
# A surface mounts its blueprints on the app: site.register, studio.register, api.register.
Surface = Callable[[Flask], None]


def create_app(config: Config, surfaces: Sequence[Surface], secrets: SecretStore) -> Flask:
    """An instance over the given configuration, with the surfaces mounted and the tables known."""
    app = Flask("blogdesk", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=list(config.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={} if config.on_sqlite else {"pool_pre_ping": True},
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        TESTING=config.testing,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.base_url.startswith("https:"),
    )
    app.extensions["blogdesk.config"] = config
    app.extensions["blogdesk.secrets"] = secrets
    db.init_app(app)
    _listen(app)
    for surface in surfaces:
        surface(app)
    return app


def open_database(app: Flask) -> None:
    """What a face does before it serves: see core/opening.py. Has a backup made once a day from now on.

    Raises:
        StorageError: the disk, the folder or the file cannot be used.
    """
    opening.open_database(app)
    config: Config = app.extensions["blogdesk.config"]
    if opening.keeps_own_database(config):
        with storage_errors(), app.app_context(), transaction():
            enqueue(DAILY_BACKUP, key=DAILY_BACKUP, run_after=now() + AFTER_START)


def _listen(app: Flask) -> None:
    """Who is told what, after a commit."""
    events.register(app, PostChanged, lambda event: index_post(event.post_id))
    events.register(app, PostDeleted, lambda event: index_post(event.post_id))
    events.register(app, PostsImported, _have_imports_settled)
    events.register(app, MediaKept, _have_renditions_made)
    events.register(app, MediaChanged, _have_posts_rendered_anew)
    events.register(app, SettingsChanged, _have_all_rendered_anew)
    register_handler(app, "renditions", _make_renditions)
    register_handler(app, SETTLE_IMPORT, _settle_import)
    publishing.register(app)
    register_handler(app, DAILY_BACKUP, _back_up)


def _have_imports_settled(event: PostsImported) -> None:
    ids = [str(post_id) for post_id in event.post_ids]
    with transaction():
        for start in range(0, len(ids), SETTLE_AT_ONCE):
            enqueue(SETTLE_IMPORT, {"post_ids": ids[start : start + SETTLE_AT_ONCE]})


def _settle_import(payload: dict[str, Any]) -> None:
    """What an import left for later: exact counts, summaries, the search index."""
    with transaction():
        posts = settle_posts([uuid.UUID(post_id) for post_id in payload["post_ids"]])
        index_posts(posts)


def _back_up(_payload: dict[str, Any]) -> None:
    """Today's backup, and the next one asked for. One that fails is tried again, as every job is."""
    make_daily_backup(current_config().data_folder)
    with transaction():
        enqueue(DAILY_BACKUP, key=DAILY_BACKUP, run_after=now() + timedelta(days=1))


def _have_renditions_made(event: MediaKept) -> None:
    with transaction():
        for media_id in event.media_ids:
            enqueue("renditions", {"media_id": str(media_id)}, key=f"renditions:{media_id}")


def _have_posts_rendered_anew(event: MediaChanged) -> None:
    """A picture's description and size stand in the HTML of the posts that show it."""
    with transaction():
        forget_rendering_of_posts_with(event.media_id)


def _have_all_rendered_anew(event: SettingsChanged) -> None:
    """Links between posts are made from the pattern of addresses, and its dates from the time zone."""
    if {"permalink", "timezone"} & set(event.keys):
        with transaction():
            forget_every_rendering()


def _make_renditions(payload: dict[str, Any]) -> None:
    media = find_media(uuid.UUID(payload["media_id"]))
    if media is None:
        return
    made = make_renditions_of(media)  # seconds: outside the transaction, or nobody could save meanwhile
    with transaction():
        note_renditions(get_media(media.id), made)


# The metadata is complete once every domain's models are imported.
TABLES = models.ALL
