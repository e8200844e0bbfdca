"""Where the bytes of pictures are: files named by their SHA-256, so that the same bytes are one file.

Below the media folder: `original/ab/cdef…` as the author gave it, `clean/ab/cdef…` as it may be sent. Renditions lie
in the cache folder and may be deleted at any time.
"""

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from blogdesk.core.atomic_files import storage_error, sync_folder, write_atomically
from blogdesk.errors import NotFound

_HASH = re.compile(r"[0-9a-f]{64}")


class MediaStorage(Protocol):
    """Keeps bytes by their hash. `room` is original or clean."""

    def put(self, room: str, data: bytes, *, durable: bool = True) -> str:
        """Keep the bytes; gives their SHA-256. Durable: they are on disk when this returns."""

    def path(self, room: str, sha256: str) -> Path:
        """The file of these bytes."""


@dataclass(frozen=True)
class FolderStorage:
    """A folder on this computer."""

    root: Path

    def path(self, room: str, sha256: str) -> Path:
        """The file of these bytes, whether it is there or not.

        Raises:
            NotFound: that is no hash.
        """
        if not _HASH.fullmatch(sha256):
            raise NotFound("There is no such picture.")
        return self.root / room / sha256[:2] / sha256[2:]

    def put(self, room: str, data: bytes, *, durable: bool = True) -> str:
        """Write the bytes under their hash, whole or not at all.

        Raises:
            DiskFull, StorageError: nothing was changed.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        place = self.path(room, sha256)
        if not (place.exists() and place.stat().st_size == len(data)):
            try:
                _prepare(place.parent, durable=durable)
            except OSError as err:
                raise storage_error(err, place) from err
            write_atomically(place, data, durable=durable)
        return sha256


def _prepare(folder: Path, *, durable: bool) -> None:
    """Make the folder; durable: its own name is on disk too, or a power cut takes what lies in it."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    if durable:
        sync_folder(folder.parent)
        sync_folder(folder.parent.parent)


def free_space_is_enough(folder: Path, size_bytes: int) -> bool:
    """Whether so many bytes, and a little more, still fit."""
    return shutil.disk_usage(folder).free > size_bytes + 16_000_000
