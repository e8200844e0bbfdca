"""EXIF and XMP: what they tell about a person, the orientation, and the smallest EXIF that keeps the orientation.

Tags from CIPA DC-008 (Exif 2.32) and TIFF 6.0.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from blogdesk.media.containers.anatomy import AUTHOR, COMMENT, DATE, DEVICE, LOCATION, OTHER, SOFTWARE, THUMBNAIL

ORIENTATION, EXIF_FOLDER, GPS_FOLDER = 0x0112, 0x8769, 0x8825
_WORDS = {
    0x010E: COMMENT, 0x010F: DEVICE, 0x0110: DEVICE, 0x0131: SOFTWARE, 0x0132: DATE, 0x013B: AUTHOR, 0x013C: DEVICE,
    0x8298: AUTHOR, 0x9003: DATE, 0x9004: DATE, 0x927C: DEVICE, 0x9286: COMMENT, 0xA430: AUTHOR, 0xA431: DEVICE,
    0xA433: DEVICE, 0xA434: DEVICE, 0xA435: DEVICE, 0xC62F: DEVICE,
    0x9C9B: COMMENT, 0x9C9C: COMMENT, 0x9C9D: AUTHOR, 0x9C9E: COMMENT, 0x9C9F: COMMENT,
    0x0201: THUMBNAIL,
}  # fmt: skip
# Names in an XMP packet (or an IPTC-in-XMP block), whichever prefix stands before them.
_XMP_WORDS = {
    b"GPS": LOCATION, b"Location": LOCATION, b"City>": LOCATION, b"Make": DEVICE, b"Model": DEVICE,
    b"Lens": DEVICE, b"SerialNumber": DEVICE, b"CreateDate": DATE, b"DateTimeOriginal": DATE, b"DateCreated": DATE,
    b"creator": AUTHOR, b"rights": AUTHOR, b"CreatorTool": SOFTWARE, b"description": COMMENT, b"Thumbnails": THUMBNAIL,
}  # fmt: skip


@dataclass(frozen=True)
class ExifFacts:
    """The orientation (1 when absent or senseless) and the words for what the block tells."""

    orientation: int
    found: frozenset[str]


def _entries(tiff: bytes, order: str, offset: int) -> Iterator[tuple[int, int, int]]:
    """(tag, count, the four value bytes as a number) of one folder (IFD); stops quietly where the bytes end."""
    if not 8 <= offset <= len(tiff) - 2:
        return
    (count,) = struct.unpack_from(f"{order}H", tiff, offset)
    for at in range(offset + 2, min(offset + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, values, number = struct.unpack_from(f"{order}HHII", tiff, at)
        if kind == 3:
            (number,) = struct.unpack_from(f"{order}H", tiff, at + 8)
        yield tag, values, number


def read_exif(block: bytes) -> ExifFacts:
    """Read a TIFF-shaped EXIF block, with or without the `Exif` preamble. Never raises: hostile bytes are facts too."""
    tiff = block.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return ExifFacts(1, frozenset({OTHER}) if block else frozenset())
    orientation, found = 1, set[str]()
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    folders = [first, *_linked_folders(tiff, order, first)]
    for folder in folders:
        for tag, count, number in _entries(tiff, order, folder):
            if tag == ORIENTATION and folder == first and 1 <= number <= 8:
                orientation = number
            elif tag == GPS_FOLDER and any(_entries(tiff, order, number)):
                found.add(LOCATION)
            elif count and tag not in {ORIENTATION, EXIF_FOLDER, GPS_FOLDER}:
                found.add(_WORDS.get(tag, OTHER))
    return ExifFacts(orientation, frozenset(found))


def _linked_folders(tiff: bytes, order: str, first: int) -> list[int]:
    """The EXIF folder and the thumbnail's folder (IFD1), where they exist."""
    folders = [number for tag, _, number in _entries(tiff, order, first) if tag == EXIF_FOLDER]
    if 8 <= first <= len(tiff) - 2:
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        after = first + 2 + 12 * count
        if after <= len(tiff) - 4:
            folders.append(struct.unpack_from(f"{order}I", tiff, after)[0])
    return folders


def orientation_exif(orientation: int) -> bytes:
    """The smallest EXIF block (no preamble) that says how to turn the picture, and nothing else."""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, orientation, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)


def read_xmp(packet: bytes) -> frozenset[str]:
    """The words for what an XMP packet tells, by the names in it."""
    return frozenset({word for name, word in _XMP_WORDS.items() if name in packet} or {OTHER})
