"""Everything as Markdown: each post in a file with front matter, each picture's original, nothing else needed.

An imported post goes back to the path it came from, its body to the character.
"""

import posixpath
import shutil
import uuid
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from blogdesk.core.atomic_files import storage_error
from blogdesk.core.database import db
from blogdesk.media.models import Media
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post, PostPicture, Redirect
from blogdesk.posts.pictures import beside, media_id_of
from blogdesk.posts.queries import whole
from blogdesk.taxonomy.service import category_titles
from blogdesk.transfer.front_matter import front_matter_of
from blogdesk.transfer.ledger import Ledger, LedgerEntry
from blogdesk.transfer.mapping import IMPORT_SLUG

_BATCH = 200
OriginalOf = Callable[[Media], Path]


class Target(Protocol):
    """Where an export goes: a folder, or one ZIP file."""

    def write(self, path: str, text: str) -> None:
        """Write a text file."""

    def copy(self, path: str, source: Path) -> None:
        """Copy a file."""


@dataclass
class FolderTarget:
    """A folder; files that are there already are replaced, others are left alone."""

    root: Path
    _made: set[Path] = field(default_factory=set)

    def _place(self, path: str) -> Path:
        place = self.root / path
        if place.parent not in self._made:
            place.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(place.parent)
        return place

    def write(self, path: str, text: str) -> None:
        """Write UTF-8, line ends as they are."""
        self._place(path).write_bytes(text.encode("utf-8", "surrogatepass"))

    def copy(self, path: str, source: Path) -> None:
        """Copy the bytes."""
        shutil.copyfile(source, self._place(path))


@dataclass
class ZipTarget:
    """One archive."""

    archive: zipfile.ZipFile

    def write(self, path: str, text: str) -> None:
        """Write UTF-8, compressed."""
        self.archive.writestr(path, text.encode("utf-8", "surrogatepass"), zipfile.ZIP_DEFLATED)

    def copy(self, path: str, source: Path) -> None:
        """Store the bytes: pictures are compressed already."""
        self.archive.write(source, path, zipfile.ZIP_STORED)


@contextmanager
def _zip_target(place: Path) -> Iterator[Target]:
    """An archive that appears only when it is whole."""
    partial = place.with_name(f".{place.name}.partial")
    try:
        with zipfile.ZipFile(partial, "w", strict_timestamps=False) as archive:
            yield ZipTarget(archive)
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _folder_target(place: Path) -> Iterator[Target]:
    place.mkdir(parents=True, exist_ok=True)
    yield FolderTarget(place)


def open_target(place: Path) -> AbstractContextManager[Target]:
    """A ZIP file when the name ends so, else a folder."""
    return _zip_target(place) if place.suffix.lower() == ".zip" else _folder_target(place)


def export_markdown(place: Path, original_of: OriginalOf) -> Ledger:
    """Write every post that is not in the trash, and every picture, to a folder or ZIP file. Reads only.

    Raises:
        StorageError: the place cannot be written.
    """
    try:
        with open_target(place) as target:
            return _Export(target, original_of).run()
    except OSError as err:
        raise storage_error(err, place) from err


