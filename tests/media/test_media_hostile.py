"""Pictures made to hurt: each is refused in plain words or taken clean, soon, and in bounded memory."""

import io
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from blogdesk.errors import PictureRefused
from blogdesk.media.pipeline import examine
from blogdesk.media.pixels import MAX_PIXELS
from blogdesk.media.renditions import make_renditions
from tests.media.picture_files import EVERY_KIND, png_chunk, save, scene

ROOT = Path(__file__).parent.parent.parent
PNG_START = b"\x89PNG\r\n\x1a\n"


def taken_or_refused(data: bytes, folder: Path) -> bool:
    """Whether the picture was taken; a refusal must carry a next step, and nothing else may be raised."""
    refusal = None
    try:
        clean = examine(data).clean
    except PictureRefused as refused:
        refusal = refused
    if refusal is not None:
        assert refusal.message
        assert "Nothing was changed" in refusal.next_step
        return False
    source = folder / "source"
    source.write_bytes(clean)
    make_renditions(source, folder / "out")
    return True


def cut_short(data: bytes) -> Iterator[bytes]:
    for part in range(1, 30):
        yield data[: len(data) * part // 30]


def bytes_changed(data: bytes, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(40):
        broken = bytearray(data)
        for _ in range(chance.choice((1, 4, 40))):
            # Half of the faults fall into the first bytes, where sizes and counts are.
            reach = len(data) if chance.random() < 0.5 else min(len(data), 200)
            broken[chance.randrange(reach)] = chance.randrange(256)
        yield bytes(broken)


def pieces_moved(data: bytes, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(15):
        start, end = sorted(chance.sample(range(len(data)), 2))
        yield data[:start] + data[end:]
        yield data[:end] + data[start:end] * 3 + data[end:]
        yield data[:start] + chance.randbytes(end - start) + data[end:]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_cut_file_is_taken(kind: str, tmp_path: Path) -> None:
    data = examine(EVERY_KIND[kind]()).clean
    assert [len(cut) for cut in cut_short(data) if taken_or_refused(cut, tmp_path)] == []


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_no_damage_raises_anything_but_a_refusal(kind: str, tmp_path: Path) -> None:
    data = EVERY_KIND[kind]()
    seed = sum(kind.encode())
    broken = [*bytes_changed(data, seed), *pieces_moved(data, seed)]
    verdicts = [taken_or_refused(one, tmp_path) for one in broken]
    assert len(verdicts) == 85
    assert not all(verdicts)


def huge_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return PNG_START + header + png_chunk(b"IDAT", zlib.compress(bytes(100))) + png_chunk(b"IEND", b"")


def with_size(data: bytes, at: int, code: str, width: int, height: int) -> bytes:
    return data[:at] + struct.pack(code, height, width) + data[at + struct.calcsize(code) :]


def huge_jpeg() -> bytes:
    data = save(scene(), "JPEG")
    return with_size(data, data.index(b"\xff\xc0") + 5, ">HH", 65000, 65000)


def huge_webp() -> bytes:
    data = bytearray(save(scene(), "WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"))
    data[24:30] = b"\xff\x3f\0\xff\x3f\0"
    return bytes(data)


def huge_avif() -> bytes:
    data = save(scene(), "AVIF")
    return with_size(data, data.index(b"ispe") + 8, ">II", 60000, 60000)


def huge_gif_frame() -> bytes:
    data = bytearray(save(scene().quantize(8), "GIF"))
    at = data.index(b"\x2c\0\0\0\0")
    data[at + 5 : at + 9] = struct.pack("<HH", 65000, 65000)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        huge_png(2**31 - 1, 2**31 - 1),
        huge_png(40_000, 10),
        huge_png(9_000, 9_000),
        huge_jpeg(),
        huge_webp(),
        huge_avif(),
        huge_gif_frame(),
        save(Image.new("1", (20_000, 20_000)), "PNG"),
    ],
    ids=["png", "png side", "png area", "jpeg", "webp", "avif", "gif frame", "png real"],
)
def test_a_bomb_is_refused_by_its_size_before_it_is_decoded(data: bytes) -> None:
    assert len(data) < 200_000
    with pytest.raises(PictureRefused, match="too large"):
        examine(data)


def test_a_bomb_in_the_metadata_costs_nothing() -> None:
    bomb = b"Comment\0\0" + zlib.compress(bytes(50_000_000), 9)
    plain = save(scene(), "PNG")
    examined = examine(plain[:33] + png_chunk(b"zTXt", bomb) + png_chunk(b"iTXt", bomb) + plain[33:])
    assert examined.clean == plain


def test_a_bomb_in_the_colour_profile_is_refused() -> None:
    bomb = png_chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(50_000_000), 9))
    plain = save(scene(), "PNG")
    with pytest.raises(PictureRefused):
        examine(plain[:33] + bomb + plain[33:])


