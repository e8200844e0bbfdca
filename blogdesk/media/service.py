"""Keeping pictures: the original on disk first, then a clean copy for sending, then the row. Flushes, never commits."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, or_, select

from blogdesk.core import events
from blogdesk.core.changes import record_change
from blogdesk.core.clock import now
from blogdesk.core.config import MAX_MEDIA_BYTES
from blogdesk.core.database import db
from blogdesk.core.ids import uuid7
from blogdesk.core.instance import current_config
from blogdesk.core.pagination import Page, decode_cursor, encode_cursor, no_such_place
from blogdesk.errors import Conflict, FieldFault, InvalidInput, NotFound, PictureRefused
from blogdesk.media.events import MediaChanged, MediaKept
from blogdesk.media.models import Media, Rendition
from blogdesk.media.pictures import rendition_names, scales
from blogdesk.media.pipeline import PictureFacts, examine
from blogdesk.media.renditions import CARD, POSTER, MadeRendition, make_renditions
from blogdesk.media.storage import FolderStorage, MediaStorage

ORIGINAL, CLEAN = "original", "clean"
MAX_ALT = 2_000


@dataclass(frozen=True)
class NewPicture:
    """A picture as it came: its bytes, the name it had, and its description when one is known."""

    data: bytes
    name: str = ""
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True)
class TakenPicture:
    """A picture whose bytes are on disk, and what was found in it; no row speaks of it yet."""

    picture: NewPicture
    facts: PictureFacts
    sha256: str
    clean_sha256: str
    clean_size_bytes: int


def storage() -> MediaStorage:
    """The storage of the running instance."""
    return FolderStorage(current_config().data_folder.media)


def rendition_folder(media: Media) -> Path:
    """Where this picture's renditions lie."""
    return current_config().data_folder.cache / "renditions" / media.clean_sha256[:2] / media.clean_sha256


def take_picture(picture: NewPicture, *, durable: bool = True) -> TakenPicture:
    """Look at a picture, and put it and its clean copy on disk. Takes a while, and touches no database.

    Before a transaction, not inside: nobody else can write while it decodes. Bytes that no row comes to name do no
    harm, and are there already when the same picture comes again.

    Raises:
        PictureRefused: it is no picture we take; nothing was kept.
        StorageError: the disk refused; nothing was kept.
    """
    if len(picture.data) > MAX_MEDIA_BYTES:
        raise PictureRefused(
            f"The file is larger than {MAX_MEDIA_BYTES // 1_000_000} MB.",
            next_step="Nothing was changed. Make it smaller in a picture editor and try that file.",
        )
    examined = examine(picture.data)
    store = storage()
    sha256 = store.put(ORIGINAL, picture.data, durable=durable)
    clean_sha256 = store.put(CLEAN, examined.clean, durable=durable) if examined.clean != picture.data else sha256
    return TakenPicture(picture, examined.facts, sha256, clean_sha256, len(examined.clean))


def keep_picture(
    picture: NewPicture | TakenPicture,
    *,
    media_id: uuid.UUID | None = None,
    added_by_id: uuid.UUID | None = None,
    durable: bool = True,
) -> Media:
    """Keep one picture; the same bytes give the picture that is there already, out of the trash if need be.

    With `media_id`, as another instance names it, a second row may stand for the same bytes: each text finds its own.

    Raises:
        PictureRefused: it is no picture we take; nothing was kept.
        StorageError: the disk refused; nothing was kept.
        Conflict: another picture has `media_id`.
    """
    taken = take_picture(picture, durable=durable) if isinstance(picture, NewPicture) else picture
    found = _existing(taken, media_id)
    if found is not None:
        restore_media(found)
        return found
    media = _new_row(taken)
    media.id = media_id or uuid7()
    media.added_by_id = added_by_id
    db.session.add(media)
    db.session.flush()
    record_change("media", media.id, media.rev)
    events.publish(MediaKept((media.id,)))
    return media


def _existing(taken: TakenPicture, media_id: uuid.UUID | None) -> Media | None:
    if media_id is None:
        same = select(Media).where(Media.sha256 == taken.sha256)
        return db.session.scalars(same.order_by(Media.id).limit(1)).one_or_none()
    found = db.session.get(Media, media_id)
    if found is not None and taken.sha256 not in {found.sha256, found.clean_sha256}:
        raise Conflict("Another picture has this id.", next_step="Nothing was changed.")
    return found


def _new_row(taken: TakenPicture) -> Media:
    facts, picture = taken.facts, taken.picture
    return Media(
        sha256=taken.sha256,
        clean_sha256=taken.clean_sha256,
        mime=facts.mime,
        size_bytes=len(picture.data),
        clean_size_bytes=taken.clean_size_bytes,
        width=facts.width,
        height=facts.height,
        animated=facts.animated,
        original_name=picture.name,
        alt=picture.alt,
        caption=picture.caption,
        removed=list(facts.metadata_found),
        rev=1,
    )


def find_media(media_id: uuid.UUID) -> Media | None:
    """The picture of this id."""
    return db.session.get(Media, media_id)


