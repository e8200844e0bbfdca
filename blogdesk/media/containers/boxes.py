"""Boxes of the ISO base media file format (ISO/IEC 14496-12): finding them, and wiping one without moving the next."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from blogdesk.media.containers.anatomy import refuse_as_damaged

# More boxes on one level than any encoder writes: a file of tiny boxes must not cost minutes.
MAX_BOXES = 10_000


@dataclass(frozen=True)
class Box:
    """A box inside the file: its type, where it starts, where its body starts, where it ends."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes from `start` to `end`.

    Raises:
        PictureRefused: one is cut off, or there are too many.
    """
    for _ in range(MAX_BOXES):
        if start == end:
            return
        if start + 8 > end:
            refuse_as_damaged()
        size, kind = struct.unpack_from(">I4s", data, start)
        body = start + 8
        if size == 1 and start + 16 <= end:
            (size,) = struct.unpack_from(">Q", data, start + 8)
            body = start + 16
        stop = end if size == 0 else start + size
        if stop < body or stop > end:
            refuse_as_damaged()
        yield Box(kind, start, body, stop)
        start = stop
    refuse_as_damaged()


def wipe(data: bytearray, start: int, end: int) -> None:
    """Zeros from `start` to `end`."""
    data[start:end] = bytes(end - start)


def make_free(data: bytearray, box: Box) -> None:
    """Turn a box into free space of the same length (section 8.1.2), so that no offset in the file changes."""
    data[box.start + 4 : box.start + 8] = b"free"
    wipe(data, box.body, box.end)


class Reader:
    """Big-endian numbers one after another, never past `end`."""

    def __init__(self, data: bytes | bytearray, at: int, end: int) -> None:
        self.data, self.at, self.end = data, at, end

    def number(self, size: int) -> int:
        """The next unsigned number of `size` bytes (0 bytes: zero).

        Raises:
            PictureRefused: the box ends before.
        """
        if self.at + size > self.end:
            refuse_as_damaged()
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at], "big")
