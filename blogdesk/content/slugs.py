"""The text of slugs. Whether a slug is free is for the posts to say."""

from slugify import slugify

# Long enough for any title worth reading in an address bar, short enough for every file system.
MAX_LENGTH = 80

# First path segments of the public routes: a permalink pattern of `/{slug}` must not hide them.
RESERVED = frozenset({
    "_bd", "account", "api", "archive", "authors", "categories", "desktop", "feed", "healthz", "media",
    "new", "oauth", "pages", "posts", "readyz", "search", "sitemap", "static", "studio", "tags",
})  # fmt: skip

_UNTITLED = "untitled"


def slugify_title(title: str) -> str:
    """A slug of ASCII letters, digits and hyphens, at most 80 characters; never empty, never reserved.

    Letters beyond ASCII are transliterated; a title without any letter or digit becomes `untitled`.
    """
    slug = slugify(title, max_length=MAX_LENGTH, word_boundary=True) or _UNTITLED
    return numbered(slug, 2) if slug in RESERVED else slug


def numbered(slug: str, n: int) -> str:
    """The slug with `-n` at its end, shortened where it would grow beyond 80 characters."""
    suffix = f"-{n}"
    return slug[: MAX_LENGTH - len(suffix)].rstrip("-") + suffix
