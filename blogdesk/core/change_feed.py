"""Reading the change feed: pages in commit order, and cursors that notice when the database is another one."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from blogdesk.core.changes import Change, get_instance
from blogdesk.core.database import db
from blogdesk.core.pagination import decode_cursor, encode_cursor


@dataclass(frozen=True)
class FeedPage:
    """Some changes, the latest of each object on this page; `cursor` goes on after them."""

    changes: Sequence[Change]
    cursor: str
    has_more: bool


def read_feed(cursor: str | None, *, limit: int, types: Sequence[str] = ()) -> FeedPage | None:
    """The changes after `cursor` (None: from the start); None when the cursor is not of this database's history.

    Raises:
        InvalidInput: the cursor is none.

    A cursor names its epoch, its number and the id of the change it stands at: after a restore from a backup the
    number alone would look right.
    """
    place = _place_of(cursor) if cursor else (0, "")
    if place is None:
        return None
    query = select(Change).where(Change.seq > place[0]).order_by(Change.seq)
    if types:
        query = query.where(Change.type.in_(types))
    rows = db.session.scalars(query.limit(limit + 1)).all()
    page = rows[:limit]
    end = (page[-1].seq, str(page[-1].change_id)) if page else place
    latest = {(row.type, row.object_id): row for row in page}
    return FeedPage(
        sorted(latest.values(), key=lambda row: row.seq), encode_cursor(get_instance().epoch, *end), len(rows) > limit
    )


def _place_of(cursor: str) -> tuple[int, str] | None:
    epoch, number, change_id = decode_cursor(cursor, str, int, str)
    seq = int(number)
    if epoch != get_instance().epoch or not 0 <= seq < 2**31:
        return None
    there = db.session.scalar(select(Change.change_id).where(Change.seq == seq))
    return (seq, str(change_id)) if str(there or "") == change_id else None
