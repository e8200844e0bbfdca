"""Pictures made for tests: ordinary ones with everything a camera and an editor write into them."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image
from PIL.PngImagePlugin import PngInfo

# Marks that must be found in nothing that can be sent.
MARKS = (b"SecretCam", b"Jane Marker", b"SN-4711", b"HiddenNote", b"GPSLatitude", b"IptcCity", b"MakerBlob")
XMP = (
    b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><exif:GPSLatitude>47,22N</exif:GPSLatitude>'
    b"<tiff:Make>SecretCam</tiff:Make><dc:creator>Jane Marker</dc:creator></x:xmpmeta>"
)


def exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes: place, device, serial number, author, date, maker notes."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F] = "SecretCam"
    block[0x0110] = "SecretCam 9"
    block[0x013B] = "Jane Marker"
    folder = block.get_ifd(0x8769)
    folder[0x9003] = "2026:01:02 03:04:05"
    folder[0xA431] = "SN-4711"
    folder[0x927C] = b"MakerBlob" * 20
    gps = block.get_ifd(0x8825)
    gps[1], gps[2] = "N", (47.0, 22.0, 1.0)
    return block


def scene(width: int = 90, height: int = 60, mode: str = "RGB") -> Image.Image:
    """A picture whose corners differ, so that a wrong turn is seen: red top left, blue bottom right."""
    image = Image.new("RGB", (width, height), "white")
    image.paste("red", (0, 0, width // 2, height // 2))
    image.paste("blue", (width // 2, height // 2, width, height))
    return image.convert(mode)


def save(image: Image.Image, kind: str, **options: object) -> bytes:
    """The picture's file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def jpeg(orientation: int = 1, size: tuple[int, int] = (90, 60)) -> bytes:
    """A JPEG with EXIF, XMP, IPTC, a comment, another maker's segment, and a film after its end."""
    plain = save(scene(*size), "JPEG", exif=exif(orientation), comment=b"HiddenNote", quality=90)
    extra = _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
    extra += _segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x08IptcCity")
    extra += _segment(0xE5, b"MakerBlob")
    at = 20 if plain[2:4] == b"\xff\xe0" else 2
    return plain[:at] + extra + plain[at:] + b"ftypmp42 HiddenNote GPSLatitude"


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def png(orientation: int = 1, mode: str = "RGB") -> bytes:
    """A PNG with EXIF, text in all three forms, a time, a private chunk, and bytes after its end."""
    text = PngInfo()
    text.add_text("Author", "Jane Marker")
    text.add_text("Comment", "HiddenNote", zip=True)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    plain = save(scene(mode=mode), "PNG", pnginfo=text, exif=exif(orientation))
    extra = png_chunk(b"tIME", bytes(7)) + png_chunk(b"prVt", b"SN-4711")
    return plain[:33] + extra + plain[33:] + b"HiddenNote"


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One PNG chunk with its checksum."""
    return struct.pack(">I4s", len(body), kind) + body + struct.pack(">I", zlib.crc32(kind + body))


def webp(orientation: int = 1) -> bytes:
    """A WebP with EXIF and XMP, and bytes after its end."""
    return save(scene(), "WEBP", exif=exif(orientation), xmp=XMP) + b"HiddenNote"


def avif(orientation: int = 1) -> bytes:
    """An AVIF with EXIF and XMP, and a box of someone's own."""
    return save(scene(), "AVIF", exif=exif(orientation), xmp=XMP) + b"\0\0\0\x12uuidHiddenNote"


def gif() -> bytes:
    """A moving GIF with a comment, XMP, and bytes after its end."""
    frames = [scene().quantize(8), scene().rotate(180).quantize(8)]
    plain = save(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=b"HiddenNote", loop=0)
    at = 13 + (3 << (plain[10] & 7) + 1)
    trailer = b"\x01" + bytes(range(0xFF, -1, -1)) + b"\0"
    return plain[:at] + b"\x21\xff\x0bXMP DataXMP" + XMP + trailer + plain[at:] + b"HiddenNote"


def moving_webp() -> bytes:
    """A moving WebP with EXIF."""
    return save(scene(), "WEBP", save_all=True, append_images=[scene().rotate(180)], exif=exif())


EVERY_KIND: dict[str, Callable[[], bytes]] = {"JPEG": jpeg, "PNG": png, "WEBP": webp, "AVIF": avif, "GIF": gif}
