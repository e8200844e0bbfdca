"""The journal of keystrokes: every change of a text, appended at once and folded into the post later.

The kept entries start from `JournalBase`; replaying them gives back the text, the caret and the undo history.
Lengths and places are UTF-16 code units, as the editor counts.
"""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import Uuid, bindparam, delete, func, insert, select, text, update

from blogdesk.content.changesets import ChangeSet, apply, parse, replacement, utf16_length
from blogdesk.core.clock import now
from blogdesk.core.database import UTCDateTime, db
from blogdesk.errors import Conflict, NotFound
from blogdesk.posts.models import EditorPlace, JournalBase, JournalEntry, Post

# How many entries may gather before the base moves forward, and how many stay: the reach of undo after a restart.
MAX_ENTRIES, KEPT_ENTRIES = 4_000, 2_000

# Statements of the Core, made once: this path runs at every pause of the typing, and building them costs more than
# the flush to the disk. They see nothing that the session has not flushed.
_ENTRY = JournalEntry.__table__
_INSERT = insert(JournalEntry.__table__)  # type: ignore[arg-type]
_NEWEST = (
    select(_ENTRY.c.seq, _ENTRY.c.length_after)
    .where(_ENTRY.c.post_id == bindparam("post_id"))
    .order_by(_ENTRY.c.seq.desc())
    .limit(1)
)
# ON CONFLICT is the same in SQLite and PostgreSQL.
_PUT = """
INSERT INTO editor_place (post_id, anchor, head, opened_at, scroll_top)
VALUES (:post_id, :anchor, :head, :opened_at, :scroll_top)
ON CONFLICT (post_id) DO UPDATE SET anchor = excluded.anchor, head = excluded.head, opened_at = excluded.opened_at"""
_TYPES = (bindparam("post_id", type_=Uuid()), bindparam("opened_at", type_=UTCDateTime()))
_PUT_PLACE = text(_PUT).bindparams(*_TYPES)
_PUT_PLACE_AND_SCROLL = text(f"{_PUT}, scroll_top = excluded.scroll_top").bindparams(*_TYPES)


class JournalGap(Conflict):
    """The editor wrote on top of a text that is no longer the newest: another window wrote, or a merge came in."""

    code = "journal-gap"

    def __init__(self, *, seq: int, text: str) -> None:
        super().__init__(
            "This text was changed in another place.",
            next_step="Nothing is lost: both changes are brought together.",
        )
        self.seq = seq
        self.text = text


class JournalMismatch(JournalGap):
    """The changes do not fit the text that is kept here."""

    code = "journal-mismatch"


@dataclass(frozen=True)
class NewEntry:
    """One change as the editor sends it. `client` names the window, so that a repeated request is known again."""

    changes: ChangeSet
    kind: str
    anchor: int
    head: int
    client: str = ""


@dataclass(frozen=True)
class JournalBoot:
    """What an editor starts from: `base_text` at `base_seq`, and the entries to replay over it."""

    base_text: str
    base_seq: int
    entries: Sequence[JournalEntry]
    anchor: int
    head: int
    scroll_top: int

    @property
    def seq(self) -> int:
        """The number of the newest entry."""
        return self.entries[-1].seq if self.entries else self.base_seq

    @property
    def text(self) -> str:
        """The newest text."""
        text = self.base_text
        for entry in self.entries:
            text = apply(text, parse(json.loads(entry.changes)))
        return text


def as_editor_text(markdown: str) -> str:
    """The text as an editor holds it: every line end is a newline."""
    return markdown.replace("\r\n", "\n").replace("\r", "\n")


def append(
    post_id: uuid.UUID, base_seq: int, entries: Sequence[NewEntry], *, length: int, scroll_top: int | None = None
) -> int:
    """Append the entries after number `base_seq`; gives the number of the last. `length` is the text's afterwards.

    Entries that are here already, in this place and from the same window, are not appended twice: the window never
    saw the answer, or sent its last words once more while its page went away.

    Raises:
        NotFound: there is no such post.
        JournalGap: the newest entry is not `base_seq`.
        JournalMismatch: the changes do not fit the text, or do not lead to `length`.
    """
    seq, at = _end(post_id)
    held = _held(post_id, base_seq, entries) if base_seq < seq else 0
    if held and held == len(entries):
        return base_seq + held
    if base_seq + held != seq:
        raise JournalGap(seq=seq, text=current_text(post_id))
    rows = []
    for number, entry in enumerate(entries[held:], seq + 1):
        if entry.changes.length_before != at:
            raise JournalMismatch(seq=seq, text=current_text(post_id))
        at = entry.changes.length_after
        rows.append(_row(post_id, number, entry))
    if at != length:
        raise JournalMismatch(seq=seq, text=current_text(post_id))
    if rows:
        db.session.connection().execute(_INSERT, rows)
        last = entries[-1]
        keep_place(post_id, last.anchor, last.head, scroll_top=scroll_top)
    return seq + len(rows)


