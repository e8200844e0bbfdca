"""Noticing that a destination is back: one small question every few seconds, however many posts wait for it."""

import uuid

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.http import host_of, impatient_client
from blogdesk.core.transactions import transaction
from blogdesk.errors import NotABlog, OutsideFailure, RemoteBusy, Unreachable
from blogdesk.jobs.service import enqueue, wake
from blogdesk.publishing.blogdesk_api.discovery import look_at
from blogdesk.publishing.models import Destination
from blogdesk.publishing.service import READY, UNREACHABLE, note_contact

REACH_JOB = "reach"
# With the time of one question below five seconds: so soon work goes on after the network is back.
ASK_EVERY_S = 3.0


def is_out_of_reach(err: OutsideFailure) -> bool:
    """Whether the failure says nothing about the request: the network, or what stands in front of the blog."""
    status = getattr(err, "status", 0)
    return isinstance(err, Unreachable | NotABlog) or status in {502, 504}


def watch(destination: Destination, err: OutsideFailure) -> None:
    """Ask from now on until the destination answers. Flushes."""
    note_contact(destination, state=UNREACHABLE, error=err.message)
    enqueue(REACH_JOB, {"destination_id": str(destination.id)}, key=f"{REACH_JOB}:{destination.id}", run_after=now())


def reach(payload: dict[str, str]) -> None:
    """Job: ask whether the destination is there, and wake all that waits for it.

    Raises:
        RemoteBusy: it is not; to be asked again in ASK_EVERY_S.
    """
    row = db.session.get(Destination, uuid.UUID(payload["destination_id"]))
    if row is None or row.state != UNREACHABLE:
        return
    url, instance_id, insecure = row.url, row.remote_instance_id, bool(row.features.get("allow_insecure"))
    db.session.rollback()
    try:
        with impatient_client(allow_insecure=insecure) as http:
            if look_at(url, http).instance_id != instance_id:
                raise NotABlog(f"Another blog answers at {host_of(url)} than the one that was connected.")
    except OutsideFailure as err:
        raise RemoteBusy(err.message, retry_after_s=ASK_EVERY_S, next_step=err.next_step) from err
    with transaction():
        again = db.session.get(Destination, uuid.UUID(payload["destination_id"]))
        if again is not None:
            note_contact(again, state=READY)
        wake()
