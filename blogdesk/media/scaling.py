"""Making a picture smaller, in as many bands as the computer has cores for it. Pillow frees the lock while it works."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from itertools import pairwise

from PIL import Image

# More threads than two would take the computer from whoever sits before it.
THREADS = min(2, os.cpu_count() or 1)
# Below this the hand-over costs more than it gives.
_WORTH_SPLITTING_PIXELS = 500_000
# Colour under full transparency must not bleed into its neighbours: it is scaled multiplied by alpha.
_MULTIPLIED = {"RGBA": "RGBa", "LA": "La"}
Size = tuple[int, int]
Box = tuple[float, float, float, float]


def scaled(image: Image.Image, size: Size, pool: Executor, box: Box | None = None) -> Image.Image:
    """The picture, or the part of it in `box`, at another size (Lanczos; by whole pixels first where far smaller)."""
    if size == image.size and box is None:
        return image
    mode = image.mode
    source = image.convert(_MULTIPLIED[mode]) if mode in _MULTIPLIED else image
    box = box or (0, 0, *image.size)
    if size[0] * size[1] < _WORTH_SPLITTING_PIXELS:
        whole = _band(source, size, box)
    else:
        whole = Image.new(source.mode, size)
        bands = list(_bands(size, box))
        parts = pool.map(lambda band: _band(source, (size[0], band[1] - band[0]), band[2]), bands)
        for (top, _, _), part in zip(bands, parts, strict=True):
            whole.paste(part, (0, top))
        whole.info = dict(image.info)
    return whole.convert(mode) if whole.mode != mode else whole


def _bands(size: Size, box: Box) -> Iterator[tuple[int, int, Box]]:
    """(first row, row after the last, the part of the source) of each band."""
    left, top, right, bottom = box
    step = (bottom - top) / size[1]
    for first, end in pairwise(round(size[1] * part / THREADS) for part in range(THREADS + 1)):
        yield first, end, (left, top + first * step, right, min(bottom, top + end * step))


def _band(source: Image.Image, size: Size, box: Box) -> Image.Image:
    return source.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)
