"""PNG (W3C PNG, third edition) as a row of chunks: only those that carry pixels, colour and orientation stay."""

import struct
import zlib
from collections.abc import Iterator

from blogdesk.media.containers.anatomy import COMMENT, DATE, OTHER, Anatomy, refuse_as_damaged
from blogdesk.media.containers.exif import ExifFacts, orientation_exif, read_exif, read_xmp

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NEEDED = frozenset(
    {
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI",
        b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
    }
)  # fmt: skip


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(type, body) of each chunk up to IEND; what follows IEND is no part of the picture.

    Raises:
        PictureRefused: a chunk is cut off or its checksum is wrong.
    """
    at = len(SIGNATURE)
    while True:
        if at + 12 > len(data):
            refuse_as_damaged()
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data) or struct.unpack_from(">I", data, end - 4)[0] != zlib.crc32(data[at + 4 : end - 4]):
            refuse_as_damaged()
        yield kind, data[at + 8 : end - 4]
        if kind == b"IEND":
            return
        at = end


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def _told(kind: bytes, body: bytes) -> frozenset[str]:
    """The words for what a chunk tells that does not stay."""
    if kind == b"iTXt" and body.startswith(b"XML:com.adobe.xmp\0"):
        return read_xmp(body)
    words = {b"tIME": DATE, b"tEXt": COMMENT, b"zTXt": COMMENT, b"iTXt": COMMENT}
    return frozenset({words.get(kind, OTHER)})


def dissect(data: bytes) -> Anatomy:
    """Walk a PNG file.

    Raises:
        PictureRefused: it ends early, a checksum is wrong, or it has no pixels.
    """
    exif, found = ExifFacts(1, frozenset()), set[str]()
    kept, kinds = list[bytes](), set[bytes]()
    header = b""
    for kind, body in chunks(data):
        kinds.add(kind)
        header = header or body
        if kind == b"eXIf":
            exif = read_exif(body)
            found |= exif.found
        elif kind in _NEEDED:
            kept.append(_chunk(kind, body))
        else:
            found |= _told(kind, body)
    if not {b"IHDR", b"IDAT"} <= kinds or kept[0][4:8] != b"IHDR" or len(header) != 13:
        refuse_as_damaged()
    width, height = struct.unpack_from(">II", header)
    if exif.orientation != 1:
        kept.insert(1, _chunk(b"eXIf", orientation_exif(exif.orientation)))
    return Anatomy(
        width,
        height,
        exif.orientation,
        animated=b"acTL" in kinds,
        found=frozenset(found),
        clean=SIGNATURE + b"".join(kept),
    )
