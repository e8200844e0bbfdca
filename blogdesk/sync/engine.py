"""How a post gets to a destination, step by step, without touching disk, database, clock or network.

`push` is a generator: it yields effects (`Send`, `Commit`) and is given their answers, or their failures, at the same
place. Whoever drives it may stop at any yield and start anew: pictures first, so that no post is readable before its
pictures are; then the one write, whose bytes and operation id were fixed before the engine began.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from blogdesk.core.http import FileSlice
from blogdesk.errors import PreconditionFailed, RemoteRefused
from blogdesk.publishing.destination import PictureFile, PostWrite, UploadPlace, Written
from blogdesk.sync.comparing import same
from blogdesk.sync.effects import (
    Acknowledged,
    Append,
    Attempted,
    BeginUpload,
    Commit,
    Conflicted,
    Effect,
    FindOffset,
    GetPost,
    HasFile,
    KeepPicture,
    PictureThere,
    Rebased,
    Refused,
    Send,
    UploadAt,
    WritePost,
)

Steps = Generator[Effect, Any, None]
# A first piece of this size shows progress soon; a server or proxy that finds it too large gets halves.
CHUNK_BYTES = 4 * 1024 * 1024
MIN_CHUNK_BYTES = 256 * 1024
# An upload that ends with other bytes than it began with is begun anew so often.
MAX_RESTARTS = 2


@dataclass(frozen=True)
class PictureToSend:
    """A picture of the post, and the place its upload had reached, if it had begun."""

    file: PictureFile
    upload_url: str = ""


@dataclass(frozen=True)
class Push:
    """One write and what has to be there before it. `sent` and `base` are the snapshots to compare a refusal with."""

    write: PostWrite
    pictures: Sequence[PictureToSend] = ()
    sent: Mapping[str, Any] = field(default_factory=dict, repr=False)
    base: Mapping[str, Any] | None = field(default=None, repr=False)
    chunk_bytes: int = CHUNK_BYTES


def push(job: Push) -> Steps:
    """Send the pictures that are missing, then the write."""
    for picture in job.pictures:
        yield from send_picture(picture, job.chunk_bytes)
    yield from send_write(job)


def send_picture(picture: PictureToSend, chunk_bytes: int = CHUNK_BYTES) -> Steps:
    """Have the destination hold this picture; bytes that it has are not sent."""
    file = picture.file
    there: bool = yield Send(HasFile(file.sha256))
    if not there:
        yield from _upload(picture, min(chunk_bytes, CHUNK_BYTES))
    remote = yield Send(KeepPicture(file))
    yield Commit(PictureThere(file.media_id, file.sha256, remote))


def _upload(picture: PictureToSend, chunk_bytes: int) -> Steps:
    place: UploadPlace | None = None
    if picture.upload_url:
        offset: int | None = yield Send(FindOffset(picture.upload_url))
        place = UploadPlace(picture.upload_url, offset) if offset is not None else None
    for attempt in range(MAX_RESTARTS + 1):
        if place is None:
            place = yield Send(BeginUpload(picture.file))
            yield Commit(UploadAt(picture.file.media_id, picture.file.sha256, place))
        try:
            yield from _append_all(picture.file, place, chunk_bytes)
        except RemoteRefused as err:
            if err.status not in {404, 410, 422} or attempt == MAX_RESTARTS:
                raise
            place = None
        else:
            return


def _append_all(file: PictureFile, place: UploadPlace, chunk_bytes: int) -> Steps:
    offset, out_of_step = place.offset, 0
    while offset < file.size_bytes and not place.complete:
        part = FileSlice(file.path, offset, min(chunk_bytes, file.size_bytes - offset))
        try:
            offset = yield Send(Append(place.url, part))
        except RemoteRefused as err:
            if err.status == 413 and chunk_bytes > MIN_CHUNK_BYTES:
                chunk_bytes = max(chunk_bytes // 2, MIN_CHUNK_BYTES)
                continue
            if err.status != 409 or out_of_step == MAX_RESTARTS:
                raise
            out_of_step += 1
            true_offset: int | None = yield Send(FindOffset(place.url))
            offset = true_offset or 0
        else:
            yield Commit(UploadAt(file.media_id, file.sha256, UploadPlace(place.url, offset)))


def send_write(job: Push) -> Steps:
    """Send the write, and keep what came of it."""
    write = job.write
    yield Commit(Attempted(write.op_id))
    try:
        written: Written = yield Send(WritePost(write))
    except PreconditionFailed as err:
        yield from _meet_a_newer_one(job, err)
    except RemoteRefused as err:
        if write.kind == "delete" and err.status == 404:
            yield Commit(Acknowledged(write.op_id, Written(None)))
        elif err.status == 404 and write.if_match:
            yield Commit(Conflicted(write.op_id, Written(None)))
        elif err.permanent:
            yield Commit(Refused(write.op_id, err.message, err.next_step))
        else:
            raise
    else:
        yield Commit(Acknowledged(write.op_id, written))


def _meet_a_newer_one(job: Push, err: PreconditionFailed) -> Steps:
    """The destination has another revision than the write was based on. Equal content is never a conflict."""
    op_id = job.write.op_id
    theirs = Written(err.current, err.etag)
    if err.current is None:
        theirs = yield Send(GetPost(job.write.post_id))
    if theirs.post is None or "deleted_at" in theirs.post:
        fact = Acknowledged if job.write.kind == "delete" else Conflicted
        yield Commit(fact(op_id, Written(None, theirs.etag)))
    elif job.write.kind in {"create", "update"} and same(job.sent, theirs.post):
        yield Commit(Acknowledged(op_id, theirs))
    elif same(job.base, theirs.post):
        yield Commit(Rebased(op_id, theirs))
    else:
        yield Commit(Conflicted(op_id, theirs))
