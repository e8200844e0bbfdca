"""Keeping every picture of an imported folder."""

import os
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path

from blogdesk.core.config import MAX_MEDIA_BYTES
from blogdesk.errors import PictureRefused
from blogdesk.media.service import NewPicture, keep_picture, take_picture


def keep_pictures(root: Path, paths: Iterable[str]) -> Mapping[str, uuid.UUID | PictureRefused]:
    """Keep the pictures at these paths below `root`, under their paths as names; flushes.

    The files are forced to the disk once, at the end: the folder still has them until then.

    Raises:
        StorageError: the disk refused.
    """
    kept: dict[str, uuid.UUID | PictureRefused] = {}
    for path in paths:
        try:
            kept[path] = keep_picture(take_picture(NewPicture(_read(root / path), path), durable=False)).id
        except PictureRefused as err:
            kept[path] = err
        except OSError as err:
            kept[path] = PictureRefused(f"It cannot be read: {err.strerror or err}.")
    if hasattr(os, "sync"):
        os.sync()
    return kept


def _read(path: Path) -> bytes:
    if path.stat().st_size > MAX_MEDIA_BYTES:
        raise PictureRefused(f"It is larger than {MAX_MEDIA_BYTES // 1_000_000} MB.")
    return path.read_bytes()
