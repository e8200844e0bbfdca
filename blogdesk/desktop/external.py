"""Handing an address to the system: the author's own browser or mail program, and nothing else."""

import logging
import os
import subprocess
import sys
import threading
import webbrowser
from urllib.parse import urlsplit

from blogdesk.errors import FieldFault, InvalidInput

log = logging.getLogger(__name__)
# No file:, no javascript:, no scheme that starts a program.
SCHEMES = frozenset({"http", "https", "mailto"})


def checked_url(url: str) -> str:
    """The address, if it may be opened.

    Raises:
        InvalidInput: it is no web or mail address.
    """
    try:
        parts = urlsplit(url)
        fine = parts.scheme in SCHEMES and bool(parts.netloc or parts.scheme == "mailto")
    except ValueError:
        fine = False
    if not fine or any(ord(character) <= 0x20 for character in url):
        raise InvalidInput([FieldFault("url", "is not a web or mail address")])
    return url


def open_external(url: str) -> None:
    """Open the address in the system's browser or mail program, without waiting for it.

    Raises:
        InvalidInput: it is no web or mail address.
    """
    threading.Thread(target=_open, args=(checked_url(url),), name="open-url", daemon=True).start()


def _open(url: str) -> None:
    """A frozen app must not lend its own libraries to the browser it starts."""
    if getattr(sys, "frozen", False) and sys.platform.startswith("linux"):
        env = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
        if original := os.environ.get("LD_LIBRARY_PATH_ORIG"):
            env["LD_LIBRARY_PATH"] = original
        subprocess.run(["xdg-open", url], env=env, check=False)  # noqa: S603, S607 - the desktop's own opener
    elif not webbrowser.open(url):
        log.info("no browser could be started")