class _Export:
    """One export under way: what was written where."""

    def __init__(self, target: Target, original_of: OriginalOf) -> None:
        self._target = target
        self._original_of = original_of
        self._ledger = Ledger()
        self._written: set[str] = set()
        self._media = {media.id: media for media in db.session.scalars(select(Media))}
        self._placed: dict[uuid.UUID, str] = {}

    def run(self) -> Ledger:
        aliases = _aliases()
        pictures = _pictures()
        for posts in _batches():
            categories = category_titles([post.category for post in posts if post.category])
            for post in posts:
                title = categories.get(post.category.id) if post.category else None
                self._post(post, title, tuple(aliases.get(post.id, ())), pictures.get(post.id, {}))
        for media in self._media.values():
            if media.id not in self._placed and media.deleted_at is None:
                self._picture(media, self._path_of(media))
        return self._ledger

    def _post(
        self, post: Post, category: str | None, aliases: tuple[str, ...], pictures: Mapping[str, uuid.UUID]
    ) -> None:
        path = self._free(safe_path(post.source_path or f"{post.kind}s/{post.slug}.md"))
        body = post.markdown
        for target, media_id in pictures.items():
            media = self._media.get(media_id)
            if media is None:
                continue
            if media_id_of(target):
                place = self._placed.get(media_id) or self._path_of(media)
                body = body.replace(target, posixpath.relpath(place, posixpath.dirname(path) or "."))
            else:
                place = safe_path(beside(path, target))
            if place not in self._written:
                self._picture(media, place)
        if post.eol == "crlf" and "\r" not in body:
            body = body.replace("\n", "\r\n")
        self._target.write(path, _front_matter(post, category, aliases, path) + body)
        self._ledger.add(LedgerEntry(path, "page" if post.kind == "page" else "post", "exported", title=post.title))

    def _picture(self, media: Media, path: str) -> None:
        entry = self._ledger.add(LedgerEntry(path, "picture", "exported"))
        self._written.add(path)
        self._placed.setdefault(media.id, path)
        try:
            self._target.copy(path, self._original_of(media))
        except FileNotFoundError:
            entry.outcome, entry.reason = "failed", "Its file is missing from the library's media folder."

    def _path_of(self, media: Media) -> str:
        """Where a picture goes that no text shows by a path: the path it was imported from, else `media/`."""
        name = safe_path(media.original_name or "picture")
        return name if "/" in name else f"media/{media.sha256[:12]}-{name}"

    def _free(self, path: str) -> str:
        stem, ending = posixpath.splitext(path)
        attempt, number = path, 1
        while attempt in self._written:
            number += 1
            attempt = f"{stem}-{number}{ending}"
        self._written.add(attempt)
        return attempt


def safe_path(path: str) -> str:
    """A relative path that stays inside the export, whatever a database says."""
    parts = [part.replace("\0", "").replace("\\", "_") for part in path.split("/")]
    return "/".join(part for part in parts if part not in {"", ".", ".."}) or "untitled.md"


def _batches() -> Iterator[Sequence[Post]]:
    """Every post, a few hundred at a time, so that a large library does not fill the memory."""
    last: uuid.UUID | None = None
    while True:
        query = whole().where(Post.deleted_at.is_(None)).order_by(Post.id).limit(_BATCH)
        posts = db.session.scalars(query if last is None else query.where(Post.id > last)).all()
        if not posts:
            return
        yield posts
        last = posts[-1].id
        db.session.expunge_all()


def _aliases() -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for post_id, path in db.session.execute(select(Redirect.post_id, Redirect.path).order_by(Redirect.path)):
        if post_id is not None:
            found[post_id].append(path)
    return found


def _pictures() -> dict[uuid.UUID, dict[str, uuid.UUID]]:
    found: dict[uuid.UUID, dict[str, uuid.UUID]] = defaultdict(dict)
    rows = select(PostPicture.post_id, PostPicture.target, PostPicture.media_id)
    for post_id, target, media_id in db.session.execute(rows.where(PostPicture.media_id.is_not(None))):
        if media_id is not None:
            found[post_id][target] = media_id
    return found


def _front_matter(post: Post, category: str | None, aliases: tuple[str, ...], path: str) -> str:
    """An imported post that nobody touched has the front matter it came with; reading it again would change nothing."""
    if post.rev == 1 and post.source_path is not None:
        return post.front_matter
    return front_matter_of(_fields(post, category), aliases, path)


def _fields(post: Post, category: str | None) -> PostFields:
    return PostFields(
        status=post.status,
        title=post.title,
        slug=post.slug if post.slug != post.extra.get(IMPORT_SLUG) else "",
        markdown=post.markdown,
        excerpt=post.excerpt,
        tags=[tag.name for tag in post.tags],
        category=category,
        published_at=post.published_at,
        canonical_url=post.canonical_url,
        front_matter=post.front_matter,
        source_path=post.source_path,
    )
