"""The only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager

from blogdesk.core import changes, events
from blogdesk.core.database import WRITE_OPTION, db

_OPEN = "blogdesk.transaction"


@contextmanager
def transaction() -> Iterator[None]:
    """Commit at the end, roll back on an error; then deliver the events published inside.

    Ends a read that the session has open, so that what is read inside is read under the write lock.
    Transactions do not nest: only an edge (route, command, job) opens one.

    Raises:
        RuntimeError: the session is inside a transaction() or holds changes made outside one.
    """
    session = db.session()
    if session.info.get(_OPEN) or session.new or session.dirty or session.deleted:
        raise RuntimeError("transaction() is opened once, at the edge, before anything is changed")
    session.rollback()
    session.info[_OPEN] = True
    try:
        session.connection(execution_options={WRITE_OPTION: True})
        yield
        changes.write_pending()
        session.commit()
        happened = events.take_pending()
    except BaseException:
        session.rollback()
        events.take_pending()
        changes.drop_pending()
        raise
    finally:
        session.info.pop(_OPEN, None)
    events.deliver(happened)


def in_transaction() -> bool:
    """Whether the running code is inside `transaction()`."""
    return bool(db.session.info.get(_OPEN))
