"""Job: look at the live page after a write, a few times, and keep what was found."""

import uuid
from datetime import timedelta
from typing import Any

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.http import shared_client
from blogdesk.core.transactions import transaction
from blogdesk.errors import OutsideFailure, Unreachable
from blogdesk.jobs.service import enqueue
from blogdesk.publishing.models import Destination
from blogdesk.publishing.verify import Expected, LiveReport, check_live
from blogdesk.sync import asking
from blogdesk.sync.ledger import CHECK_JOB
from blogdesk.sync.models import SyncState

# A cache in front of the blog, or a picture that is still being made, gets a little time.
WAITS_S = (1.0, 2.0, 4.0)


def expected_of(state: SyncState) -> Expected:
    """What a reader should find, by what both sides agreed on."""
    base = state.base or {}
    gone = state.remote_deleted or base.get("status") != "published"
    return Expected(
        url=state.live_url,
        title=str(base.get("title", "")),
        markdown=str(base.get("markdown", "")),
        published_at=str(base.get("published_at") or ""),
        gone=gone,
        in_feed=not gone and base.get("kind", "post") == "post",
    )


def check(payload: dict[str, Any]) -> None:
    """Look, and keep the report; what is wrong is looked at again, and told when it stays wrong.

    Raises:
        Unreachable: the network is away; to be tried again.
    """
    post_id, destination_id = uuid.UUID(payload["post_id"]), uuid.UUID(payload["destination_id"])
    state, row = asking.find_state(post_id, destination_id), db.session.get(Destination, destination_id)
    if state is None or row is None or not state.live_url:
        return
    expected, etag = expected_of(state), state.etag
    http = shared_client(allow_insecure=bool(row.features.get("allow_insecure")))
    db.session.rollback()
    report = _look(expected, http_client=http)
    with transaction():
        _keep(post_id, destination_id, report, etag=etag, attempt=int(payload.get("attempt", 0)))


def _look(expected: Expected, *, http_client: Any) -> LiveReport:
    try:
        return check_live(expected, http_client)
    except Unreachable:
        raise
    except OutsideFailure as err:
        return LiveReport(expected.url, (err.message,))


def _keep(post_id: uuid.UUID, destination_id: uuid.UUID, report: LiveReport, *, etag: str, attempt: int) -> None:
    state = asking.find_state(post_id, destination_id)
    if state is None or state.etag != etag:
        return
    if report.problems and attempt < len(WAITS_S):
        again = {"post_id": str(post_id), "destination_id": str(destination_id), "attempt": attempt + 1}
        later = now() + timedelta(seconds=WAITS_S[attempt])
        enqueue(CHECK_JOB, again, key=f"{CHECK_JOB}:{post_id}:{destination_id}", run_after=later)
        return
    state.live_checked_at = now()
    state.live_report = {
        "url": report.url, "problems": list(report.problems), "pictures": report.pictures, "in_feed": report.in_feed,
    }  # fmt: skip
    db.session.flush()
