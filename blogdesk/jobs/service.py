"""Putting work on the table, claiming it, and saying how it went. Flushes, never commits."""

import random
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from blogdesk.core import events
from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.errors import NotFound
from blogdesk.jobs.events import JobsWaiting
from blogdesk.jobs.models import Job

# A worker that has not spoken for so long is gone, and its job free.
LEASE = timedelta(seconds=60)
# Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
BACKOFF_BASE_S, BACKOFF_CAP_S = 2.0, 15 * 60.0
_A_MOMENT = timedelta(microseconds=1)
# Finished jobs are kept so long, for whoever asks what happened.
KEEP_DONE = timedelta(days=7)


def enqueue(
    kind: str, payload: dict[str, Any] | None = None, *, key: str | None = None, run_after: datetime | None = None
) -> Job:
    """Put work on the table, in the caller's transaction.

    Work whose `key` waits already is not put twice; if it is being done, it is done once more afterwards, with the new
    payload: two jobs of one key never run side by side.
    """
    due, live = run_after or now(), _live(key)
    if live is None:
        live = Job(kind=kind, payload=payload or {}, key=key, run_after=due)
        db.session.add(live)
    elif live.state == "waiting":
        live.payload, live.run_after = payload or {}, min(live.run_after, due)
    else:
        live.payload, live.run_after = payload or {}, max(live.run_after + _A_MOMENT, due)
    db.session.flush()
    events.publish(JobsWaiting())
    return live


def _live(key: str | None) -> Job | None:
    """The job of this key that waits or runs. Finished jobs have no key."""
    if key is None:
        return None
    return db.session.scalars(select(Job).where(Job.key == key).with_for_update()).one_or_none()


def claim(worker: str, kinds: Collection[str], *, beside: Collection[uuid.UUID] = ()) -> Job | None:
    """The next job that is due, leased to this worker; None when there is none. Flushes.

    `beside`: the jobs that run in this very process. Their leases may look old (a computer that slept), yet they live.
    """
    free = or_(Job.state == "waiting", (Job.state == "running") & (Job.lease_until < now()))
    due = select(Job).where(free, Job.kind.in_(kinds), Job.id.not_in(beside), Job.run_after <= now())
    due = due.order_by(Job.run_after, Job.id).limit(1)
    job = db.session.scalars(due.with_for_update(skip_locked=True)).one_or_none()
    if job is not None:
        job.state, job.lease_by, job.lease_until, job.attempts = "running", worker, now() + LEASE, job.attempts + 1
        db.session.flush()
    return job


def get_job(job_id: uuid.UUID) -> Job:
    """The job of this id, locked until the transaction ends where the database can.

    Raises:
        NotFound: there is none.
    """
    job = db.session.get(Job, job_id, with_for_update=True)
    if job is None:
        raise NotFound("There is no such job.")
    return job


def extend_lease(job_id: uuid.UUID, worker: str) -> bool:
    """Say that the work goes on; False when the job is no longer this worker's. Flushes."""
    mine = update(Job).where(Job.id == job_id, Job.lease_by == worker, Job.state == "running")
    return db.session.execute(mine.values(lease_until=now() + LEASE)).rowcount == 1  # type: ignore[attr-defined,no-any-return]


def finish(job: Job) -> None:
    """The work is done. Flushes."""
    job.state, job.key, job.finished_at, job.lease_until, job.last_error = "done", None, now(), None, None
    db.session.flush()


def postpone(job: Job, reason: str, *, delay_s: float | None = None) -> None:
    """Try again later: after `delay_s`, else after a backoff that grows with the attempts. Flushes."""
    wait = backoff_s(job.attempts) if delay_s is None else delay_s
    job.state, job.lease_until, job.last_error = "waiting", None, reason
    job.run_after = now() + timedelta(seconds=wait)
    db.session.flush()


def fail(job: Job, reason: str) -> None:
    """Trying again would not help. The row stays until somebody looks. Flushes."""
    job.state, job.key, job.finished_at, job.lease_until, job.last_error = "failed", None, now(), None, reason
    db.session.flush()


def backoff_s(attempts: int) -> float:
    """Seconds until the next attempt: full jitter under 2 s doubled with each attempt, at most 15 minutes."""
    return random.uniform(0.0, min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2 ** min(attempts, 20)))  # noqa: S311 - no secret


def release(job: Job) -> None:
    """It was put on the table once more while it was done: it waits again, as if new. Flushes."""
    job.state, job.lease_until, job.attempts = "waiting", None, 0
    db.session.flush()


def wake(kinds: Collection[str] | None = None) -> None:
    """Let waiting jobs run now: the network is back, or somebody clicked. Flushes."""
    waiting = update(Job).where(Job.state == "waiting")
    db.session.execute((waiting.where(Job.kind.in_(kinds)) if kinds else waiting).values(run_after=now()))
    events.publish(JobsWaiting())


def clear_leases(worker_prefix: str) -> None:
    """Free what an earlier process on this data folder had claimed. Flushes.

    Only on SQLite, which one process serves; processes that share a database wait until leases run out.
    """
    if db.engine.dialect.name == "sqlite":
        held = update(Job).where(Job.state == "running", Job.lease_by.startswith(worker_prefix))
        db.session.execute(held.values(state="waiting", lease_until=None, run_after=now()))


def next_due(kinds: Collection[str], *, beside: Collection[uuid.UUID] = ()) -> datetime | None:
    """When the next waiting or abandoned job of these kinds is due."""
    mine = (Job.kind.in_(kinds), Job.id.not_in(beside))
    waiting = db.session.scalar(select(func.min(Job.run_after)).where(Job.state == "waiting", *mine))
    leased = db.session.scalar(select(func.min(Job.lease_until)).where(Job.state == "running", *mine))
    return min((moment for moment in (waiting, leased) if moment is not None), default=None)


def list_jobs(*, state: str | None = None, kind: str | None = None, limit: int = 100) -> Sequence[Job]:
    """Jobs, newest first."""
    query = select(Job).order_by(Job.created_at.desc(), Job.id.desc()).limit(limit)
    query = query.where(Job.state == state) if state else query
    return db.session.scalars(query.where(Job.kind == kind) if kind else query).all()


def forget_done() -> None:
    """Remove finished jobs nobody will ask for. Flushes."""
    db.session.execute(delete(Job).where(Job.state == "done", Job.finished_at < now() - KEEP_DONE))
