"""Doing the work on the table, in threads of this process. A job may run twice; handlers are idempotent."""

import logging
import os
import threading
import uuid
from collections.abc import Callable
from typing import Any

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.instance import App
from blogdesk.core.transactions import transaction
from blogdesk.errors import BlogDeskError, OutsideFailure, RemoteBusy
from blogdesk.jobs import service
from blogdesk.jobs.models import Job

log = logging.getLogger(__name__)
_EXTENSION = "blogdesk.job_handlers"
# The table is looked at so often even when nobody says that there is work: another process may have put it there.
LOOK_EVERY_S = 30.0
HEARTBEAT_S = 20.0

# Gets the payload; runs in an app context, outside any transaction.
Handler = Callable[[dict[str, Any]], None]


def register_handler(app: App, kind: str, handler: Handler) -> None:
    """Have jobs of this kind done by `handler`."""
    app.extensions.setdefault(_EXTENSION, {})[kind] = handler


def _handlers(app: App) -> dict[str, Handler]:
    found: dict[str, Handler] = app.extensions.setdefault(_EXTENSION, {})
    return found


def run_next(app: App, worker: str) -> bool:
    """Claim the next due job and do it; False when none is due."""
    handlers = _handlers(app)
    with app.app_context():
        with transaction():
            job = service.claim(worker, list(handlers))
        if job is None:
            return False
        job_id, kind, payload = job.id, job.kind, dict(job.payload)
        beating = _Heartbeat(app, job_id, worker)
        try:
            handlers[kind](payload)
        except Exception as err:  # noqa: BLE001 - the edge of every job: written down on its row and logged
            _after_failure(job_id, err)
        else:
            with transaction():
                service.finish(_get(job_id))
        finally:
            beating.stop()
        return True


def run_pending(app: App) -> int:
    """Do every due job, here and now; gives their number. For the command line and for tests."""
    count = 0
    while run_next(app, f"pending-{os.getpid()}"):
        count += 1
    return count


def _get(job_id: uuid.UUID) -> Job:
    return db.session.get_one(Job, job_id)


def _after_failure(job_id: uuid.UUID, err: Exception) -> None:
    """Only what says of itself that it is permanent, or is wrong input, is given up; the rest is tried again."""
    db.session.rollback()
    with transaction():
        job = _get(job_id)
        reason = str(err) or type(err).__name__
        if isinstance(err, RemoteBusy):
            service.postpone(job, reason, delay_s=err.retry_after_s)
        elif isinstance(err, OutsideFailure) and not err.permanent:
            log.info("job %s %s waits: %s", job.kind, job.id, reason)
            service.postpone(job, reason)
        elif isinstance(err, BlogDeskError):
            log.warning("job %s %s failed: %s", job.kind, job.id, reason)
            service.fail(job, reason)
        else:
            log.error("job %s %s broke", job.kind, job.id, exc_info=err)
            service.postpone(job, reason)


class _Heartbeat:
    """Keeps the lease of a long job while it runs."""

    def __init__(self, app: App, job_id: uuid.UUID, worker: str) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, args=(app, job_id, worker), daemon=True)
        self._thread.start()

    def _beat(self, app: App, job_id: uuid.UUID, worker: str) -> None:
        while not self._over.wait(HEARTBEAT_S):
            with app.app_context(), transaction():
                service.extend_lease(job_id, worker)

    def stop(self) -> None:
        """End it."""
        self._over.set()
        self._thread.join()


class ThreadRunner:
    """Workers of this process: they sleep until `wake` or until the next job is due."""

    def __init__(self, app: App, *, threads: int = 2) -> None:
        self._app = app
        self._name = f"thread-{os.getpid()}"
        self._awake = threading.Condition()
        self._calls = 0
        self._stopping = False
        names = [f"{self._name}-{number}" for number in range(threads)]
        self._threads = [threading.Thread(target=self._work, args=(name,), name=name, daemon=True) for name in names]

    def start(self) -> None:
        """Free what died with an earlier process on this data folder, then begin."""
        with self._app.app_context(), transaction():
            service.clear_leases("thread-")
            service.forget_done()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """There is work; called from any thread."""
        with self._awake:
            self._calls += 1
            self._awake.notify_all()

    def stop(self, *, timeout_s: float = 1.0) -> None:
        """Let the jobs that run come to an end, `timeout_s` long; what does not will run again at the next start."""
        self._stopping = True
        self.wake()
        for thread in self._threads:
            thread.join(timeout_s)

    def _work(self, name: str) -> None:
        while not self._stopping:
            calls = self._calls
            try:
                busy = run_next(self._app, name)
                wait = 0.0 if busy else self._until_due()
            except Exception:
                log.exception("a worker stumbled; it goes on")
                wait = LOOK_EVERY_S / 6
            with self._awake:
                if wait and calls == self._calls and not self._stopping:
                    self._awake.wait(wait)

    def _until_due(self) -> float:
        with self._app.app_context():
            due = service.next_due()
        return LOOK_EVERY_S if due is None else min(LOOK_EVERY_S, max(0.05, (due - now()).total_seconds()))
