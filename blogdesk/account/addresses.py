"""Where somebody goes after signing in: only to a path of this blog."""

import re

HOME = "/studio/"
# A path from the root. A second slash, or a backslash, begins a host for some browsers.
_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]*")


def safe_next(wanted: str | None) -> str:
    """The wanted path, if it is one of this blog; else the studio."""
    return wanted if wanted and len(wanted) <= 4_000 and _PATH.fullmatch(wanted) else HOME
