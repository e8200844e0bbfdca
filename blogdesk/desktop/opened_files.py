"""Markdown files that the author opened with BlogDesk: from a file manager, or as arguments of a second start.

A path comes from outside: it is read, never run, and nothing is written to it.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)
# The longest novel is under 10 MB of text.
MAX_BYTES = 16 * 1024 * 1024
KINDS = frozenset({".md", ".markdown", ".mdown", ".mkd", ".txt"})


@dataclass(frozen=True)
class OpenedFile:
    """One file: its text, or the reason in `error` why it was not read."""

    name: str
    text: str = ""
    error: str = ""


class OpenedFiles:
    """Files that wait for a page to take them."""

    def __init__(self) -> None:
        self._waiting: list[Path] = []
        self._lock = threading.Lock()

    def add(self, paths: Sequence[str | Path]) -> None:
        """Files to be opened; each waits once."""
        with self._lock:
            self._waiting += [path for path in dict.fromkeys(map(Path, paths)) if path not in self._waiting]

    def take(self) -> list[OpenedFile]:
        """What waits, read now; nothing waits afterwards."""
        with self._lock:
            taken, self._waiting = self._waiting, []
        return [read(path) for path in taken]


def read(path: Path) -> OpenedFile:
    """The file's text. A byte order mark is dropped; nothing else is changed."""
    if path.suffix.lower() not in KINDS:
        return OpenedFile(path.name, error="is not a Markdown file")
    try:
        if not path.is_file():
            return OpenedFile(path.name, error="is not there")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            return OpenedFile(path.name, error="is larger than 16 MB")
        return OpenedFile(path.name, text=data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return OpenedFile(path.name, error="is not text in UTF-8")
    except OSError as err:
        log.info("a file was not opened: %s", err)
        return OpenedFile(path.name, error=f"cannot be read: {err.strerror or err}")
