"""The words as they are typed."""

import time
import uuid

from flask import Response, current_app
from flask.typing import ResponseReturnValue
from pydantic import BaseModel, ConfigDict, Field

from blogdesk.content.changesets import parse
from blogdesk.core.clock import now, rfc3339
from blogdesk.core.transactions import transaction
from blogdesk.posts import autosave, journal
from blogdesk.posts.models import Post
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_body
from blogdesk.studio.problems import problem
from blogdesk.studio.writing import open_for_writing

# Between two foldings of one post: the list and the counts may lag this far behind the keys.
FOLD_EVERY_S = 5.0
_FOLDED = "blogdesk.studio.folded"


class Entry(BaseModel):
    """One change of the text; `selection` is the place after it, in UTF-16 units."""

    model_config = ConfigDict(extra="ignore")
    changes: list[int | list[int | str]]
    kind: str = Field(default="", max_length=200)
    selection: tuple[int, int] = (0, 0)


class Batch(BaseModel):
    """What a window (`client`) sends: the changes since `base_seq`, and the length of the text after them."""

    model_config = ConfigDict(extra="ignore")
    client: str = Field(default="", max_length=36)
    base_seq: int = Field(ge=0)
    entries: list[Entry] = Field(max_length=10_000)
    length: int = Field(ge=0)
    scroll_top: int = Field(default=0, ge=0)


@bp.post("/posts/<uuid:post_id>/journal")
def append_journal(post_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what was typed. Answered when it is on disk."""
    batch = read_body(Batch)
    entries = [
        journal.NewEntry(parse(entry.changes), entry.kind, entry.selection[0], entry.selection[1], batch.client)
        for entry in batch.entries
    ]
    try:
        with transaction():
            post = open_for_writing(post_id)
            seq = journal.append(post_id, batch.base_seq, entries, length=batch.length, scroll_top=batch.scroll_top)
            _fold_now_and_then(post)
            words = post.word_count
    except journal.JournalGap as gap:
        return _gap(gap)
    return {"seq": seq, "saved_at": rfc3339(now()), "words": words}


def _gap(gap: journal.JournalGap) -> Response:
    answer = problem(gap, text=gap.text, seq=gap.seq)
    if isinstance(gap, journal.JournalMismatch):
        answer.status_code = 422
    return answer


def _fold_now_and_then(post: Post) -> None:
    folded: dict[uuid.UUID, float] = current_app.extensions.setdefault(_FOLDED, {})
    if time.monotonic() - folded.get(post.id, 0.0) > FOLD_EVERY_S:
        folded[post.id] = time.monotonic()
        autosave.fold(post)
