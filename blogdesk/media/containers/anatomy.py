"""What a walk through a picture file's container yields. Bytes in, facts and clean bytes out; no pixel is decoded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn

from blogdesk.errors import PictureRefused

# Words for what a file says beside its pixels: stable keys, which an interface may translate.
LOCATION, DEVICE, DATE, AUTHOR = "location", "device", "date", "author"
SOFTWARE, THUMBNAIL, COMMENT, OTHER = "software", "thumbnail", "comment", "other"
ORDER = (LOCATION, DEVICE, DATE, AUTHOR, SOFTWARE, COMMENT, THUMBNAIL, OTHER)


@dataclass(frozen=True)
class Anatomy:
    """One picture file, walked.

    `width` and `height` are as stored, before `orientation` (EXIF 1 to 8). `found` holds the words for the metadata
    met. `clean` is the same picture, pixel for pixel, without it.
    """

    width: int
    height: int
    orientation: int
    animated: bool
    found: frozenset[str]
    clean: bytes


def in_order(found: Iterable[str]) -> tuple[str, ...]:
    """The words in the order of their weight."""
    return tuple(sorted(found, key=ORDER.index))


def refuse_as_damaged() -> NoReturn:
    """Raises: PictureRefused, in the words for a file that ends early or contradicts itself."""
    raise PictureRefused(
        "The picture is damaged or incomplete.",
        next_step="Nothing was changed. Open it in a picture editor, save it again, and try that file.",
    )
