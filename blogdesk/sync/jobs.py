"""The work behind "Publish": sends what is in the outbox, and says how it went. Safe to run twice, or to be killed."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import select

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.http import host_of, shared_client
from blogdesk.core.instance import App, current_secrets
from blogdesk.core.transactions import transaction
from blogdesk.errors import (
    BlogDeskError,
    OutsideFailure,
    RemoteBusy,
    RemoteRefused,
    SecretStoreAbsent,
    TokenRejected,
    Unreachable,
)
from blogdesk.jobs.runner import register_handler
from blogdesk.media.models import Media
from blogdesk.media.service import clean_path
from blogdesk.publishing import destination as contract
from blogdesk.publishing import service as destinations
from blogdesk.publishing.destination import PictureFile, PostWrite
from blogdesk.publishing.models import Destination, OutboxEntry, RemoteMedia
from blogdesk.publishing.registry import open_destination
from blogdesk.sync import asking, ledger, live
from blogdesk.sync.driver import drive
from blogdesk.sync.effects import Fact, Refused
from blogdesk.sync.engine import CHUNK_BYTES, PictureToSend, Push, send_picture, send_write
from blogdesk.sync.reaching import REACH_JOB, is_out_of_reach, reach, watch

KINDS = (asking.PUBLISH_JOB, ledger.CHECK_JOB, REACH_JOB)


def register(app: App) -> None:
    """Have this instance do the work of publishing."""
    register_handler(app, asking.PUBLISH_JOB, publish)
    register_handler(app, ledger.CHECK_JOB, live.check)
    register_handler(app, REACH_JOB, reach)


@dataclass(frozen=True)
class _Line:
    """An open way to a destination."""

    destination_id: uuid.UUID
    remote: contract.Destination = field(repr=False)

    def keep(self, fact: Fact) -> None:
        with transaction():
            ledger.keep(fact, self.destination_id)


def publish(payload: dict[str, str]) -> None:
    """Job: send what is in the outbox for one post at one destination, and what was asked for meanwhile.

    Raises:
        OutsideFailure: it did not get through; the outbox keeps it.
    """
    post_id, destination_id = uuid.UUID(payload["post_id"]), uuid.UUID(payload["destination_id"])
    for _ in range(asking.MAX_ROUNDS):
        row = db.session.get(Destination, destination_id)
        entry = asking.find_entry(post_id, destination_id)
        if row is None or entry is None or row.paused:
            return
        if row.state == destinations.UNREACHABLE:
            raise Unreachable(row.last_error or f"{host_of(row.url)} cannot be reached.", may_have_arrived=False)
        _send(row, entry)


def _send(row: Destination, entry: OutboxEntry) -> None:
    op_id, destination_id = entry.op_id, row.id
    job = _push_of(entry)
    try:
        line = _open_line(row)
        for picture in job.pictures:
            drive(send_picture(picture, job.chunk_bytes), line.remote, line.keep)
        drive(send_write(_with_remote_ids(job, destination_id)), line.remote, line.keep)
    except ledger.Superseded:
        return
    except BlogDeskError as err:
        with transaction():
            _note_failure(op_id, destination_id, err)
        if not _is_settled(err):
            raise
    else:
        with transaction():
            destinations.note_contact(destinations.get_destination(destination_id))


def _with_remote_ids(job: Push, destination_id: uuid.UUID) -> Push:
    """The write once its pictures are there: one that the blog has under another id is called by that."""
    with transaction():
        body = asking.settle_pictures(job.write.op_id, destination_id)
    return replace(job, write=replace(job.write, body=body)) if body is not None else job


def _open_line(row: Destination) -> _Line:
    """Fetch the token, outside of any transaction: a keyring may ask its owner first."""
    db.session.expunge(row)
    db.session.rollback()
    token = current_secrets().get(row.secret_name)
    if not token:
        raise TokenRejected(
            f"The access to {row.name} is not on this computer any more.",
            next_step="Everything is safe on this computer. Approve the connection again.",
        )
    http = shared_client(allow_insecure=bool(row.features.get("allow_insecure")))
    return _Line(row.id, open_destination(row, token, http))


def _push_of(entry: OutboxEntry) -> Push:
    asked = asking.asked_of(entry)
    state = asking.find_state(entry.post_id, entry.destination_id)
    write = PostWrite(entry.op_id, entry.post_id, entry.kind, entry.if_match, entry.body.encode())
    pictures = pictures_to_send(asked.media_ids, entry.destination_id)
    return Push(write, pictures, asked.fields, state.base if state else None, CHUNK_BYTES)


def pictures_to_send(media_ids: tuple[uuid.UUID, ...], destination_id: uuid.UUID) -> list[PictureToSend]:
    """Those of the pictures that the destination does not have, in the order of the text; clean copies only."""
    rows = {media.id: media for media in db.session.scalars(select(Media).where(Media.id.in_(media_ids)))}
    query = select(RemoteMedia).where(RemoteMedia.destination_id == destination_id, RemoteMedia.media_id.in_(media_ids))
    there = {row.media_id: row for row in db.session.scalars(query)}
    missing = []
    for media in (rows[media_id] for media_id in media_ids if media_id in rows):
        known = there.get(media.id)
        same = known is not None and known.sha256 == media.clean_sha256
        if not (known is not None and same and known.finished_at):
            missing.append(PictureToSend(_file_of(media), known.upload_url if known is not None and same else ""))
    return missing


def _file_of(media: Media) -> PictureFile:
    return PictureFile(
        media_id=media.id,
        path=clean_path(media),
        sha256=media.clean_sha256,
        size_bytes=media.clean_size_bytes,
        mime=media.mime,
        name=media.original_name,
        alt=media.alt,
        caption=media.caption,
    )


def _note_failure(op_id: uuid.UUID, destination_id: uuid.UUID, err: BlogDeskError) -> None:
    entry, row = db.session.get(OutboxEntry, op_id), db.session.get(Destination, destination_id)
    if row is None or entry is None:
        return
    entry.last_error = err.message
    if isinstance(err, RemoteBusy):
        entry.retry_at = now() + timedelta(seconds=err.retry_after_s)
    elif isinstance(err, TokenRejected | SecretStoreAbsent):
        destinations.note_contact(row, state=destinations.NEEDS_APPROVAL, error=err.message)
    elif isinstance(err, OutsideFailure) and is_out_of_reach(err):
        if isinstance(err, Unreachable) and not err.may_have_arrived and entry.attempts:
            entry.attempts -= 1
        watch(row, err)
    elif _is_settled(err):
        ledger.keep(Refused(op_id, err.message, err.next_step), destination_id)


def _is_settled(err: BlogDeskError) -> bool:
    """Whether the failure is the last word on this request: a person has to change something first."""
    if isinstance(err, TokenRejected):
        return False
    return not isinstance(err, OutsideFailure) or (isinstance(err, RemoteRefused) and err.permanent)
