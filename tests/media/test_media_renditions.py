from pathlib import Path

import pytest
from PIL import Image, ImageCms

from blogdesk.errors import StorageError
from blogdesk.media.models import Media
from blogdesk.media.pictures import rendition_names
from blogdesk.media.renditions import MadeRendition, make_renditions
from tests.media import picture_files
from tests.media.picture_files import MARKS, save, scene


def made(data: bytes, folder: Path) -> dict[str, MadeRendition]:
    source = folder / "source"
    source.write_bytes(data)
    return {rendition.name: rendition for rendition in make_renditions(source, folder / "out")}


def pixel(rendition: MadeRendition, across: float, down: float) -> tuple[int, ...]:
    with Image.open(rendition.path) as image:
        point = (int(across * (image.width - 1)), int(down * (image.height - 1)))
        value = image.convert("RGBA").getpixel(point)
    assert isinstance(value, tuple)
    return tuple(round(part / 255) for part in value)


RED, BLUE, WHITE, CLEAR = (1, 0, 0, 1), (0, 0, 1, 1), (1, 1, 1, 1), 0


def test_a_large_picture_has_three_widths_and_the_card(tmp_path: Path) -> None:
    found = made(save(scene(2400, 1600), "JPEG"), tmp_path)
    assert {name: (it.width, it.height, it.mime) for name, it in found.items()} == {
        "480": (480, 320, "image/webp"),
        "960": (960, 640, "image/webp"),
        "1600": (1600, 1067, "image/webp"),
        "card": (1200, 630, "image/jpeg"),
    }
    for rendition in found.values():
        with Image.open(rendition.path) as image:
            assert image.size == (rendition.width, rendition.height)
        assert rendition.path.stat().st_size == rendition.size_bytes


@pytest.mark.parametrize("size", [(90, 60), (480, 300), (481, 300), (800, 600), (1600, 900), (1601, 900)])
def test_no_rendition_is_larger_than_the_picture_and_pages_offer_those_made(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    found = made(save(scene(*size), "PNG"), tmp_path)
    assert all(it.width <= size[0] and it.height <= size[1] for it in found.values())
    offered = rendition_names(Media(width=size[0], height=size[1], mime="image/png", animated=False))
    assert set(found) == {*offered, "card"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_renditions_stand_upright(tmp_path: Path, orientation: int) -> None:
    turned = scene(900, 600)
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    if orientation != 1:
        turned = turned.transpose(Image.Transpose(back[orientation]))
    data = save(turned, "JPEG", exif=picture_files.exif(orientation))
    found = made(data, tmp_path)
    assert (found["480"].width, found["480"].height) == (480, 320)
    for rendition in found.values():
        assert pixel(rendition, 0.1, 0.1) == RED
        assert pixel(rendition, 0.9, 0.9) == BLUE
        assert pixel(rendition, 0.9, 0.1) == WHITE


def test_renditions_carry_no_metadata(tmp_path: Path) -> None:
    for rendition in made(picture_files.jpeg(6, (1000, 700)), tmp_path).values():
        data = rendition.path.read_bytes()
        assert [mark for mark in MARKS if mark in data] == []
        with Image.open(rendition.path) as image:
            assert not image.getexif()
            assert not {"icc_profile", "exif", "xmp", "comment"} & image.info.keys()


def test_alpha_stays_and_the_card_lies_on_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (600, 600), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (300, 300, 600, 600))
    found = made(save(image, "PNG"), tmp_path)
    assert pixel(found["480"], 0.1, 0.1)[3] == CLEAR
    assert pixel(found["480"], 0.9, 0.9) == BLUE
    assert pixel(found["card"], 0.1, 0.1) == WHITE


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_mode_of_colour_is_taken(tmp_path: Path, mode: str) -> None:
    image = scene(600, 400).convert("L").convert("I").point(lambda v: v * 257) if mode == "I;16" else scene(600, 400)
    data = save(image.convert(mode), "JPEG" if mode == "CMYK" else "PNG")
    found = made(data, tmp_path)
    assert pixel(found["480"], 0.9, 0.1) == WHITE
    assert pixel(found["480"], 0.1, 0.1)[:3] in {(1, 0, 0), (0, 0, 0)}


def test_sixteen_bit_grey_is_scaled_not_clipped(tmp_path: Path) -> None:
    found = made(save(Image.new("I;16", (600, 400), 0x8000), "PNG"), tmp_path)
    with Image.open(found["480"].path) as image:
        grey = image.getpixel((5, 5))
    assert isinstance(grey, tuple)
    assert 120 <= grey[0] <= 136


def profile_with_red_and_blue_swapped() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"....").replace(b"bXYZ", b"rXYZ").replace(b"....", b"bXYZ")
    return swapped.replace("sRGB".encode("utf-16-be"), "sBGR".encode("utf-16-be"))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_other_colour_spaces_become_srgb(tmp_path: Path, mode: str) -> None:
    data = save(
        Image.new("RGB", (600, 400), "red").convert(mode), "PNG", icc_profile=profile_with_red_and_blue_swapped()
    )
    for rendition in made(data, tmp_path).values():
        assert pixel(rendition, 0.5, 0.5) == BLUE


def test_a_profile_that_cannot_be_used_counts_as_none(tmp_path: Path) -> None:
    assert "480" in made(save(scene(600, 400), "JPEG", icc_profile=b"no profile at all"), tmp_path)


def test_a_moving_picture_has_a_poster_and_a_card(tmp_path: Path) -> None:
    found = made(picture_files.gif(), tmp_path)
    assert set(found) == {"poster", "card"}
    assert pixel(found["poster"], 0.1, 0.1) == RED


def test_a_panorama_covers_the_card_without_being_enlarged(tmp_path: Path) -> None:
    found = made(save(scene(4000, 700), "JPEG"), tmp_path)
    assert (found["card"].width, found["card"].height) == (1200, 630)
    assert found["1600"].width == 1600


def test_a_sliver_is_taken(tmp_path: Path) -> None:
    found = made(save(scene(3000, 1), "PNG"), tmp_path)
    assert found["480"].height == 1
    assert found["card"].height == 1


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file stands here")
    with pytest.raises(StorageError, match="out"):
        made(save(scene(), "PNG"), tmp_path)


def test_a_screenshot_of_a_whole_page_may_be_higher_than_webp_can_hold(tmp_path: Path) -> None:
    found = made(save(scene(1200, 20_000, "L"), "PNG"), tmp_path)
    assert set(found) == {"480", "960", "1600", "card"}
    assert (found["1600"].width, found["1600"].height) == (982, 16_367)
    assert (found["480"].width, found["480"].height) == (480, 8_000)
