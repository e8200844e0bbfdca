"""How a page shows a picture: its addresses, and what `srcset` offers. Pure."""

from blogdesk.content.links import ResolvedImage
from blogdesk.media.models import Media

# The widths of the renditions, in pixels: a phone, a column of text (or a phone at 2x), the column at 2x.
WIDTHS = (480, 960, 1600)
# The theme's column is 42.5rem wide; below it the picture fills the screen.
SIZES = "(min-width: 46rem) 42.5rem, 100vw"
EXTENSIONS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "image/avif": "avif",
    "image/svg+xml": "svg",
}  # fmt: skip


def scales(media: Media) -> bool:
    """Whether smaller forms of it can stand for it: not for a drawing, nor for what moves."""
    return not media.animated and media.mime != "image/svg+xml"


def rendition_names(media: Media) -> tuple[str, ...]:
    """The widths worth having: up to the first that reaches the picture's own."""
    if not scales(media):
        return ()
    names = []
    for width in WIDTHS:
        names.append(str(width))
        if width >= media.width:
            break
    return tuple(names)


def picture_url(media: Media, name: str, base_url: str = "") -> str:
    """The address of a rendition, or of the whole picture (`original`): by hash, so that it never changes."""
    extension = {"original": EXTENSIONS[media.mime], "card": "jpg"}.get(name, "webp")
    return f"{base_url}/media/{media.clean_sha256}/{name}.{extension}"


def resolved_picture(media: Media, base_url: str = "") -> ResolvedImage:
    """What an `<img>` needs: the middle rendition, all of them in `srcset`, the size it will have."""
    names = rendition_names(media)
    width, height = media.width or None, media.height or None
    if not names:
        return ResolvedImage(
            picture_url(media, "original", base_url), width=width, height=height, alt_default=media.alt
        )
    offers = [f"{picture_url(media, name, base_url)} {min(int(name), media.width)}w" for name in names]
    src = picture_url(media, "960" if "960" in names else names[-1], base_url)
    return ResolvedImage(src, ", ".join(offers), SIZES, width, height, media.alt)


def card_url(media: Media, base_url: str = "") -> str:
    """The 1200×630 card for Open Graph; a drawing has none and gives its own address."""
    return picture_url(media, "card" if media.mime != "image/svg+xml" else "original", base_url)
