"""Smaller forms of a picture, for 1x and 2x screens, and the card that social networks show."""

import hashlib
import io
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from blogdesk.core.atomic_files import storage_error, write_atomically
from blogdesk.errors import StorageError
from blogdesk.media.formats import sniff
from blogdesk.media.pictures import WIDTHS
from blogdesk.media.pixels import check_size, decoding, eight_bit, in_srgb, open_picture, orientation_of, turned
from blogdesk.media.scaling import THREADS, scaled

# Open Graph's picture: 1.91 to 1. JPEG, because not every network reads WebP.
CARD_SIZE = (1200, 630)
CARD, POSTER = "card", "poster"
WEBP_QUALITY, WEBP_METHOD = 80, 2
CARD_QUALITY = 82
# RFC 6386 section 9.1: 14 bits for each side. A screenshot of a whole page can be higher.
WEBP_MAX_SIDE = 16_383


@dataclass(frozen=True)
class MadeRendition:
    """A rendition in its file. `name` is 480, 960, 1600 (of that width, or the picture's own), poster or card."""

    name: str
    path: Path
    mime: str
    width: int
    height: int
    size_bytes: int
    sha256: str


def make_renditions(source: Path, folder: Path, widths: Sequence[int] = WIDTHS) -> tuple[MadeRendition, ...]:
    """Make the renditions of the clean picture at `source` in `folder`, each from the one before.

    Upright, sRGB, never larger than the picture, alpha kept (the card lies on white), no metadata. An animated
    picture gets its first frame as a poster instead of the widths: shown at its own size it plays.

    Raises:
        PictureRefused: the file is no picture we take.
        StorageError: `source` cannot be read, or the folder cannot be written.
    """
    data = _read(source)
    kind = sniff(data)
    anatomy = kind.dissect(data)
    check_size(anatomy, kind)
    names = {POSTER: max(widths)} if anatomy.animated else {str(width): width for width in sorted(widths)}
    with ThreadPoolExecutor(THREADS) as pool:
        with decoding(), open_picture(anatomy.clean, kind) as image:
            base = _base(image, max(widths), pool)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return _write_all(base, folder, names, pool)
        except OSError as err:
            raise storage_error(err, folder) from err


def _read(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as err:
        raise StorageError(
            f"The kept picture {source} cannot be read: {err.strerror or err}.",
            next_step="Bring it back from a backup of the media folder, or add the picture again.",
        ) from err


def _base(image: Image.Image, width: int, pool: Executor) -> Image.Image:
    """The picture decoded, upright, in sRGB, just large enough for every rendition."""
    orientation = orientation_of(image)
    size = _covering(image.size, width, sideways=orientation >= 5)
    image.draft(None, size)
    image.load()  # what needs no other step below must outlive its file
    small = scaled(eight_bit(image), size, pool)
    profile = image.info.get("icc_profile")
    small.info = {"icc_profile": profile} if profile else {}
    base = in_srgb(turned(small, orientation))
    base.info = {}
    return base


def _covering(stored: tuple[int, int], width: int, *, sideways: bool) -> tuple[int, int]:
    """The stored size scaled so that it is `width` wide once upright, and covers the card; never enlarged."""
    across, down = stored[::-1] if sideways else stored
    scale = min(1.0, max(width / across, CARD_SIZE[0] / across, CARD_SIZE[1] / down))
    return max(1, round(stored[0] * scale)), max(1, round(stored[1] * scale))


def _write_all(base: Image.Image, folder: Path, names: dict[str, int], pool: Executor) -> tuple[MadeRendition, ...]:
    """The widths from the largest down, and the card; one is encoded while the next is scaled."""
    image, writing = base, []
    for name in reversed([name for name in names if not _is_beyond(name, names, base.width)]):
        image = _narrowed(image, min(names[name], image.width), pool)
        path = folder / f"{name}.webp"
        writing.append(pool.submit(_write, image, path, name, quality=WEBP_QUALITY, method=WEBP_METHOD))
    writing.append(pool.submit(_write, _card(base, pool), folder / f"{CARD}.jpg", CARD, quality=CARD_QUALITY))
    return tuple(written.result() for written in writing)


def _is_beyond(name: str, names: dict[str, int], width: int) -> bool:
    """Whether a smaller step already holds the whole picture."""
    return any(names[other] < names[name] and names[other] >= width for other in names)


def _narrowed(image: Image.Image, width: int, pool: Executor) -> Image.Image:
    """The picture at this width; narrower where it would be higher than WebP can hold."""
    width = min(width, max(1, WEBP_MAX_SIDE * image.width // image.height))
    if width == image.width:
        return image
    size = (width, max(1, min(WEBP_MAX_SIDE, round(image.height * width / image.width))))
    return scaled(image, size, pool)


def _card(base: Image.Image, pool: Executor) -> Image.Image:
    """The middle of the picture in the card's proportions."""
    scale = min(1.0, max(CARD_SIZE[0] / base.width, CARD_SIZE[1] / base.height))
    width, height = (min(side, round(own * scale)) for side, own in zip(CARD_SIZE, base.size, strict=True))
    ratio = CARD_SIZE[0] / CARD_SIZE[1]
    width, height = max(1, min(width, round(height * ratio))), max(1, min(height, round(width / ratio)))
    across, down = width / scale, height / scale
    left, top = (base.width - across) / 2, (base.height - down) / 2
    box = (left, top, left + across, top + down)
    card = scaled(base, (width, height), pool, box)
    if card.mode == "RGBA":
        card = Image.alpha_composite(Image.new("RGBA", card.size, "white"), card).convert("RGB")
    return card


def _write(image: Image.Image, path: Path, name: str, **options: int) -> MadeRendition:
    """Encode, and put the file in place whole. No fsync: a rendition lost with the power is made again."""
    kind, mime = ("JPEG", "image/jpeg") if path.suffix == ".jpg" else ("WEBP", "image/webp")
    encoded = io.BytesIO()
    image.save(encoded, kind, **options)
    data = encoded.getbuffer()
    write_atomically(path, data, durable=False)
    return MadeRendition(name, path, mime, *image.size, data.nbytes, hashlib.sha256(data).hexdigest())
