"""Files that arrive in pieces: each piece is on disk before its offset moves, and only the right hash completes one."""

import hashlib
import os
import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select

from blogdesk.core.atomic_files import storage_error
from blogdesk.core.clock import now
from blogdesk.core.config import MAX_MEDIA_BYTES
from blogdesk.core.database import db
from blogdesk.core.instance import current_config
from blogdesk.errors import Conflict, FieldFault, InvalidInput, NotFound, PictureRefused
from blogdesk.media.models import Upload

# An upload that nobody went on with is given up.
LIFE = timedelta(days=7)
# What one account may have under way at once: a disk is not filled by beginnings.
MAX_OPEN = 200


class OffsetMismatch(Conflict):
    """The piece does not begin where the file ends. `offset` is where it does."""

    code = "offset-mismatch"

    def __init__(self, offset: int) -> None:
        super().__init__("The upload has come to another place.", next_step=f"Go on at byte {offset}.")
        self.offset = offset


def upload_path(upload: Upload) -> Path:
    """Where the bytes gather."""
    return current_config().data_folder.cache / "uploads" / upload.id.hex


def begin_upload(sha256: str, *, size_bytes: int, mime: str, user_id: uuid.UUID | None) -> Upload:
    """An upload of these bytes: the one that this account has under way, or a new one. Flushes.

    Raises:
        PictureRefused: it would be too large.
        Conflict: the same hash is under way with another size, or too many are.
    """
    if size_bytes > MAX_MEDIA_BYTES:
        raise PictureRefused(
            f"The file is larger than {MAX_MEDIA_BYTES:,} bytes, the most this blog takes.",
            next_step="Nothing was kept. Make it smaller and try again.",
        )
    found = find_by_hash(sha256, user_id=user_id)
    if found is not None and found.size_bytes != size_bytes:
        raise Conflict(
            f"The same bytes are under way with a size of {found.size_bytes}.", next_step="Go on with those."
        )
    if found is None:
        _bound(user_id)
        found = Upload(
            sha256=sha256, size_bytes=size_bytes, mime=mime, user_id=user_id, offset_bytes=0, expires_at=now() + LIFE
        )
        db.session.add(found)
    found.expires_at = now() + LIFE
    db.session.flush()
    return found


def complete_without_bytes(upload: Upload) -> None:
    """Mark an upload as complete whose bytes are here already, as a picture. Flushes."""
    upload.offset_bytes, upload.completed_at = upload.size_bytes, now()
    db.session.flush()


def _bound(user_id: uuid.UUID | None) -> None:
    live = select(Upload.id).where(Upload.user_id == user_id, Upload.expires_at > now()).limit(MAX_OPEN)
    if len(db.session.scalars(live).all()) >= MAX_OPEN:
        raise Conflict(f"{MAX_OPEN} uploads are under way.", next_step="Finish those first.")


def find_by_hash(sha256: str, *, user_id: uuid.UUID | None) -> Upload | None:
    """The live upload of these bytes by this account."""
    query = select(Upload).where(Upload.sha256 == sha256, Upload.user_id == user_id, Upload.expires_at > now())
    return db.session.scalars(query.limit(1)).one_or_none()


def get_upload(upload_id: uuid.UUID, *, user_id: uuid.UUID | None) -> Upload:
    """This account's upload of this id, its row kept from other writers when inside a transaction that writes.

    Raises:
        NotFound: there is none, or it expired.
    """
    upload = db.session.get(Upload, upload_id, with_for_update=True)
    if upload is None or upload.user_id != user_id or upload.expires_at <= now():
        raise NotFound("There is no such upload, or it was given up.", next_step="Begin the upload anew.")
    return upload


def append_to_upload(upload: Upload, data: bytes, *, offset: int) -> bool:
    """Put a piece at its place; gives whether the upload stands. False: all is there and its hash is wrong.

    The bytes are on disk when this returns. An upload whose hash is wrong is forgotten. Flushes.

    Raises:
        OffsetMismatch: the piece belongs elsewhere.
        InvalidInput: it goes beyond the announced size.
        StorageError: the disk refused; nothing was changed.
    """
    if offset != upload.offset_bytes:
        raise OffsetMismatch(upload.offset_bytes)
    if offset + len(data) > upload.size_bytes:
        raise InvalidInput([FieldFault("body", f"goes beyond the {upload.size_bytes:,} bytes announced")])
    path = upload_path(upload)
    try:
        _write_at(path, data, offset)
    except OSError as err:
        raise storage_error(err, path) from err
    upload.offset_bytes = offset + len(data)
    upload.expires_at = now() + LIFE
    if upload.offset_bytes == upload.size_bytes:
        if _sha256(path) != upload.sha256:
            forget_upload(upload)
            return False
        upload.completed_at = now()
    db.session.flush()
    return True


def _write_at(path: Path, data: bytes, offset: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        file.seek(offset)
        file.write(data)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_completed(sha256: str, *, user_id: uuid.UUID | None) -> bytes | None:
    """The bytes of a completed upload by this account, or None."""
    upload = find_by_hash(sha256, user_id=user_id)
    if upload is None or upload.completed_at is None or not upload_path(upload).exists():
        return None
    return upload_path(upload).read_bytes()


def forget_upload(upload: Upload) -> None:
    """Give an upload up, with its bytes. Flushes."""
    upload_path(upload).unlink(missing_ok=True)
    db.session.delete(upload)
    db.session.flush()


def forget_uploads_of(sha256: str, *, user_id: uuid.UUID | None) -> None:
    """Give up the uploads of bytes that are kept as a picture now. Flushes."""
    found = find_by_hash(sha256, user_id=user_id)
    if found is not None:
        forget_upload(found)


def forget_expired() -> int:
    """Give up every upload whose time has passed; gives their number. Flushes."""
    expired: Sequence[Upload] = db.session.scalars(select(Upload).where(Upload.expires_at <= now())).all()
    for upload in expired:
        upload_path(upload).unlink(missing_ok=True)
    db.session.execute(delete(Upload).where(Upload.id.in_([upload.id for upload in expired])))
    return len(expired)
