"""Telling higher floors what happened. Published in a transaction, delivered after its commit.

An event is a frozen dataclass of the domain that publishes it. Handlers are registered on the app, so that
building ten apps leaves no handler behind. A handler runs outside the transaction: one that writes opens its own.
"""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app

from blogdesk.core.database import db

log = logging.getLogger(__name__)
_EXTENSION = "blogdesk.events"
_PENDING = "blogdesk.pending_events"


def register(app: Flask, kind: type[Any], handler: Callable[[Any], None]) -> None:
    """Have `handler` called with each event of exactly this kind, after commit, in order of registration."""
    handlers = app.extensions.setdefault(_EXTENSION, defaultdict(list))
    handlers[kind].append(handler)


def publish(event: object) -> None:
    """Keep the event until the running transaction commits; a rollback drops it."""
    db.session.info.setdefault(_PENDING, []).append(event)


def take_pending() -> list[object]:
    """The events of the transaction that is ending; empties the list."""
    pending: list[object] = db.session.info.pop(_PENDING, [])
    return pending


def deliver(events: list[object]) -> None:
    """Call the handlers. A handler that fails is logged and keeps no other from running: the data is committed."""
    handlers = current_app.extensions.get(_EXTENSION, {})
    for event in events:
        for handler in handlers.get(type(event), ()):
            try:
                handler(event)
            except Exception:
                log.exception("handler %r failed on %r", handler, event)
