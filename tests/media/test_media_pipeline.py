import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageOps

from blogdesk.errors import PictureRefused, StorageError
from blogdesk.media.pipeline import examine, inspect_picture, strip_metadata
from tests.media import picture_files
from tests.media.picture_files import EVERY_KIND, MARKS, save, scene

KINDS = pytest.mark.parametrize("make", EVERY_KIND.values(), ids=EVERY_KIND.keys())
TURNED = pytest.mark.parametrize(
    "make", [picture_files.jpeg, picture_files.png, picture_files.webp, picture_files.avif]
)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@KINDS
def test_nothing_about_a_person_is_left_in_what_can_be_sent(make: Callable[[], bytes]) -> None:
    data = make()
    examined = examine(data)
    assert any(mark in data for mark in MARKS)
    assert [mark for mark in MARKS if mark in examined.clean] == []
    assert set(opened(examined.clean).getexif()) <= {0x0112}


@KINDS
def test_the_clean_copy_has_the_same_pixels_in_every_frame(make: Callable[[], bytes]) -> None:
    before, after = Image.open(io.BytesIO(make())), Image.open(io.BytesIO(examine(make()).clean))
    assert getattr(before, "n_frames", 1) == getattr(after, "n_frames", 1)
    for frame in range(getattr(before, "n_frames", 1)):
        before.seek(frame)
        after.seek(frame)
        assert ImageChops.difference(before.convert("RGB"), after.convert("RGB")).getbbox() is None


@KINDS
def test_cleaning_is_deterministic_and_a_clean_copy_stays_as_it_is(make: Callable[[], bytes]) -> None:
    clean = examine(make()).clean
    assert examine(make()).clean == clean
    again = examine(clean)
    assert again.clean == clean
    assert again.facts.metadata_found == ()


@TURNED
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_stays_and_the_size_is_after_it(make: Callable[[int], bytes], orientation: int) -> None:
    data = make(orientation)
    examined = examine(data)
    wanted = ImageOps.exif_transpose(opened(data))
    shown = ImageOps.exif_transpose(opened(examined.clean))
    assert (examined.facts.width, examined.facts.height) == wanted.size
    assert ImageChops.difference(wanted.convert("RGB"), shown.convert("RGB")).getbbox() is None


def test_the_facts_say_what_the_file_tells(tmp_path: Path) -> None:
    source = tmp_path / "any name.txt"
    source.write_bytes(picture_files.jpeg(6))
    facts = inspect_picture(source)
    assert (facts.format, facts.mime, facts.width, facts.height) == ("JPEG", "image/jpeg", 60, 90)
    assert facts.has_location
    assert facts.has_device
    assert {"location", "device", "date", "author", "comment"} <= set(facts.metadata_found)
    assert not facts.animated


def test_a_picture_without_metadata_is_sent_as_it_is() -> None:
    data = save(scene(), "PNG")
    assert examine(data).clean == data
    assert examine(data).facts.metadata_found == ()


@pytest.mark.parametrize("make", [picture_files.gif, picture_files.moving_webp])
def test_a_moving_picture_keeps_moving(make: Callable[[], bytes]) -> None:
    examined = examine(make())
    assert examined.facts.animated
    assert getattr(Image.open(io.BytesIO(examined.clean)), "n_frames", 1) == 2


def test_a_gif_keeps_its_loop() -> None:
    assert Image.open(io.BytesIO(examine(picture_files.gif()).clean)).info["loop"] == 0


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_colour_profile_stays(kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = save(scene(), kind, icc_profile=profile, exif=picture_files.exif())
    assert opened(examine(data).clean).info["icc_profile"] == profile


def test_a_thumbnail_in_the_exif_is_named_and_gone() -> None:
    block = picture_files.exif()
    thumbnail = save(scene(16, 16), "JPEG")
    raw = bytearray(b"II*\0\x08\0\0\0\0\0\x0e\0\0\0\x01\0\x01\x02\x04\0\x01\0\0\0\x20\0\0\0\0\0\0\0") + thumbnail
    data = save(scene(), "JPEG", exif=bytes(b"Exif\0\0" + raw))
    examined = examine(data)
    assert block
    assert "thumbnail" in examined.facts.metadata_found
    assert thumbnail not in examined.clean


def test_stripping_writes_the_target_whole(tmp_path: Path) -> None:
    source, target = tmp_path / "a.jpg", tmp_path / "b.jpg"
    source.write_bytes(picture_files.jpeg())
    strip_metadata(source, target)
    assert target.read_bytes() == examine(source.read_bytes()).clean
    with pytest.raises(StorageError):
        strip_metadata(source, tmp_path / "absent" / "b.jpg")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty file"),
        (b"hello", "not a picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        (b"%PDF-1.7", "PDF"),
        (b"BM" + bytes(60), "BMP"),
        (b"II*\0" + bytes(60), "TIFF"),
    ],
)
def test_other_files_are_refused_by_their_name_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(PictureRefused, match=words) as refused:
        examine(data)
    assert "Nothing was changed" in refused.value.next_step


def test_a_file_of_too_many_bytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    source = tmp_path / "huge.jpg"
    with source.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    with pytest.raises(PictureRefused, match="67 MB"):
        strip_metadata(source, tmp_path / "b.jpg")
