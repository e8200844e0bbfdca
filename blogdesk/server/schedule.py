"""Scheduled posts: published on a timer and on any request, so that none is missed."""

import logging
import threading
from collections.abc import Callable

from blogdesk.core.clock import now
from blogdesk.core.transactions import transaction
from blogdesk.posts.queries import posts_due
from blogdesk.posts.service import publish_post

log = logging.getLogger(__name__)
# Half of the minute that is promised.
TIMER_S = 20.0


def publish_due_posts() -> int:
    """Publish every scheduled post whose moment has come, dated as it was promised; how many there were."""
    if not posts_due():
        return 0
    with transaction():
        due = posts_due(for_update=True)
        for post in due:
            moment = post.published_at or now()
            publish_post(post, at=moment)
            log.info("published %s, promised for %s, %s s late", post.id, moment, (now() - moment).seconds)
    return len(due)


class Timer:
    """Calls a function every few seconds on a thread of its own, until it is stopped."""

    def __init__(self, call: Callable[[], None], *, every_s: float = TIMER_S) -> None:
        self._call = call
        self._every_s = every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="schedule", daemon=True)

    def start(self) -> None:
        """Begin, with a call at once: posts may have come due while nothing was running."""
        self._thread.start()

    def stop(self) -> None:
        """End, at the latest after the running call."""
        self._stopped.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while True:
            try:
                self._call()
            except Exception:
                log.exception("the schedule could not be looked at; it will be again in %s s", self._every_s)
            if self._stopped.wait(self._every_s):
                return
