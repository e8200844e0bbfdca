"""JPEG (ITU T.81) as a row of segments: only those that carry pixels, colour and orientation stay."""

import re
import struct
from collections.abc import Iterator

from blogdesk.media.containers.anatomy import (
    AUTHOR,
    COMMENT,
    DEVICE,
    OTHER,
    THUMBNAIL,
    Anatomy,
    refuse_as_damaged,
)
from blogdesk.media.containers.exif import orientation_exif, read_exif, read_xmp

SOI, EOI, SOS, COM = 0xD8, 0xD9, 0xDA, 0xFE
APP0, APP1, APP2, APP13, APP14 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
# Tables, frames and scans (T.81 table B.1). What is not in this list is not needed to show the picture.
_NEEDED = frozenset({*range(0xC0, 0xD0), SOS, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF})
# Inside a scan FF is followed by 00 (stuffing), by a restart marker, or by another FF (fill).
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# libjpeg-turbo's advice against the "many scans" attack is 100 or 500; real encoders write about ten.
MAX_SCANS = 100
_XMP = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, whole bytes of the segment, with its scan where it has one) from SOI up to and without EOI."""
    at = 2
    while True:
        start = at
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 4 > len(data) and data[at : at + 2] != b"\xff\xd9":
            refuse_as_damaged()
        if data[at] != 0xFF:
            refuse_as_damaged()
        marker = data[at + 1]
        if marker == EOI:
            return
        (length,) = struct.unpack_from(">H", data, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(data) or marker <= 0x01 or SOI <= marker <= EOI or 0xD0 <= marker <= 0xD7:
            refuse_as_damaged()
        if marker == SOS:
            found = _MARKER.search(data, end)
            if found is None:
                refuse_as_damaged()
            end = found.start()
        yield marker, data[at:end] if at == start else b"\xff" + data[at + 1 : end]
        at = end


def _kept(marker: int, segment: bytes) -> bytes:
    """What stays of one segment: all, a smaller form, or nothing."""
    body = segment[4:]
    if marker in _NEEDED or (marker == APP14 and body.startswith(b"Adobe")):
        return segment
    if marker == APP2 and body.startswith(b"ICC_PROFILE\0"):
        return segment
    if marker == APP0 and body.startswith(b"JFIF\0") and len(body) >= 14:
        return b"\xff\xe0\x00\x10" + body[:12] + b"\0\0"  # the same header without its thumbnail
    return b""


def _told(marker: int, body: bytes) -> frozenset[str]:
    """The words for what a segment tells that does not stay."""
    if marker == APP1 and body.startswith(b"Exif\0"):
        return read_exif(body).found
    if marker == APP1 and body.startswith(_XMP):
        return read_xmp(body)
    if marker == APP0:
        thumbnail = body.startswith(b"JFXX\0") or (len(body) >= 14 and body[12] and body[13])
        return frozenset({THUMBNAIL} if thumbnail else ())
    if marker == APP2 and body.startswith(b"MPF\0"):
        return frozenset({THUMBNAIL})
    words = {COM: COMMENT, APP13: AUTHOR if b"8BIM\x04\x04" in body else OTHER, APP1: OTHER}
    return frozenset({words.get(marker, DEVICE if 0xE3 <= marker <= 0xEC else OTHER)})


def dissect(data: bytes) -> Anatomy:
    """Walk a JPEG file.

    Raises:
        PictureRefused: it ends early, has no frame, or has more scans than any encoder writes.
    """
    size, orientation, scans = (0, 0), 0, 0
    found, kept = set[str](), list[bytes]()
    for marker, segment in segments(data):
        body, stays = segment[4:], _kept(marker, segment)
        if marker in _FRAMES and len(body) >= 5:
            height, width = struct.unpack_from(">HH", body, 1)
            size = (max(size[0], width), max(size[1], height))
        elif marker == SOS:
            scans += 1
        elif stays != segment:
            found |= _told(marker, body)
        if not orientation and marker == APP1 and body.startswith(b"Exif\0"):
            orientation = read_exif(body).orientation
        if stays:
            kept.append(stays)
    if not scans or scans > MAX_SCANS or 0 in size:
        refuse_as_damaged()
    orientation = orientation or 1
    return Anatomy(*size, orientation, animated=False, found=frozenset(found), clean=_joined(kept, orientation))


def _joined(kept: list[bytes], orientation: int) -> bytes:
    """SOI, the JFIF header first (as JFIF asks), the orientation where one is needed, the rest, EOI."""
    head = kept[:1] if kept[0][1] == APP0 else []
    turn = b""
    if orientation != 1:
        block = b"Exif\0\0" + orientation_exif(orientation)
        turn = b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    return b"".join((b"\xff\xd8", *head, turn, *kept[len(head) :], b"\xff\xd9"))
