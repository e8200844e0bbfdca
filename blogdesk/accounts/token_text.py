"""The text of a token: `bdk_<id8>_<32 bytes in base62>_<crc>`. Pure.

The prefix lets secret scanners find a token that leaked; the id finds its row; the checksum tells a mistyped token
from a revoked one without a question to the database. Only the SHA-256 of the whole is kept: 32 random bytes need no
slow hash.
"""

import hashlib
import re
import secrets
import zlib
from dataclasses import dataclass, field

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# 32 bytes are at most 43 digits in base 62, a CRC-32 at most 6.
_SHAPE = re.compile(r"(bd[kar]_[0-9A-Za-z]{8})_[0-9A-Za-z]{43}_([0-9A-Za-z]{6})")
# What each kind of token begins with: personal or given to an app; short-lived; exchanged for a short-lived one.
MARKS = {"personal": "bdk", "app": "bdk", "access": "bda", "refresh": "bdr"}


@dataclass(frozen=True)
class TokenText:
    """A token as its owner holds it. `prefix` is the part that may be shown and finds the row."""

    prefix: str
    text: str = field(repr=False)


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, 62)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def _checksum(text: str) -> str:
    return _base62(zlib.crc32(text.encode()), 6)


def make_token(kind: str) -> TokenText:
    """A new token of this kind, from the system's source of randomness."""
    prefix = f"{MARKS[kind]}_" + "".join(secrets.choice(_DIGITS) for _ in range(8))
    start = f"{prefix}_{_base62(int.from_bytes(secrets.token_bytes(32), 'big'), 43)}"
    return TokenText(prefix, f"{start}_{_checksum(start)}")


def read_token(text: str) -> TokenText | None:
    """The token in a text; None when it has another shape or its checksum is wrong."""
    found = _SHAPE.fullmatch(text)
    if found is None or _checksum(text[:-7]) != found[2]:
        return None
    return TokenText(found[1], text)


def hash_secret(text: str) -> str:
    """SHA-256 in hexadecimal: what is kept of a secret that is long and random."""
    return hashlib.sha256(text.encode()).hexdigest()
