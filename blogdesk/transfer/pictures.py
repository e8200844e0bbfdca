"""Taking in every picture of an imported folder: first the bytes, without a transaction; then the rows."""

import os
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

from blogdesk.core.config import MAX_MEDIA_BYTES
from blogdesk.errors import PictureRefused
from blogdesk.media.service import NewPicture, TakenPicture, keep_picture, take_picture

Taken = Mapping[str, TakenPicture | PictureRefused]


def take_pictures(root: Path, paths: Iterable[str]) -> Taken:
    """Put the pictures at these paths below `root` on disk, with their paths as names. Touches no database.

    They are forced to the disk once, at the end: the folder still has them until then.

    Raises:
        StorageError: the disk refused.
    """
    taken: dict[str, TakenPicture | PictureRefused] = {}
    for path in paths:
        try:
            taken[path] = take_picture(NewPicture(_read(root / path), path), durable=False)
        except PictureRefused as err:
            taken[path] = err
        except OSError as err:
            taken[path] = PictureRefused(f"It cannot be read: {err.strerror or err}.")
    if taken and hasattr(os, "sync"):
        os.sync()
    return taken


def keep_pictures(taken: Taken) -> dict[str, uuid.UUID]:
    """The rows of the pictures that were taken; the same bytes are one picture. Flushes."""
    return {
        path: keep_picture(picture).id for path, picture in taken.items() if not isinstance(picture, PictureRefused)
    }


def _read(path: Path) -> bytes:
    if path.stat().st_size > MAX_MEDIA_BYTES:
        raise PictureRefused(f"It is larger than {MAX_MEDIA_BYTES // 1_000_000} MB.")
    return path.read_bytes()
