"""Real pictures for tests, made on the spot: a photo with a place and a camera in it, a screenshot, a drawing."""

import io

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base


def photo(width: int = 1200, height: int = 900, *, orientation: int = 6, seed: int = 0) -> bytes:
    """A JPEG as a phone makes it: GPS position, maker, model, a comment, turned by its EXIF orientation."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.paste((seed * 37 % 256, 90, 7), (0, 0, width // 4, height // 4))
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make], exif[Base.Model] = "SecretMaker", "SecretModel 9"
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (52.0, 5.0, 24.0)})
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"secret comment", quality=90)
    return out.getvalue()


def screenshot(width: int = 640, height: int = 400, *, seed: int = 0) -> bytes:
    """A PNG without any metadata."""
    image = Image.new("RGBA", (width, height), (250, 248, 244, 255))
    image.putpixel((1, 1), (seed % 256, 0, 0, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def drawing(inner: str = '<rect width="10" height="5" fill="#333"/>') -> bytes:
    """An SVG."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">{inner}</svg>'.encode()
