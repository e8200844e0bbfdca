"""The durable table of work to be done. A row commits together with the data it speaks of."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from blogdesk.core.clock import now
from blogdesk.core.database import Model, UTCDateTime, UuidKey, short


class Job(UuidKey, Model):
    """One piece of work: `state` is waiting, running, done or failed.

    `key` is unique among live jobs: enqueuing the same key twice is one job. A lease that has run out frees the job.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "run_after"),)

    kind: Mapped[str] = mapped_column(short(60), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    key: Mapped[str | None] = mapped_column(short(200), unique=True)
    state: Mapped[str] = mapped_column(short(10), default="waiting")
    run_after: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    lease_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lease_by: Mapped[str | None] = mapped_column(short(60))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
