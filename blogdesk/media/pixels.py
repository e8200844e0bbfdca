"""Opening a picture's pixels with Pillow, after its container was walked: caps before, one kind of error after.

Only clean bytes come here, so that no metadata of the file reaches a decoder.
"""

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageCms, ImageFile

from blogdesk.errors import PictureRefused
from blogdesk.media.containers.anatomy import Anatomy, refuse_as_damaged
from blogdesk.media.formats import JPEG, Format

# A JPEG can be decoded at an eighth; others are decoded whole, four bytes a pixel.
MAX_PIXELS_JPEG = 120_000_000
MAX_PIXELS = 64_000_000
MAX_SIDE = 30_000
# Pillow's own cap would speak first, in its own words, and as a warning.
Image.MAX_IMAGE_PIXELS = None
ORIENTATION_TAG = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow's decoders raise on hostile bytes.
_DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    EOFError,
    RuntimeError,
    struct.error,
)


def check_size(anatomy: Anatomy, kind: Format) -> None:
    """Refuse a picture that would need too much memory, before anything is decoded.

    Raises:
        PictureRefused: it has too many pixels.
    """
    width, height = anatomy.width, anatomy.height
    limit = MAX_PIXELS_JPEG if kind is JPEG else MAX_PIXELS
    if width * height > limit or max(width, height) > MAX_SIDE:
        raise PictureRefused(
            f"The picture is too large: {width} × {height} pixels. "
            f"The limit is {limit // 1_000_000} million pixels and {MAX_SIDE} on a side.",
            next_step="Nothing was changed. Make it smaller in a picture editor and try that file.",
        )


@contextmanager
def decoding() -> Iterator[None]:
    """Inside, what a decoder says of broken bytes becomes PictureRefused."""
    try:
        yield
    except (*_DECODER_ERRORS, Image.DecompressionBombError, MemoryError) as err:
        try:
            refuse_as_damaged()
        except PictureRefused as refused:
            raise refused from err


def open_picture(clean: bytes, kind: Format) -> ImageFile.ImageFile:
    """The picture, its first frame not yet decoded. Only the one decoder of its format is tried.

    Raises:
        PictureRefused: the decoder does not take it.
    """
    with decoding():
        return Image.open(io.BytesIO(clean), formats=[kind.name])


def orientation_of(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8. Pillow gives the `irot` and `imir` of AVIF in this form."""
    number = image.getexif().get(ORIENTATION_TAG, 1)
    return number if number in range(1, 9) else 1


def upright_size(image: Image.Image) -> tuple[int, int]:
    """(width, height) after orientation."""
    width, height = image.size
    return (height, width) if orientation_of(image) >= 5 else (width, height)


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """The picture turned upright (EXIF orientation, CIPA DC-008 section 4.6.5)."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def eight_bit(image: Image.Image) -> Image.Image:
    """Modes that resize well: palettes resolved, 16-bit greys scaled (a plain convert would clip them)."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in {"P", "PA", "1", "I", "F"}:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode in {"L", "RGB"} and "transparency" in image.info:
        return image.convert("RGBA")
    return image


def in_srgb(image: Image.Image) -> Image.Image:
    """An eight-bit picture as sRGB, RGB or RGBA; a colour profile that cannot be used counts as none."""
    profile = image.info.get("icc_profile")
    if image.mode == "LA":
        image = image.convert("RGBA")
    elif profile:
        image = _through_profile(image, profile)
    return image if image.mode in {"RGB", "RGBA"} else image.convert("RGB")


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """From the embedded profile's colours to sRGB, keeping alpha."""
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in (source.profile.profile_description or ""):
            return image
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted or image
