"""Doing the work on the table, in threads of this process. A job may run twice; handlers are idempotent."""

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.instance import App
from blogdesk.core.transactions import transaction
from blogdesk.errors import BlogDeskError, OutsideFailure, RemoteBusy, StorageError
from blogdesk.jobs import service

log = logging.getLogger(__name__)
_EXTENSION = "blogdesk.jobs"
# The table is looked at so often even when nobody says that there is work: another process may have put it there.
LOOK_EVERY_S = 30.0
HEARTBEAT_S = 20.0

# Gets the payload; runs in an app context, outside any transaction.
Handler = Callable[[dict[str, Any]], None]


@dataclass
class _Workshop:
    """What one app can do, and what it is doing."""

    handlers: dict[str, Handler] = field(default_factory=dict)
    running: set[uuid.UUID] = field(default_factory=set)


@dataclass(frozen=True)
class _Claimed:
    """A job as it was when it was claimed."""

    id: uuid.UUID
    kind: str
    payload: dict[str, Any]
    due: datetime


def _workshop(app: App) -> _Workshop:
    found: _Workshop = app.extensions.setdefault(_EXTENSION, _Workshop())
    return found


def register_handler(app: App, kind: str, handler: Handler) -> None:
    """Have jobs of this kind done by `handler`."""
    _workshop(app).handlers[kind] = handler


def run_next(app: App, worker: str, kinds: Collection[str] | None = None) -> bool:
    """Claim the next due job (of these kinds) and do it; False when none is due."""
    shop = _workshop(app)
    with app.app_context():
        claimed = _claim(shop, worker, kinds)
        if claimed is None:
            return False
        beating = _Heartbeat(app, claimed.id, worker)
        try:
            shop.handlers[claimed.kind](claimed.payload)
        except Exception as err:  # noqa: BLE001 - the edge of every job: written down on its row and logged
            _after_failure(claimed, err)
        else:
            _after_success(claimed)
        finally:
            beating.stop()
            shop.running.discard(claimed.id)
        return True


def run_pending(app: App, kinds: Collection[str] | None = None) -> int:
    """Do every due job (of these kinds), here and now; gives their number. For the command line and for tests."""
    count = 0
    while run_next(app, f"pending-{os.getpid()}", kinds):
        count += 1
    return count


def free_abandoned() -> None:
    """Free the jobs of processes of this computer that are no more, instead of waiting for their leases to end.

    For instances on one computer's own data folder. Needs an app context.
    """
    if os.name == "nt":  # signal 0 would be a Ctrl+C there
        return
    workers = {job.lease_by for job in service.list_jobs(state="running") if job.lease_by}
    with transaction():
        for worker in workers:
            if not _is_alive(worker):
                service.clear_leases(worker)


def _is_alive(worker: str) -> bool:
    """Whether the process of `pending-PID` or `thread-PID-NUMBER` runs."""
    pid = worker.split("-")[1] if "-" in worker else ""
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (ValueError, PermissionError):
        return True
    return True


def _claim(shop: _Workshop, worker: str, kinds: Collection[str] | None) -> _Claimed | None:
    wanted = tuple(kind for kind in shop.handlers if kinds is None or kind in kinds)
    with transaction():
        job = service.claim(worker, wanted, beside=tuple(shop.running))
        if job is None:
            return None
        shop.running.add(job.id)
        return _Claimed(job.id, job.kind, dict(job.payload), job.run_after)


def _after_success(claimed: _Claimed) -> None:
    with transaction():
        job = service.get_job(claimed.id)
        if job.run_after == claimed.due:
            service.finish(job)
        else:
            service.release(job)


def _after_failure(claimed: _Claimed, err: Exception) -> None:
    """Only what says of itself that it is permanent, or is wrong input, is given up; the rest is tried again."""
    db.session.rollback()
    reason = str(err) or type(err).__name__
    with transaction():
        job = service.get_job(claimed.id)
        if job.run_after != claimed.due:
            log.info("job %s %s is done once more; it had stopped at: %s", job.kind, job.id, reason)
            service.release(job)
        elif isinstance(err, RemoteBusy):
            service.postpone(job, reason, delay_s=err.retry_after_s)
        elif isinstance(err, StorageError) or (isinstance(err, OutsideFailure) and not err.permanent):
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
            try:
                with app.app_context(), transaction():
                    service.extend_lease(job_id, worker)
            except Exception:
                log.exception("the lease of job %s was not extended; the next beat tries again", job_id)

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
        deadline = time.monotonic() + timeout_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

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
        shop = _workshop(self._app)
        with self._app.app_context():
            due = service.next_due(tuple(shop.handlers), beside=tuple(shop.running))
        return LOOK_EVERY_S if due is None else min(LOOK_EVERY_S, max(0.05, (due - now()).total_seconds()))
