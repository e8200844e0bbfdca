"""GIF89a as a row of blocks: frames, their timing and the loop stay; comments and other applications' data go."""

import struct
from dataclasses import dataclass, field

from blogdesk.media.containers.anatomy import COMMENT, OTHER, Anatomy, refuse_as_damaged
from blogdesk.media.containers.exif import read_xmp

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _COMMENT, _APPLICATION = 0xF9, 0xFE, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


@dataclass
class _Walk:
    """A walk in progress: where it is, what it kept and met."""

    data: bytes
    at: int
    kept: list[bytes] = field(default_factory=list)
    found: set[str] = field(default_factory=set)
    frames: int = 0
    width: int = 0
    height: int = 0

    def take(self, count: int) -> bytes:
        """The next `count` bytes.

        Raises:
            PictureRefused: the file ends before.
        """
        piece = self.data[self.at : self.at + count]
        if len(piece) != count:
            refuse_as_damaged()
        self.at += count
        return piece

    def blocks(self) -> list[bytes]:
        """The data sub-blocks up to their terminator."""
        found = []
        while size := self.take(1)[0]:
            found.append(self.take(size))
        return found


def _colour_table_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _written(blocks: list[bytes]) -> bytes:
    return b"".join(bytes((len(block),)) + block for block in blocks) + b"\0"


def _walk_extension(walk: _Walk) -> None:
    label = walk.take(1)[0]
    blocks = walk.blocks()
    if label == _CONTROL and blocks and len(blocks[0]) == 4:
        walk.kept.append(b"\x21\xf9" + _written(blocks[:1]))
    elif label == _APPLICATION and blocks and blocks[0] in _LOOPS:
        loop = [block for block in blocks[1:] if len(block) == 3 and block[0] == 1]
        walk.kept.append(b"\x21\xff" + _written([blocks[0], *loop[:1]]))
    elif label == _APPLICATION and blocks and blocks[0].startswith(b"XMP Data"):
        # An XMP packet is not in sub-blocks but read as if it were; the words are found in the raw bytes.
        walk.found |= read_xmp(_written(blocks[1:]))
    else:
        walk.found.add(COMMENT if label == _COMMENT else OTHER)


def _walk_frame(walk: _Walk) -> None:
    descriptor = walk.take(9)
    left, top, width, height, flags = struct.unpack("<HHHHB", descriptor)
    table = walk.take(_colour_table_bytes(flags))
    code_size = walk.take(1)
    walk.kept.append(b"\x2c" + descriptor + table + code_size + _written(walk.blocks()))
    walk.frames += 1
    walk.width, walk.height = max(walk.width, left + width), max(walk.height, top + height)


def dissect(data: bytes) -> Anatomy:
    """Walk a GIF file; what follows its trailer is no part of the picture.

    Raises:
        PictureRefused: it ends early, has no frame, or a block of no known kind.
    """
    walk = _Walk(data, at=6)
    screen = walk.take(7)
    head = data[:6] + screen + walk.take(_colour_table_bytes(screen[4]))
    walk.width, walk.height = struct.unpack_from("<HH", screen)
    while (kind := walk.take(1)[0]) != _TRAILER:
        if kind == _EXTENSION:
            _walk_extension(walk)
        elif kind == _IMAGE:
            _walk_frame(walk)
        else:
            refuse_as_damaged()
    if not walk.frames or not walk.width or not walk.height:
        refuse_as_damaged()
    clean = b"".join((head, *walk.kept, b"\x3b"))
    return Anatomy(walk.width, walk.height, 1, walk.frames > 1, frozenset(walk.found), clean)