def test_a_jpeg_of_very_many_scans_is_refused() -> None:
    data = save(scene(), "JPEG", progressive=True)
    at = data.rindex(b"\xff\xda")
    scan = data[at:-2]
    with pytest.raises(PictureRefused):
        examine(data[:at] + scan * 200 + b"\xff\xd9")


def test_a_file_of_very_many_empty_boxes_ends_soon() -> None:
    head = b"\0\0\0\x14ftypavif\0\0\0\0avif"
    with pytest.raises(PictureRefused):
        examine(head + b"\0\0\0\x08free" * 1_000_000)


def test_a_jpeg_of_very_many_comments_ends_soon() -> None:
    data = save(scene(), "JPEG")
    assert examine(data[:2] + b"\xff\xfe\0\x02" * 500_000 + data[2:]).clean == data


@pytest.mark.parametrize(
    "tail",
    [b"<script>alert(1)</script>", b"PK\x03\x04" + bytes(40), b"%PDF-1.7 %%EOF", b"MZ" + bytes(60), b"<?php echo 1;"],
)
@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_file_that_is_two_things_is_sent_as_the_picture_only(kind: str, tail: bytes) -> None:
    data = save(scene().quantize(8), "GIF") if kind == "GIF" else save(scene(), kind)
    if kind == "AVIF":
        tail = struct.pack(">I4s", len(tail) + 8, b"uuid") + tail
    assert tail[8:] not in examine(data + tail).clean


@pytest.mark.parametrize("name", ["a.jpg", "a.png.exe", "a"])
def test_a_name_decides_nothing(name: str, tmp_path: Path) -> None:
    source = tmp_path / name
    source.write_bytes(b"<html><script>alert(1)</script></html>")
    with pytest.raises(PictureRefused):
        examine(source.read_bytes())


LARGEST = """
import re, sys
from pathlib import Path
from blogdesk.media.pipeline import examine
from blogdesk.media.renditions import make_renditions
source, folder = Path(sys.argv[1]), Path(sys.argv[2])
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
examine(source.read_bytes())
make_renditions(source, folder)
print(peak() - before)
"""


NEEDS_PROC = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc (Linux)")


def memory_used_kb(data: bytes, folder: Path) -> int:
    """What a fresh process needs for the picture, beyond what it had when its modules were loaded."""
    source = folder / "source"
    source.write_bytes(data)
    command = [sys.executable, "-c", LARGEST, str(source), str(folder / "out")]
    return int(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout)


@NEEDS_PROC
def test_a_photo_of_24_megapixels_needs_no_more_memory_than_it_should(tmp_path: Path) -> None:
    data = save(Image.effect_noise((600, 400), 60).convert("RGB").resize((6000, 4000)), "JPEG", quality=85)
    assert memory_used_kb(data, tmp_path) < 150_000


@NEEDS_PROC
def test_the_largest_picture_taken_stays_in_bounds(tmp_path: Path) -> None:
    side = int(MAX_PIXELS**0.5)
    out = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, "PNG", compress_level=1)
    assert memory_used_kb(out.getvalue(), tmp_path) < 700_000
