"""Files that are wholly old or wholly new, whatever happens in between."""

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from blogdesk.errors import DiskFull, StorageError


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: a rename, a new folder. Windows cannot open folders, and does not need it."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes | memoryview, *, mode: int = 0o644, durable: bool = True) -> None:
    """Write `data` to `path` by a temporary file, fsync and rename.

    Not `durable`: without the fsync, for what can be made again, or for many files that are synced together after.

    Raises:
        DiskFull: there is no space; the old file is untouched.
        StorageError: the system refused for another reason; the old file is untouched.
    """
    temporary: str | None = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
        temporary = None
        if durable:
            sync_folder(path.parent)
    except OSError as err:
        raise storage_error(err, path) from err
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def storage_error(err: OSError, path: Path) -> StorageError:
    """The author's words for what the system said about `path`."""
    if err.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DiskFull(
            f"There is no space left to write {path.name}.",
            next_step="What was saved before is safe. Free some space and try again.",
        )
    return StorageError(
        f"{path} could not be written: {err.strerror or err}.",
        next_step="What was saved before is safe. Check the folder's permissions and try again.",
    )
