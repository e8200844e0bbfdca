"""Taking in a folder of Markdown: every file accounted for, no byte of a body changed, a second run changes nothing."""

import posixpath
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from blogdesk.content.frontmatter import split
from blogdesk.content.targets import Target, find_targets
from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.errors import InvalidInput, PictureRefused
from blogdesk.posts.bulk import ImportedPost, choose_slugs, insert_posts
from blogdesk.posts.fields import check_fields
from blogdesk.posts.models import Post
from blogdesk.posts.pictures import beside, is_relative, leads_inside
from blogdesk.transfer.folder import PICTURES, FolderContent, SourceText, read_text, walk
from blogdesk.transfer.ledger import Ledger, LedgerEntry
from blogdesk.transfer.mapping import IMPORT_SLUG, map_document
from blogdesk.transfer.pictures import Taken, keep_pictures, take_pictures

# Where a post keeps the hash of the file it came from: a second run knows by it what is unchanged.
IMPORT_HASH = "import_sha256"
Progress = Callable[[int, int], None]
_NOT_OURS = "It is neither Markdown nor a picture."


@dataclass
class _Candidate:
    """A file on its way to be a post."""

    source: SourceText
    post: ImportedPost
    entry: LedgerEntry
    targets: tuple[Target, ...]


@dataclass
class PreparedImport:
    """A folder that was read: what its files will be, and the ledger so far."""

    content: FolderContent
    ledger: Ledger
    candidates: list[_Candidate]
    pictures: Taken
    known: Mapping[str, tuple[uuid.UUID, str]]


def prepare_import(root: Path, *, dry_run: bool = False, progress: Progress | None = None) -> PreparedImport:
    """Read every Markdown file and picture below `root`. Writes no row; pictures go to disk unless it is a dry run.

    A file that was imported before and has not changed is left alone, whatever its post has become since.

    Raises:
        NotFound: there is no such folder.
        StorageError: the disk refused a picture.
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
    if progress and content.texts:
        progress(len(content.texts), len(content.texts))
    pictures = {} if dry_run else take_pictures(content.root, sorted(content.pictures))
    ledger.entries += [_picture_entry(path, pictures) for path in sorted(content.pictures)]
    ledger.entries += [LedgerEntry(path, "file", "skipped", reason=_NOT_OURS) for path in content.others]
    return PreparedImport(content, ledger, candidates, pictures, known)


def carry_out(prepared: PreparedImport) -> Ledger:
    """Write what was prepared; a dry run writes nothing. Flushes; the caller commits."""
    candidates = prepared.candidates
    for post in choose_slugs(candidate.post for candidate in candidates):
        entry = next(c.entry for c in candidates if c.post is post)
        post.fields["extra"][IMPORT_SLUG] = post.slug
        entry.notes.append(f"The address “{post.fields['slug']}” was taken; this post has “{post.slug}”.")
    pictures = keep_pictures(prepared.pictures)
    _connect(prepared, pictures)
    if not prepared.ledger.dry_run:
        insert_posts([candidate.post for candidate in candidates])
    return prepared.ledger


def import_folder(root: Path, *, dry_run: bool = False, progress: Progress | None = None) -> Ledger:
    """Prepare and carry out, in a transaction of its own: for an edge that has nothing else to commit."""
    prepared = prepare_import(root, dry_run=dry_run, progress=progress)
    with transaction():
        return carry_out(prepared)


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


def _picture_entry(path: str, taken: Taken) -> LedgerEntry:
    result = taken.get(path)
    if isinstance(result, PictureRefused):
        return LedgerEntry(path, "picture", "failed", reason=f"{result.message} {result.next_step}".strip())
    return LedgerEntry(path, "picture", "imported")


def _connect(prepared: PreparedImport, pictures: Mapping[str, uuid.UUID]) -> None:
    """Give every relative target of the texts the picture or post it means, and say which have none."""
    posts = {path: post_id for path, (post_id, _hash) in prepared.known.items()}
    posts |= {candidate.source.path: candidate.post.id for candidate in prepared.candidates}
    for candidate in prepared.candidates:
        shown: dict[str, uuid.UUID | None] = {}
        links: dict[str, uuid.UUID | None] = {}
        for target in candidate.targets:
            if not (is_relative(target.target) or target.target.startswith("/")):
                continue
            place = beside(candidate.source.path, target.target)
            picture = prepared.content.picture_of(place)
            if picture or target.kind == "image":
                shown[target.target] = pictures.get(picture or "")
                candidate.entry.notes += _missing(target, place, picture)
            elif leads_inside(target.target):
                links[target.target] = _post_at(place, posts)
        candidate.post.pictures, candidate.post.links = shown, links


def _missing(target: Target, place: str, picture: str | None) -> list[str]:
    """What to say of a picture whose file the folder does not have."""
    if picture is not None or posixpath.splitext(place)[1].lower() not in PICTURES:
        return []
    return [f"Line {target.line + 1}: there is no file for the picture {target.target}."]


def _post_at(place: str, posts: Mapping[str, uuid.UUID]) -> uuid.UUID | None:
    """The imported post at a path, written with or without its ending."""
    places = (place, f"{place}.md", f"{place}/index.md", f"{posixpath.splitext(place)[0]}.md")
    return next((posts[path] for path in places if path in posts), None)
