from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageChops

from blogdesk.media.scaling import scaled


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "CMYK"])
@pytest.mark.parametrize("size", [(1111, 901), (1600, 1203)])
def test_bands_leave_no_seam(mode: str, size: tuple[int, int]) -> None:
    # Soft noise: hard noise overshoots, and Pillow clips between its two passes, whose order a part may change.
    image = Image.effect_noise((2000, 1500), 15).convert("RGB").convert(mode)
    with ThreadPoolExecutor(2) as pool:
        found = scaled(image, size, pool)
    whole = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    assert (found.size, found.mode) == (whole.size, whole.mode)
    difference = ImageChops.difference(found, whole).getextrema()
    assert all(high <= 2 for _, high in (difference if isinstance(difference[0], tuple) else (difference,)))


def test_clear_pixels_lend_no_colour_to_their_neighbours() -> None:
    image = Image.new("RGBA", (2000, 1500), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (1000, 0, 2000, 1500))
    with ThreadPoolExecutor(2) as pool:
        found = scaled(image, (1001, 751), pool)
    reds = [found.getpixel((x, 400)) for x in range(495, 506)]
    assert all(isinstance(pixel, tuple) and (pixel[3] == 0 or pixel[0] < 8) for pixel in reds)


def test_a_part_is_cut_out_and_scaled() -> None:
    image = Image.new("L", (2000, 1000), 0)
    image.paste(255, (1000, 0, 2000, 1000))
    with ThreadPoolExecutor(2) as pool:
        found = scaled(image, (900, 900), pool, (1000, 0, 2000, 1000))
    assert found.crop((5, 5, 895, 895)).getextrema() == (255, 255)
