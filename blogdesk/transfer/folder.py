"""Walking a folder of Markdown, and reading its files without trusting them."""

import hashlib
import os
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from blogdesk.errors import NotFound

TEXTS = {".md", ".markdown", ".mdown", ".mkd", ".mdx"}
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"}
# Folders in which programs keep what authors did not write.
LEFT_OUT = {"node_modules", "__pycache__", "_site", "public", "themes"}
# Larger texts are exports or logs, not posts; the editor and a feed would both give up.
MAX_TEXT_BYTES = 10_000_000


@dataclass(frozen=True)
class FolderContent:
    """The files of a folder by kind; paths are relative, with `/`."""

    root: Path
    texts: tuple[str, ...]
    pictures: frozenset[str]
    others: tuple[str, ...]

    def picture_of(self, beside: str) -> str | None:
        """The picture a target means: beside the post's file, or from the site's root or its static folder."""
        places = (beside, f"static/{beside.lstrip('/')}", beside.lstrip("/"), f"content/{beside.lstrip('/')}")
        return next((place for place in places if place in self.pictures), None)


@dataclass(frozen=True)
class SourceText:
    """A text file: `text` is None with a `fault` when it cannot be read."""

    path: str
    text: str | None
    sha256: str = ""
    fault: str = ""


def walk(root: Path) -> FolderContent:
    """The files below a folder (or one file), hidden ones and links out of it left out, in a fixed order.

    Raises:
        NotFound: there is no such folder or file.
    """
    if root.is_file():
        return FolderContent(root.parent, (root.name,), frozenset(), ())
    if not root.is_dir():
        raise NotFound(f"There is no folder {root}.", next_step="Nothing was changed. Check the path and try again.")
    texts: list[str] = []
    pictures: list[str] = []
    others: list[str] = []
    for path in _files(root):
        kind = posixpath.splitext(path)[1].lower()
        (texts if kind in TEXTS else pictures if kind in PICTURES else others).append(path)
    return FolderContent(root, tuple(texts), frozenset(pictures), tuple(others))


def _files(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in LEFT_OUT)
        relative = os.path.relpath(folder, root)
        for name in sorted(names):
            whole = Path(folder) / name
            if not name.startswith(".") and (not whole.is_symlink() or _inside(root, whole)):
                yield (name if relative == "." else f"{relative}/{name}").replace(os.sep, "/")


def _inside(root: Path, link: Path) -> bool:
    return link.resolve().is_relative_to(root.resolve())


def read_text(root: Path, path: str) -> SourceText:
    """Read a file as UTF-8, to the character; a BOM stays."""
    try:
        data = (root / path).read_bytes()
    except OSError as err:
        return SourceText(path, None, fault=f"It cannot be read: {err.strerror or err}.")
    if len(data) > MAX_TEXT_BYTES:
        return SourceText(path, None, fault=f"It is larger than {MAX_TEXT_BYTES // 1_000_000} MB.")
    try:
        return SourceText(path, data.decode("utf-8"), hashlib.sha256(data).hexdigest())
    except UnicodeDecodeError as err:
        line = data[: err.start].count(b"\n") + 1
        return SourceText(path, None, fault=f"Line {line} is not UTF-8 text. Save it as UTF-8 and import it again.")
