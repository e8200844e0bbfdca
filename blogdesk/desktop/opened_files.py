"""Markdown files that the author opened with BlogDesk, from a file manager or a terminal: each becomes a draft.

A path comes from outside: its file is read, never run, and nothing is written to it. Opening publishes nothing.
"""

import hashlib
import logging
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from blogdesk.content.frontmatter import split
from blogdesk.core.transactions import transaction
from blogdesk.errors import FieldFault, InvalidInput
from blogdesk.posts.service import create_post, find_by_slug, find_post
from blogdesk.transfer.folder import MAX_TEXT_BYTES, TEXTS
from blogdesk.transfer.mapping import map_document

log = logging.getLogger(__name__)
KINDS = TEXTS | {".txt"}


@dataclass(frozen=True)
class Opened:
    """The pages of the drafts, in the order of the files; what could not be opened, in plain words."""

    urls: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class FileOpener:
    """Makes drafts of files. The same file, unchanged, is the same draft for as long as the app runs."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._drafts: dict[str, uuid.UUID] = {}
        self._lock = threading.Lock()

    def open(self, paths: Sequence[str | Path]) -> Opened:
        """Read the files and keep their texts as drafts."""
        urls, problems = [], []
        for path in map(Path, dict.fromkeys(map(str, paths))):
            try:
                with self._lock, self._app.app_context():
                    urls.append(f"/studio/posts/{self._draft_of(path)}")
            except InvalidInput as err:
                log.info("a file was not opened: %s", err)
                problems.append(f"{path.name} {err.faults[0].reason}.")
        return Opened(tuple(urls), tuple(problems))

    def _draft_of(self, path: Path) -> uuid.UUID:
        data = read(path)
        key = f"{path} {hashlib.sha256(data).hexdigest()}"
        known = self._drafts.get(key)
        if known is None or find_post(known) is None:
            known = self._drafts[key] = keep(path, data)
        return known


def read(path: Path) -> bytes:
    """The bytes of a text file.

    Raises:
        InvalidInput: it is none, or cannot be read.
    """
    if path.suffix.lower() not in KINDS:
        raise InvalidInput([FieldFault("file", "is not a Markdown file")])
    try:
        if not path.is_file():
            raise InvalidInput([FieldFault("file", "is not there")])
        with path.open("rb") as file:
            data = file.read(MAX_TEXT_BYTES + 1)
    except OSError as err:
        raise InvalidInput([FieldFault("file", f"cannot be read: {err.strerror or err}")]) from err
    if len(data) > MAX_TEXT_BYTES:
        raise InvalidInput([FieldFault("file", f"is larger than {MAX_TEXT_BYTES // 1_000_000} MB")])
    return data


def keep(path: Path, data: bytes) -> uuid.UUID:
    """A draft of a file's text and front matter; its id. Needs an app context.

    Raises:
        InvalidInput: it is no text, or its front matter breaks a rule.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise InvalidInput([FieldFault("file", "is not text in UTF-8")]) from err
    fields = map_document(split(text), path.name).fields
    fields["status"] = "draft"
    fields.pop("published_at", None)
    fields.pop("source_path", None)  # that of an imported folder, by which the export finds its files again
    if find_by_slug(fields["slug"], fields["kind"]):
        fields.pop("slug")  # another one is made from the title
    with transaction():
        return create_post(fields).id
