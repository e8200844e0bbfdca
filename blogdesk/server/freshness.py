"""Noticing what changes readers' pages without an event in this process: time, another process, a command."""

import logging
import threading
import time
from datetime import datetime

from flask import Flask

from blogdesk.core import events
from blogdesk.core.clock import now
from blogdesk.core.database import DatabaseFailure
from blogdesk.media.events import MediaChanged
from blogdesk.posts.events import PostChanged, PostDeleted
from blogdesk.posts.public import next_moment, public_version
from blogdesk.server.page_cache import PageStore
from blogdesk.server.schedule import publish_due_posts
from blogdesk.settings.service import SettingsChanged

log = logging.getLogger(__name__)
# What another process wrote is seen by readers after at most this long; a look costs three small queries.
LOOK_EVERY_S = 1.0


class Freshness:
    """Clears the store when something changed, and publishes what is due. Called before each cached answer."""

    def __init__(self, app: Flask, store: PageStore, *, every_s: float = LOOK_EVERY_S) -> None:
        self._app = app
        self._store = store
        self._every_s = every_s
        self._look_at = 0.0
        self._looking = threading.Lock()
        self._version: tuple[object, ...] = ()
        self._moment: datetime | None = None
        for kind in (PostChanged, PostDeleted, SettingsChanged, MediaChanged):
            events.register(app, kind, self._changed)

    def check(self) -> None:
        """Look, unless somebody looked a moment ago or is looking now."""
        if time.monotonic() < self._look_at or not self._looking.acquire(blocking=False):
            return
        try:
            self._look_at = time.monotonic() + self._every_s
            self.look()
        finally:
            self._looking.release()

    def look(self) -> None:
        """Publish what is due; clear the store if readers would see something else now."""
        try:
            with self._app.app_context():
                if self._moment is None or now() >= self._moment:
                    publish_due_posts()
                version, moment = public_version(), next_moment()
        except DatabaseFailure:
            # Readers keep the pages there are; the next look tries again.
            log.exception("the database could not be asked what changed")
            return
        passed = self._moment is not None and now() >= self._moment
        if passed or version != self._version:
            self._store.clear()
        self._version, self._moment = version, moment

    def _changed(self, event: PostChanged | PostDeleted | SettingsChanged | MediaChanged) -> None:
        seen = not isinstance(event, PostChanged) or event.was_published or event.is_published
        if seen:
            self._store.clear()
        # A new date may be nearer than the one we wait for.
        self._moment = None