def _held(post_id: uuid.UUID, base_seq: int, entries: Sequence[NewEntry]) -> int:
    """How many of the first entries stand after `base_seq` already, written by the same window."""
    here = select(JournalEntry.client, JournalEntry.changes).where(JournalEntry.post_id == post_id)
    rows = db.session.execute(
        here.where(JournalEntry.seq > base_seq).order_by(JournalEntry.seq).limit(len(entries))
    ).all()
    same = (
        bool(entry.client) and (row.client, row.changes) == (entry.client, entry.changes.to_json())
        for row, entry in zip(rows, entries, strict=False)
    )
    return sum(1 for _ in takewhile(bool, same))


def _row(post_id: uuid.UUID, seq: int, entry: NewEntry) -> dict[str, object]:
    return {
        "post_id": post_id,
        "seq": seq,
        "changes": entry.changes.to_json(),
        "kind": entry.kind[:40],
        "anchor": entry.anchor,
        "head": entry.head,
        "length_after": entry.changes.length_after,
        "client": entry.client[:36],
        "created_at": now(),
    }


def _end(post_id: uuid.UUID) -> tuple[int, int]:
    """The newest number and the text's length there; begins the journal of a post that has none."""
    row = db.session.connection().execute(_NEWEST, {"post_id": post_id}).first()
    if row is not None:
        return row.seq, row.length_after
    base = db.session.get(JournalBase, post_id) or _begin(post_id)
    return base.seq, utf16_length(base.text)


def _begin(post_id: uuid.UUID) -> JournalBase:
    post = db.session.get(Post, post_id)
    if post is None:
        raise NotFound("There is no such post.")
    base = JournalBase(post_id=post_id, seq=post.journal_seq, text=as_editor_text(post.markdown))
    db.session.add(base)
    db.session.flush()
    return base


def keep_place(post_id: uuid.UUID, anchor: int, head: int, *, scroll_top: int | None = None) -> None:
    """Remember where the author is in this post."""
    row = {"post_id": post_id, "anchor": anchor, "head": head, "opened_at": now(), "scroll_top": scroll_top or 0}
    db.session.connection().execute(_PUT_PLACE if scroll_top is None else _PUT_PLACE_AND_SCROLL, row)


def note_opened(post_id: uuid.UUID) -> None:
    """Remember that the author looked at this post last; the place in it stays."""
    place = db.session.get(EditorPlace, post_id)
    keep_place(post_id, place.anchor if place else 0, place.head if place else 0)
    db.session.expire_all()


def boot(post_id: uuid.UUID) -> JournalBoot:
    """What an editor needs to go on where the author stopped.

    Raises:
        NotFound: there is no such post.
    """
    post = db.session.get(Post, post_id)
    if post is None:
        raise NotFound("There is no such post.")
    base = db.session.get(JournalBase, post_id)
    place = db.session.get(EditorPlace, post_id)
    entries = db.session.scalars(
        select(JournalEntry).where(JournalEntry.post_id == post_id).order_by(JournalEntry.seq)
    ).all()
    return JournalBoot(
        base_text=base.text if base else as_editor_text(post.markdown),
        base_seq=base.seq if base else post.journal_seq,
        entries=entries,
        anchor=place.anchor if place else 0,
        head=place.head if place else 0,
        scroll_top=place.scroll_top if place else 0,
    )


def unfolded(post: Post) -> Sequence[JournalEntry]:
    """The entries that the post's Markdown does not include yet."""
    query = select(JournalEntry).where(JournalEntry.post_id == post.id, JournalEntry.seq > post.journal_seq)
    return db.session.scalars(query.order_by(JournalEntry.seq)).all()


def folded_text(post: Post, entries: Sequence[JournalEntry]) -> str:
    """The post's Markdown with these entries applied."""
    text = as_editor_text(post.markdown) if entries else post.markdown
    for entry in entries:
        text = apply(text, parse(json.loads(entry.changes)))
    return text


def current_text(post_id: uuid.UUID) -> str:
    """The newest text of a post, as an editor holds it.

    Raises:
        NotFound: there is no such post.
    """
    post = db.session.get(Post, post_id)
    if post is None:
        raise NotFound("There is no such post.")
    return as_editor_text(folded_text(post, unfolded(post)))


def record_outside_change(post: Post, markdown: str) -> None:
    """Tell the journal that the text is being set by something else than its editor, so that undo reaches it too."""
    if db.session.get(JournalBase, post.id) is None:
        return
    seq, _length = _end(post.id)
    changes = replacement(current_text(post.id), as_editor_text(markdown))
    db.session.execute(insert(JournalEntry), [_row(post.id, seq + 1, NewEntry(changes, "outside", 0, 0))])
    post.journal_seq = seq + 1


def trim(post: Post) -> None:
    """Move the base forward when more than MAX_ENTRIES have gathered; KEPT_ENTRIES stay."""
    count = db.session.scalar(select(func.count()).where(JournalEntry.post_id == post.id)) or 0
    if count <= MAX_ENTRIES:
        return
    whole = boot(post.id)
    gone = whole.entries[: len(whole.entries) - KEPT_ENTRIES]
    text = JournalBoot(whole.base_text, whole.base_seq, gone, 0, 0, 0).text
    cut = gone[-1].seq
    db.session.execute(update(JournalBase).where(JournalBase.post_id == post.id).values(seq=cut, text=text))
    db.session.execute(delete(JournalEntry).where(JournalEntry.post_id == post.id, JournalEntry.seq <= cut))