def get_media(media_id: uuid.UUID) -> Media:
    """The picture of this id.

    Raises:
        NotFound: there is none.
    """
    media = find_media(media_id)
    if media is None:
        raise NotFound("There is no such picture.")
    return media


def find_by_hash(sha256: str) -> Media | None:
    """The picture whose original or clean copy has this hash."""
    both = or_(Media.sha256 == sha256, Media.clean_sha256 == sha256)
    return db.session.scalars(select(Media).where(both).order_by(Media.id).limit(1)).one_or_none()


def original_path(media: Media) -> Path:
    """The file as the author gave it."""
    return storage().path(ORIGINAL, media.sha256)


def clean_path(media: Media) -> Path:
    """The file that may be sent: no location, no device."""
    return storage().path(ORIGINAL if media.clean_sha256 == media.sha256 else CLEAN, media.clean_sha256)


def list_media(
    *, cursor: str | None = None, limit: int = 60, missing_alt: bool = False, text: str = "", in_trash: bool = False
) -> Page[Media]:
    """Pictures, newest first.

    Raises:
        NotFound: the cursor is not one of ours.
    """
    query = select(Media).where(Media.deleted_at.is_not(None) if in_trash else Media.deleted_at.is_(None))
    if missing_alt:
        query = query.where(Media.alt == "")
    if text:
        named = (Media.original_name, Media.alt, Media.caption)
        query = query.where(or_(*(column.icontains(text, autoescape=True) for column in named)))
    if cursor:
        query = query.where(Media.id < _last_seen(cursor))
    rows = db.session.scalars(query.order_by(Media.id.desc()).limit(limit + 1)).all()
    return Page(rows[:limit], encode_cursor(str(rows[limit - 1].id)) if len(rows) > limit else None)


def _last_seen(cursor: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(decode_cursor(cursor, str)[0]))
    except ValueError:
        raise no_such_place() from None


def count_media(*, missing_alt: bool = False) -> int:
    """How many pictures there are, the trash aside; with `missing_alt`, those without a description."""
    query = select(func.count()).select_from(Media).where(Media.deleted_at.is_(None))
    return db.session.scalar(query.where(Media.alt == "") if missing_alt else query) or 0


def describe_media(media: Media, *, alt: str | None = None, caption: str | None = None) -> Media:
    """Set the description for those who do not see it, and the caption. Flushes.

    Raises:
        InvalidInput: one is too long.
    """
    given = {"alt": alt, "caption": caption}
    faults = [FieldFault(k, f"is longer than {MAX_ALT} characters") for k, v in given.items() if v and len(v) > MAX_ALT]
    if faults:
        raise InvalidInput(faults)
    changes = {key: value for key, value in given.items() if value is not None and value != getattr(media, key)}
    if changes:
        for key, value in changes.items():
            setattr(media, key, value)
        _changed(media)
    return media


def trash_media(media: Media) -> None:
    """Put a picture in the trash; its files stay. Flushes."""
    if media.deleted_at is None:
        media.deleted_at = now()
        media.rev += 1
        db.session.flush()
        record_change("media", media.id, media.rev, op="delete")


def restore_media(media: Media) -> None:
    """Take a picture out of the trash. Flushes."""
    if media.deleted_at is not None:
        media.deleted_at = None
        _changed(media)


def _changed(media: Media) -> None:
    media.rev += 1
    db.session.flush()
    record_change("media", media.id, media.rev)
    events.publish(MediaChanged(media.id))


def make_renditions_of(media: Media) -> tuple[MadeRendition, ...]:
    """Make every rendition anew. Slow: for a job, and outside a transaction. Writes files only.

    Raises:
        PictureRefused: the kept file is no picture any more.
        StorageError: the kept file is gone, or the cache cannot be written.
    """
    return make_renditions(clean_path(media), rendition_folder(media)) if _has_renditions(media) else ()


def note_renditions(media: Media, made: Sequence[MadeRendition]) -> Sequence[Rendition]:
    """Note down the renditions that were made. Flushes."""
    known = {r.name: r for r in db.session.scalars(select(Rendition).where(Rendition.media_id == media.id))}
    for form in made:
        row = known.setdefault(form.name, Rendition(media_id=media.id, name=form.name))
        row.mime, row.width, row.height = form.mime, form.width, form.height
        row.size_bytes, row.sha256 = form.size_bytes, form.sha256
        db.session.add(row)
    media.renditions_made_at = now()
    db.session.flush()
    return list(known.values())


def _has_renditions(media: Media) -> bool:
    return media.mime != "image/svg+xml"


def rendition_path(media: Media, name: str) -> Path:
    """The file of a rendition, made now when it is not there yet; `original` is the clean picture itself.

    Raises:
        NotFound: this picture has no such rendition.
    """
    if name == "original":
        return clean_path(media)
    wanted = {*rendition_names(media), CARD, *(() if scales(media) else (POSTER,))} if _has_renditions(media) else set()
    if name not in wanted:
        raise NotFound("There is no such picture.")
    path = rendition_folder(media) / f"{name}.{'jpg' if name == CARD else 'webp'}"
    if not path.exists():
        make_renditions(clean_path(media), path.parent)
    if not path.exists():
        raise NotFound("There is no such picture.")
    return path
