"""The static files of the account pages, at addresses that hold their hash."""

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@cache
def tree_hash() -> str:
    """A hash of all files together."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def static_url(name: str) -> str:
    """The address of a file."""
    return f"/account/static/{tree_hash()}/{name}"
