"""AVIF (AV1 Image File Format 1.1, on ISO/IEC 23008-12): metadata is wiped in place, so that every offset still holds.

Items that are no coded picture become zeros of an unknown type, which readers must ignore; bytes that no kept item
points at become zeros too.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from blogdesk.errors import PictureRefused
from blogdesk.media.containers.anatomy import THUMBNAIL, Anatomy, refuse_as_damaged
from blogdesk.media.containers.boxes import MAX_BOXES, Box, Reader, boxes, make_free, wipe
from blogdesk.media.containers.exif import read_exif, read_xmp

_PICTURES = frozenset({b"av01", b"grid", b"iden", b"iovl", b"tmap"})
# The type of an item that was wiped: no reader knows it.
_WIPED = b"skip"
_IN_META = frozenset({b"hdlr", b"pitm", b"iinf", b"iloc", b"iref", b"iprp", b"idat", b"grpl"})
_PROPERTIES = frozenset(
    {
        b"ispe", b"pixi", b"av1C", b"colr", b"pasp", b"clap", b"irot", b"imir", b"auxC", b"clli", b"mdcv", b"cclv",
        b"amve", b"a1op", b"a1lx", b"lsel", b"free",
    }
)  # fmt: skip


@dataclass(frozen=True)
class _Item:
    """An item's entry in `iinf`."""

    number: int
    kind: bytes
    kind_at: int
    end: int


@dataclass(frozen=True)
class _Extent:
    """Bytes of an item: absolute in the file."""

    item: int
    start: int
    end: int


def _items(data: bytearray, iinf: Box) -> Iterator[_Item]:
    head = Reader(data, iinf.body, iinf.end)
    version = head.number(4) >> 24
    head.number(4 if version else 2)
    for box in boxes(data, head.at, iinf.end):
        entry = Reader(data, box.body, box.end)
        version = entry.number(4) >> 24
        if box.kind != b"infe" or version not in {2, 3}:
            refuse_as_damaged()
        number = entry.number(4 if version == 3 else 2)
        entry.number(2)
        entry.number(4)
        yield _Item(number, bytes(data[entry.at - 4 : entry.at]), entry.at - 4, box.end)


def _extents(data: bytearray, iloc: Box, idat: Box | None) -> list[_Extent]:
    """Where items lie; together they cannot be longer than a file that says each thing once or twice.

    Raises:
        PictureRefused: they are, or there are too many.
    """
    found, total = list[_Extent](), 0
    for extent in _read_extents(data, iloc, idat):
        found.append(extent)
        total += extent.end - extent.start
        if total > 2 * len(data) or len(found) > MAX_BOXES:
            refuse_as_damaged()
    return found


def _read_extents(data: bytearray, iloc: Box, idat: Box | None) -> Iterator[_Extent]:
    """The entries of `iloc` (ISO/IEC 14496-12 section 8.11.3)."""
    read = Reader(data, iloc.body, iloc.end)
    version = read.number(4) >> 24
    sizes, more = read.number(1), read.number(1)
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more >> 4
    index_size = more & 15 if version else 0
    for _ in range(read.number(4 if version == 2 else 2)):
        item = read.number(4 if version == 2 else 2)
        method = read.number(2) & 15 if version else 0
        read.number(2)
        base = read.number(base_size) + (idat.body if method == 1 and idat else 0)
        for _ in range(read.number(2)):
            read.number(index_size)
            start = base + read.number(offset_size)
            end = start + read.number(length_size)
            if method > 1 or end > len(data):
                refuse_as_damaged()
            yield _Extent(item, start, end)


def _thumbnails(data: bytearray, iref: Box) -> set[int]:
    """Items that are thumbnails of another."""
    wide = 4 if data[iref.body] else 2
    return {
        Reader(data, box.body, box.end).number(wide)
        for box in boxes(data, iref.body + 4, iref.end)
        if box.kind == b"thmb"
    }


