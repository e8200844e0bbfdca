"""Taking in a folder of Markdown: every file accounted for, no byte of a body changed, a second run changes nothing."""

import posixpath
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from blogdesk.content.frontmatter import split
from blogdesk.content.targets import Target, find_targets
from blogdesk.core.database import db
from blogdesk.errors import InvalidInput, PictureRefused
from blogdesk.posts.bulk import ImportedPost, choose_slugs, insert_posts
from blogdesk.posts.fields import check_fields
from blogdesk.posts.models import Post
from blogdesk.posts.pictures import beside, is_relative, leads_inside
from blogdesk.transfer.folder import PICTURES, FolderContent, SourceText, read_text, walk
from blogdesk.transfer.ledger import Ledger, LedgerEntry
from blogdesk.transfer.mapping import IMPORT_SLUG, map_document

# Where a post keeps the hash of the file it came from: a second run knows by it what is unchanged.
IMPORT_HASH = "import_sha256"
Progress = Callable[[int, int], None]


class PictureKeeper(Protocol):
    """Keeps the pictures of a folder: gives the media id of each path, or why it was refused."""

    def __call__(self, root: Path, paths: Iterable[str]) -> Mapping[str, uuid.UUID | PictureRefused]:
        """Keep them all; the same bytes are one picture."""


@dataclass
class _Candidate:
    """A file on its way to be a post."""

    source: SourceText
    post: ImportedPost
    entry: LedgerEntry
    targets: tuple[Target, ...]


def import_folder(
    root: Path, keep_pictures: PictureKeeper, *, dry_run: bool = False, progress: Progress | None = None
) -> Ledger:
    """Import every Markdown file and picture below `root`. Flushes; the caller commits.

    A file that was imported before and has not changed is left alone, whatever its post has become since.

    Raises:
        NotFound: there is no such folder.
    """
    content, ledger = walk(root), Ledger(dry_run=dry_run)
    known = _known_files()
    candidates = []
    for number, path in enumerate(content.texts):
        candidate = _read(content, path, known, ledger)
        if candidate is not None:
            candidates.append(candidate)
        if progress and number % 25 == 0:
            progress(number, len(content.texts))
    for post in choose_slugs(candidate.post for candidate in candidates):
        entry = next(c.entry for c in candidates if c.post is post)
        post.fields["extra"][IMPORT_SLUG] = post.slug
        entry.notes.append(f"The address “{post.fields['slug']}” was taken; this post has “{post.slug}”.")
    pictures = _keep_pictures(content, keep_pictures, ledger, dry_run=dry_run)
    _connect(content, candidates, pictures, known)
    ledger.entries += [_left_out(path) for path in content.others]
    if not dry_run:
        insert_posts([candidate.post for candidate in candidates])
    return ledger


def _known_files() -> dict[str, tuple[uuid.UUID, str]]:
    """The files imported before: path → post and the file's hash then."""
    rows = db.session.execute(select(Post.source_path, Post.id, Post.extra).where(Post.source_path.is_not(None)))
    return {path: (post_id, extra.get(IMPORT_HASH, "")) for path, post_id, extra in rows if path}


def _read(
    content: FolderContent, path: str, known: Mapping[str, tuple[uuid.UUID, str]], ledger: Ledger
) -> _Candidate | None:
    source = read_text(content.root, path)
    entry = ledger.add(LedgerEntry(path, "post", "imported"))
    if source.text is None:
        entry.outcome, entry.reason = "failed", source.fault
        return None
    if path in known:
        unchanged = known[path][1] == source.sha256
        entry.outcome = "unchanged" if unchanged else "skipped"
        entry.reason = (
            "" if unchanged else "It was imported before and its file has changed since; the library's is kept."
        )
        return None
    mapped = map_document(split(source.text), path)
    mapped.fields["extra"] = {IMPORT_HASH: source.sha256}
    entry.title, entry.notes = mapped.fields["title"], [*mapped.notes]
    entry.kind = "page" if mapped.fields["kind"] == "page" else "post"
    try:
        check_fields(mapped.fields)
    except InvalidInput as err:
        entry.outcome, entry.reason = "failed", str(err)
        return None
    post = ImportedPost(mapped.fields, mapped.aliases)
    return _Candidate(source, post, entry, find_targets(mapped.fields["markdown"]))


def _keep_pictures(
    content: FolderContent, keep: PictureKeeper, ledger: Ledger, *, dry_run: bool
) -> dict[str, uuid.UUID]:
    """Keep every picture of the folder, also those no text shows: a whole blog moves whole."""
    if dry_run:
        ledger.entries += [LedgerEntry(path, "picture", "imported") for path in sorted(content.pictures)]
        return {}
    kept: dict[str, uuid.UUID] = {}
    for path, result in keep(content.root, sorted(content.pictures)).items():
        if isinstance(result, PictureRefused):
            ledger.add(LedgerEntry(path, "picture", "failed", reason=f"{result.message} {result.next_step}".strip()))
        else:
            kept[path] = result
            ledger.add(LedgerEntry(path, "picture", "imported"))
    return kept


def _connect(
    content: FolderContent,
    candidates: Iterable[_Candidate],
    pictures: Mapping[str, uuid.UUID],
    known: Mapping[str, tuple[uuid.UUID, str]],
) -> None:
    """Give every relative target of the texts the picture or post it means, and say which have none."""
    posts = {path: post_id for path, (post_id, _hash) in known.items()}
    found = list(candidates)
    posts |= {candidate.source.path: candidate.post.id for candidate in found}
    for candidate in found:
        shown: dict[str, uuid.UUID | None] = {}
        links: dict[str, uuid.UUID | None] = {}
        for target in candidate.targets:
            if not (is_relative(target.target) or target.target.startswith("/")):
                continue
            place = beside(candidate.source.path, target.target)
            picture = content.picture_of(place)
            if picture or target.kind == "image":
                shown[target.target] = pictures.get(picture or "")
                if picture is None and posixpath.splitext(place)[1].lower() in PICTURES:
                    candidate.entry.notes.append(
                        f"Line {target.line + 1}: there is no file for the picture {target.target}."
                    )
            elif leads_inside(target.target):
                links[target.target] = _post_at(place, posts)
        candidate.post.pictures, candidate.post.links = shown, links


def _post_at(place: str, posts: Mapping[str, uuid.UUID]) -> uuid.UUID | None:
    """The imported post at a path, written with or without its ending."""
    places = (place, f"{place}.md", f"{place}/index.md", f"{posixpath.splitext(place)[0]}.md")
    return next((posts[path] for path in places if path in posts), None)


def _left_out(path: str) -> LedgerEntry:
    return LedgerEntry(path, "file", "skipped", reason="It is neither Markdown nor a picture.")
