"""Characters as CommonMark sees them: escapes, entities, white space, punctuation."""

import re
import unicodedata
from functools import lru_cache
from html.entities import html5
from urllib.parse import quote

PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
ENTITY = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]{1,31}));")
_ESCAPED = re.compile(rf"\\([{re.escape(PUNCTUATION)}])|{ENTITY.pattern}")
# What RFC 3986 allows in a URL, and % so that an encoded one stays as it is.
_URL_SAFE = "!#$%&'()*+,-./:;=?@_~"


@lru_cache(maxsize=4096)
def is_punctuation(char: str) -> bool:
    """Unicode general category P or S (CommonMark 0.31.2 section 2.1)."""
    return unicodedata.category(char)[0] in "PS"


def is_space(char: str) -> bool:
    """Unicode white space; the edge of a text counts as such."""
    return not char or char.isspace()


def entity_text(found: re.Match[str], first_group: int = 1) -> str:
    """The character of a reference that `ENTITY` matched, or the reference as written when unknown."""
    hexadecimal, decimal, name = (found[first_group + at] for at in range(3))
    if name:
        return html5.get(name + ";", found[0])
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    legal = code in {9, 10, 13} or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    return chr(code) if legal else "\ufffd"


def unescape(text: str) -> str:
    """The text with backslash escapes and character references replaced."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPED.sub(lambda found: found[1] or entity_text(found, 2), text)


def encode_url(url: str) -> str:
    """The URL with what may not stand in one percent-encoded."""
    return quote(url, safe=_URL_SAFE)
