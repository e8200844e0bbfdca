"""The whole of an instance as one file: its database and its original pictures, in a ZIP; and back.

The key that signs cookies stays out of it, and so does what can be made again (renditions, logs).
"""

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

from blogdesk.core import backups
from blogdesk.core.atomic_files import storage_error
from blogdesk.core.paths import DataFolder
from blogdesk.errors import FieldFault, InvalidInput

DATABASE = "blogdesk.sqlite3"
# The name says what the bytes have to be: see media/storage.py.
_PICTURE = re.compile(r"media/(?:original|clean)/(?P<head>[0-9a-f]{2})/(?P<tail>[0-9a-f]{62})")
_CHUNK = 1024 * 1024


def write_backup(folder: DataFolder, place: Path) -> int:
    """Write everything to `place`, verified; gives the number of pictures. The instance may be in use.

    Raises:
        DatabaseDamaged: there is nothing sound to keep.
        StorageError: the disk refused; what was at `place` is untouched.
    """
    partial = place.with_name(f".{place.name}.partial")
    copy = folder.backups / ".whole-backup.sqlite3"
    try:
        backups.copy_database(folder.database, copy)
        # Pictures are compressed already. The database comes first, so that every picture it names is there too.
        with zipfile.ZipFile(partial, "w") as archive:
            archive.write(copy, DATABASE, zipfile.ZIP_DEFLATED)
            pictures = list(_pictures(folder))
            for path in pictures:
                archive.write(path, path.relative_to(folder.root).as_posix())
        partial.replace(place)
    except OSError as err:
        raise storage_error(err, place) from err
    finally:
        partial.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)
    return len(pictures)


def _pictures(folder: DataFolder) -> Iterator[Path]:
    for path in sorted(folder.media.rglob("*")):
        if _PICTURE.fullmatch(path.relative_to(folder.root).as_posix()):
            yield path


def restore_backup(folder: DataFolder, place: Path) -> int:
    """Make the instance what it was in the backup at `place`; gives the number of pictures.

    Everything is read and checked before anything is changed. The database that was there is kept among the backups;
    pictures are only added.

    Raises:
        InvalidInput: that is no backup of ours, or it is damaged. Nothing was changed.
        StorageError: the disk refused. The database is as it was.
    """
    work = folder.root / ".restore"
    try:
        shutil.rmtree(work, ignore_errors=True)
        names = _unpack(place, work)
        backups.check_database(work / DATABASE)
        for name in names:
            target = folder.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            (work / name).replace(target)
        _put_in_place(folder, work / DATABASE)
    except OSError as err:
        raise storage_error(err, folder.root) from err
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return len(names)


def _put_in_place(folder: DataFolder, database: Path) -> None:
    if folder.database.exists() and not backups.is_damaged(folder.database):
        backups.make_backup(folder, backups.BEFORE_RESTORE)
        backups.overwrite_database(database, folder.database)
        return
    if folder.database.exists():
        backups.set_aside(folder)
    backups.copy_database(database, folder.database)


def _unpack(place: Path, work: Path) -> list[str]:
    """The pictures' names; every one of the files is below `work`, its bytes checked."""
    try:
        with zipfile.ZipFile(place) as archive:
            names = archive.namelist()
            pictures = [name for name in names if _PICTURE.fullmatch(name)]
            if DATABASE not in names:
                raise _refused(place, "holds no database of BlogDesk")
            for name in [DATABASE, *pictures]:
                _unpack_one(archive, name, work, place)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as err:
        raise _refused(place, f"is no whole ZIP file ({err})") from err
    except OSError as err:
        if place.is_file():
            raise
        raise _refused(place, err.strerror or str(err)) from err
    return pictures


def _unpack_one(archive: zipfile.ZipFile, name: str, work: Path, place: Path) -> None:
    digest = hashlib.sha256()
    target = work / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, target.open("wb") as file:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    match = _PICTURE.fullmatch(name)
    if match and digest.hexdigest() != match["head"] + match["tail"]:
        raise _refused(place, f"has other bytes than its name says in {name}")


def _refused(place: Path, reason: str) -> InvalidInput:
    return InvalidInput([FieldFault("file", f"{place} {reason}")], next_step="Nothing was changed.")
