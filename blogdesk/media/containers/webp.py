"""WebP (RFC 9649) as RIFF chunks: only those that carry pixels, colour, animation and orientation stay."""

import struct
from collections.abc import Iterator

from blogdesk.media.containers.anatomy import OTHER, Anatomy, refuse_as_damaged
from blogdesk.media.containers.exif import ExifFacts, orientation_exif, read_exif, read_xmp

_NEEDED = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ICCP", b"ANIM", b"ANMF"})
_IN_FRAME = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_ANIMATION, _XMP, _EXIF = 0x02, 0x04, 0x08
_FRAME_HEADER_BYTES = 16


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(type, body) of each chunk in a stretch of RIFF chunks."""
    at = 0
    while at < len(data):
        if at + 8 > len(data):
            refuse_as_damaged()
        kind, length = struct.unpack_from("<4sI", data, at)
        if at + 8 + length > len(data):
            refuse_as_damaged()
        yield kind, data[at + 8 : at + 8 + length]
        at += 8 + length + (length & 1)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack("<4sI", kind, len(body)) + body + b"\0" * (len(body) & 1)


def _canvas(kind: bytes, body: bytes) -> tuple[int, int] | None:
    """(width, height) by the first chunk that says it (RFC 9649 sections 2.7.1, 3.4; RFC 6386 section 9.1)."""
    if kind == b"VP8X" and len(body) >= 10:
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if kind == b"VP8L" and len(body) >= 5:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and len(body) >= 10:
        width, height = struct.unpack_from("<HH", body, 6)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _frame(body: bytes) -> bytes:
    """An animation frame with only its pixels."""
    inner = (_chunk(kind, part) for kind, part in chunks(body[_FRAME_HEADER_BYTES:]) if kind in _IN_FRAME)
    return _chunk(b"ANMF", body[:_FRAME_HEADER_BYTES] + b"".join(inner))


def dissect(data: bytes) -> Anatomy:
    """Walk a WebP file; what follows the RIFF's end is no part of the picture.

    Raises:
        PictureRefused: it ends early or has no pixels.
    """
    (length,) = struct.unpack_from("<I", data, 4)
    if 8 + length > len(data):
        refuse_as_damaged()
    exif, found = ExifFacts(1, frozenset()), set[str]()
    size: tuple[int, int] | None = None
    kept = list[tuple[bytes, bytes]]()
    for kind, body in chunks(data[12 : 8 + length]):
        size = size or _canvas(kind, body)
        if kind in _NEEDED:
            kept.append((kind, body))
        elif kind == b"EXIF":
            exif = read_exif(body)
            found |= exif.found
        else:
            found |= read_xmp(body) if kind == b"XMP " else {OTHER}
    kinds = {kind for kind, _ in kept}
    if size is None or 0 in size or not kinds & {b"VP8 ", b"VP8L", b"ANMF"}:
        refuse_as_damaged()
    animated = b"ANMF" in kinds
    return Anatomy(*size, exif.orientation, animated, frozenset(found), clean=_joined(kept, exif.orientation))


def _joined(kept: list[tuple[bytes, bytes]], orientation: int) -> bytes:
    """The RIFF again, its flags saying what it now holds."""
    written = []
    extended = kept[0][0] == b"VP8X"
    for kind, body in kept:
        if kind == b"VP8X":
            flags = body[0] & ~(_XMP | _EXIF) | (_EXIF if orientation != 1 else 0)
            written.append(_chunk(kind, bytes((flags,)) + body[1:]))
        else:
            written.append(_frame(body) if kind == b"ANMF" else _chunk(kind, body))
    if orientation != 1 and extended:
        written.append(_chunk(b"EXIF", orientation_exif(orientation)))
    inside = b"WEBP" + b"".join(written)
    return b"RIFF" + struct.pack("<I", len(inside)) + inside
