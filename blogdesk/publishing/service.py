"""The destinations of this instance: adding, finding, pausing, removing. Flushes, never commits.

A token is kept by the secret store under the row's `secret_name`, outside of any transaction, and never here.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.http import host_of
from blogdesk.core.ids import uuid7
from blogdesk.errors import Conflict, FieldFault, InvalidInput, NotFound
from blogdesk.publishing.blogdesk_api.discovery import FoundBlog
from blogdesk.publishing.models import Destination
from blogdesk.wire.shapes import to_json

READY, NEEDS_APPROVAL, UNREACHABLE = "ready", "auth_needed", "unreachable"


def list_destinations() -> Sequence[Destination]:
    """Every destination, the first one connected first."""
    return db.session.scalars(select(Destination).order_by(Destination.created_at, Destination.id)).all()


def find_destination(name: str) -> Destination | None:
    """The destination of this name, id, host or address."""
    for row in list_destinations():
        if name in {row.name, str(row.id), row.url, host_of(row.url)}:
            return row
    return None


def get_destination(destination_id: uuid.UUID) -> Destination:
    """The destination of this id.

    Raises:
        NotFound: there is none.
    """
    row = db.session.get(Destination, destination_id)
    if row is None:
        raise NotFound("This blog is no longer connected.")
    return row


def choose_destination(name: str | None = None) -> Destination:
    """The destination that is meant: the named one, else the only one.

    Raises:
        NotFound: there is none, or none of this name.
        InvalidInput: there are several, and no name.
    """
    rows = list_destinations()
    if not rows:
        raise NotFound("No blog is connected yet.", next_step="Connect one: blogdesk connect URL")
    if name is None and len(rows) == 1:
        return rows[0]
    names = ", ".join(row.name for row in rows)
    if name is None:
        raise InvalidInput([FieldFault("to", f"is one of the connected blogs: {names}")])
    found = find_destination(name)
    if found is None:
        raise NotFound(f"No connected blog is called {name}.", next_step=f"Connected are: {names}")
    return found


def secret_name_of(found: FoundBlog) -> str:
    """Under what name the secret store keeps the token for this blog."""
    return f"{found.url}|{found.instance_id}"


def keep_destination(found: FoundBlog, *, name: str = "", allow_insecure: bool = False) -> Destination:
    """Add the blog, or, when it is connected already, renew what is known of it. Flushes.

    Raises:
        Conflict: another blog is connected under this name.
    """
    known = select(Destination).where(Destination.remote_instance_id == found.instance_id)
    row = db.session.scalars(known).one_or_none()
    if row is None:
        row = Destination(id=uuid7(), name=_free_name(name or found.name or host_of(found.url), own=bool(name)))
        row.remote_instance_id = found.instance_id
        db.session.add(row)
    elif name and name != row.name:
        row.name = _free_name(name, own=True)
    info = to_json(found.info)
    row.features = {key: info[key] for key in ("features", "limits", "epoch", "version")}
    row.features["allow_insecure"] = allow_insecure
    row.url, row.secret_name = found.url, secret_name_of(found)
    row.state, row.last_error, row.last_contact_at = READY, "", now()
    db.session.flush()
    return row


def _free_name(wanted: str, *, own: bool) -> str:
    taken = {row.name for row in list_destinations()}
    if wanted not in taken:
        return wanted
    if own:
        raise Conflict(f"Another blog is connected as {wanted}.", next_step="Nothing was changed. Choose another name.")
    return next(name for number in range(2, 1000) if (name := f"{wanted} {number}") not in taken)


def remove_destination(row: Destination) -> str:
    """Forget the blog and what was sent to it; posts stay here and there. Gives the secret's name. Flushes."""
    secret_name = row.secret_name
    db.session.delete(row)
    db.session.flush()
    return secret_name


def note_contact(row: Destination, *, state: str = READY, error: str = "") -> None:
    """Keep how the last contact went; nothing is written when nothing is new. Flushes."""
    if row.state == state and row.last_error == error and state == READY:
        return
    row.state, row.last_error = state, error
    if state == READY:
        row.last_contact_at = now()
    db.session.flush()


def pause_destination(row: Destination, *, paused: bool) -> None:
    """Keep back, or go on with, everything that waits for this blog. Flushes."""
    row.paused = paused
    db.session.flush()
