"""Which kind of file is this? By its first bytes, never by its name. The kinds BlogDesk takes, and words for others."""

from collections.abc import Callable
from dataclasses import dataclass

from blogdesk.errors import PictureRefused
from blogdesk.media.containers import avif, gif, jpeg, png, svg, webp
from blogdesk.media.containers.anatomy import Anatomy


@dataclass(frozen=True)
class Format:
    """A kind of picture: its name, MIME type, usual extension, and the walk through its container."""

    name: str
    mime: str
    extension: str
    dissect: Callable[[bytes], Anatomy]


JPEG = Format("JPEG", "image/jpeg", "jpg", jpeg.dissect)
PNG = Format("PNG", "image/png", "png", png.dissect)
WEBP = Format("WEBP", "image/webp", "webp", webp.dissect)
GIF = Format("GIF", "image/gif", "gif", gif.dissect)
AVIF = Format("AVIF", "image/avif", "avif", avif.dissect)
SVG = Format("SVG", "image/svg+xml", "svg", svg.dissect)
FORMATS = (JPEG, PNG, WEBP, GIF, AVIF, SVG)
EXTENSIONS = {kind.mime: kind.extension for kind in FORMATS}

_AVIF_BRANDS = (b"avif", b"avis")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
# Files people do try, by their first bytes.
_OTHERS = (
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture or a camera's raw file"),
    (b"MM\0*", "a TIFF picture or a camera's raw file"),
    (b"II+\0", "a TIFF picture"),
    (b"8BPS", "a Photoshop document"),
    (b"%PDF", "a PDF document"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\0\0\1\0", "an icon file"),
    (b"PK\3\4", "a ZIP archive"),
)


def sniff(data: bytes) -> Format:
    """The format of a file.

    Raises:
        PictureRefused: it is none of those BlogDesk takes; the message names what it is where that is known.
    """
    found = _known(data)
    if found is None:
        kind = _other(data)
        raise PictureRefused(
            f"This is {kind}, not a picture BlogDesk takes." if kind else "This is not a picture BlogDesk knows.",
            next_step="Nothing was changed. Save it as JPEG, PNG, WebP, GIF, AVIF or SVG and try that file.",
        )
    return found


def _known(data: bytes) -> Format | None:
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(png.SIGNATURE):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return GIF
    if data[4:8] == b"ftyp" and _brands(data) & set(_AVIF_BRANDS):
        return AVIF
    return SVG if svg.is_svg(data) else None


def _brands(data: bytes) -> set[bytes]:
    """The brands of an ISO media file's `ftyp` box."""
    end = min(int.from_bytes(data[:4], "big"), len(data), 256)
    return {data[8:12], *(data[at : at + 4] for at in range(16, end - 3, 4))}


def _other(data: bytes) -> str:
    if not data:
        return "an empty file"
    if data[4:8] == b"ftyp":
        return "an HEIC photo" if _brands(data) & set(_HEIF_BRANDS) else "a video"
    return next((words for start, words in _OTHERS if data.startswith(start)), "")
