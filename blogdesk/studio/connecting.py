"""Connecting a blog while its author is away in the browser: what was begun, and how it ended.

Kept in memory: an approval that the app does not live to see is begun again.
"""

import platform
import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Flask, current_app
from flask_babel import gettext as _

from blogdesk.core.http import impatient_client, shared_client
from blogdesk.core.instance import current_secrets
from blogdesk.core.transactions import transaction
from blogdesk.errors import BlogDeskError, NotFound
from blogdesk.publishing import connect
from blogdesk.publishing.blogdesk_api.discovery import discover
from blogdesk.publishing.connect import Approval, ConnectDoor
from blogdesk.publishing.service import keep_destination, secret_name_of
from blogdesk.sync.service import resume

DOOR = "blogdesk.redirects"
_CONNECTING = "blogdesk.studio.connecting"


@dataclass(frozen=True)
class Attempt:
    """One approval: waiting, connected or failed, with words for the author."""

    id: str
    name: str
    authorize_url: str
    state: str = "waiting"
    message: str = ""
    next_step: str = ""


class Attempts:
    """The approvals of this run. Safe to use from many threads."""

    def __init__(self) -> None:
        self._attempts: dict[str, Attempt] = {}
        self._lock = threading.Lock()

    def put(self, attempt: Attempt) -> None:
        """Begin one, or say how it stands now."""
        with self._lock:
            self._attempts[attempt.id] = attempt

    def get(self, attempt_id: str) -> Attempt:
        """How it stands.

        Raises:
            NotFound: this run of the app began none of this id.
        """
        with self._lock:
            found = self._attempts.get(attempt_id)
        if found is None:
            raise NotFound(_("This connection was begun before the app was started."), next_step=_("Begin it again."))
        return found


def door() -> ConnectDoor | None:
    """Where the browser comes back to, when this face has such a place."""
    found: ConnectDoor | None = current_app.extensions.get(DOOR)
    return found


def attempts() -> Attempts:
    """The approvals of this app."""
    found: Attempts = current_app.extensions.setdefault(_CONNECTING, Attempts())
    return found


def begin(address: str) -> Attempt:
    """Find the blog at this address and begin the approval. Takes up to three seconds.

    Raises:
        InvalidInput, OutsideFailure: what is there instead of a blog.
        NotFound: this instance connects no blogs.
    """
    way_back = door()
    if way_back is None:
        raise NotFound(_("Blogs are connected from the app on your computer."))
    blog = discover(address, impatient_client())
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    attempt_id = uuid.uuid4().hex
    begun: list[Approval] = []
    redirect_uri = way_back.expect(lambda query: _came_back(app, attempt_id, begun[0], query))
    begun.append(connect.start(blog, redirect_uri, app_name=_("BlogDesk on %(computer)s", computer=platform.node())))
    attempt = Attempt(attempt_id, blog.name, begun[0].authorize_url)
    attempts().put(attempt)
    return attempt


def _came_back(app: Flask, attempt_id: str, approval: Approval, query: Mapping[str, str]) -> None:
    """The browser came back: fetch the token, keep it, add the blog. An error is told here and on its page."""
    with app.app_context():
        attempt = attempts().get(attempt_id)
        try:
            _finish(approval, query)
        except BlogDeskError as error:
            attempts().put(replace(attempt, state="failed", message=error.message, next_step=error.next_step))
            raise
        attempts().put(replace(attempt, state="connected"))


def _finish(approval: Approval, query: Mapping[str, str]) -> None:
    token = connect.exchange(approval, connect.code_in(approval, query), shared_client())
    current_secrets().set(secret_name_of(approval.blog), token)
    with transaction():
        resume(keep_destination(approval.blog))
