"""A picture file on its way in: what is it, may we take it, and its copy without metadata."""

from dataclasses import dataclass
from pathlib import Path

from blogdesk.core.atomic_files import write_atomically
from blogdesk.core.config import MAX_MEDIA_BYTES
from blogdesk.errors import PictureRefused
from blogdesk.media.containers.anatomy import DEVICE, LOCATION, Anatomy, in_order
from blogdesk.media.formats import SVG, Format, sniff
from blogdesk.media.pixels import check_size, decoding, open_picture, upright_size

# Decoding at an eighth reads a JPEG to its end at a fraction of the cost.
_GLANCE = (64, 64)


@dataclass(frozen=True)
class PictureFacts:
    """What a picture file is. Width and height are after orientation; `metadata_found` are words, weightiest first."""

    format: str
    mime: str
    width: int
    height: int
    animated: bool
    metadata_found: tuple[str, ...]

    @property
    def has_location(self) -> bool:
        """Whether it says where it was taken."""
        return LOCATION in self.metadata_found

    @property
    def has_device(self) -> bool:
        """Whether it says what took it."""
        return DEVICE in self.metadata_found


@dataclass(frozen=True)
class ExaminedPicture:
    """A picture we take: its facts, and its bytes without metadata (the same bytes when there was none)."""

    facts: PictureFacts
    clean: bytes


def inspect_picture(source: Path) -> PictureFacts:
    """The facts of the picture at `source`, by its content; it has been decoded once to its end.

    Raises:
        PictureRefused: it is too large, damaged, or no picture we take.
    """
    return examine(_read(source)).facts


def strip_metadata(source: Path, target: Path) -> PictureFacts:
    """Write the picture at `source` to `target` without metadata, pixel for pixel; the same input, the same bytes.

    Raises:
        PictureRefused: it is too large, damaged, or no picture we take.
        StorageError: `target` cannot be written.
    """
    examined = examine(_read(source))
    write_atomically(target, examined.clean)
    return examined.facts


def _read(source: Path) -> bytes:
    """The file's bytes, if they are not too many."""
    size = source.stat().st_size
    if size > MAX_MEDIA_BYTES:
        raise PictureRefused(
            f"The file is too large: {size // 1_000_000} MB. The limit is {MAX_MEDIA_BYTES // 1_000_000} MB.",
            next_step="Nothing was changed. Make it smaller in a picture editor and try that file.",
        )
    return source.read_bytes()


def examine(data: bytes) -> ExaminedPicture:
    """Walk and decode a picture file.

    Raises:
        PictureRefused: it is too large, damaged, or no picture we take.
    """
    kind = sniff(data)
    anatomy = kind.dissect(data)
    check_size(anatomy, kind)
    width, height = (anatomy.width, anatomy.height) if kind is SVG else _decode(anatomy, kind)
    facts = PictureFacts(
        kind.name, kind.mime, width, height, animated=anatomy.animated, metadata_found=in_order(anatomy.found)
    )
    return ExaminedPicture(facts, anatomy.clean)


def _decode(anatomy: Anatomy, kind: Format) -> tuple[int, int]:
    """Read the first frame to its end; (width, height) upright."""
    with decoding(), open_picture(anatomy.clean, kind) as image:
        size = upright_size(image)
        image.draft(None, _GLANCE)
        image.load()
    return size