def _clean_properties(data: bytearray, iprp: Box) -> tuple[int, int]:
    """Free the properties that are not about pixels; the largest (width, height) of any item."""
    width = height = 0
    for container in boxes(data, iprp.body, iprp.end):
        if container.kind != b"ipco":
            continue
        for box in boxes(data, container.body, container.end):
            if box.kind not in _PROPERTIES:
                make_free(data, box)
            if box.kind == b"ispe":
                read = Reader(data, box.body + 4, box.end)
                width, height = max(width, read.number(4)), max(height, read.number(4))
    return width, height


def _wipe_gaps(data: bytearray, box: Box, kept: list[_Extent]) -> None:
    """Zeros wherever in the box no kept item lies."""
    at = box.body
    for extent in sorted(kept, key=lambda extent: extent.start):
        if extent.start > at:
            wipe(data, at, min(extent.start, box.end))
        at = min(max(at, extent.end), box.end)
    wipe(data, at, box.end)


def _meta(data: bytearray, top: list[Box]) -> dict[bytes, Box]:
    """The boxes of the one `meta` box; what has no place there is freed."""
    metas = [box for box in top if box.kind == b"meta"]
    if len(metas) != 1:
        refuse_as_damaged()
    found = dict[bytes, Box]()
    for box in boxes(data, metas[0].body + 4, metas[0].end):
        if box.kind not in _IN_META:
            make_free(data, box)
        elif box.kind in found:
            refuse_as_damaged()
        else:
            found[box.kind] = box
    if not {b"hdlr", b"pitm", b"iinf", b"iloc", b"iprp"} <= found.keys():
        refuse_as_damaged()
    wipe(data, found[b"hdlr"].body + 24, found[b"hdlr"].end)
    return found


def _forget_items(data: bytearray, kept: set[int], items: list[_Item]) -> None:
    """Names of items go; items that are no picture lose their type too."""
    for item in items:
        if item.number not in kept:
            data[item.kind_at : item.kind_at + 4] = _WIPED
        wipe(data, item.kind_at + 4, item.end)


def _told(data: bytearray, items: list[_Item], extents: list[_Extent]) -> Iterator[str]:
    """The words for what the items tell that are no pictures."""
    bodies = defaultdict[int, bytearray](bytearray)
    for extent in extents:
        bodies[extent.item] += data[extent.start : extent.end]
    for item in items:
        body = bytes(bodies[item.number]) if item.kind in {b"Exif", b"mime"} else b""
        if item.kind == b"Exif":
            yield from read_exif(body[4 + int.from_bytes(body[:4], "big") :]).found
        elif item.kind not in {*_PICTURES, _WIPED}:
            yield from read_xmp(body)


def dissect(data: bytes) -> Anatomy:
    """Walk an AVIF file.

    Raises:
        PictureRefused: it ends early, contradicts itself, or is a sequence of pictures.
    """
    own = bytearray(data)
    top = list(boxes(own, 0, len(own)))
    if any(box.kind == b"moov" for box in top):
        raise PictureRefused(
            "This is an animated AVIF, which BlogDesk does not take.",
            next_step="Nothing was changed. Save it as an animated WebP or GIF and try that file.",
        )
    meta = _meta(own, top)
    items = list(_items(own, meta[b"iinf"]))
    extents = list(_extents(own, meta[b"iloc"], meta.get(b"idat")))
    thumbnails = _thumbnails(own, meta[b"iref"]) if b"iref" in meta else set()
    kept = {item.number for item in items if item.kind in _PICTURES} - thumbnails
    found = {THUMBNAIL} if thumbnails else set[str]()
    found.update(_told(own, items, extents))
    size = _clean_properties(own, meta[b"iprp"])
    _forget_items(own, kept, items)
    _wipe_data(own, top, meta, [extent for extent in extents if extent.item in kept])
    if 0 in size:
        refuse_as_damaged()
    return Anatomy(*size, 1, animated=False, found=frozenset(found), clean=bytes(own))


def _wipe_data(data: bytearray, top: list[Box], meta: dict[bytes, Box], kept: list[_Extent]) -> None:
    """Zeros in everything on the top level, and in `idat`, that no picture needs."""
    for box in top:
        if box.kind == b"mdat":
            _wipe_gaps(data, box, kept)
        elif box.kind not in {b"ftyp", b"meta"}:
            make_free(data, box)
    if b"idat" in meta:
        _wipe_gaps(data, meta[b"idat"], kept)
