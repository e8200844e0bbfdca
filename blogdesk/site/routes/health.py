"""For whoever watches the server: is the process alive, does its database answer."""

import logging

from flask import Response

from blogdesk.core.database import DatabaseFailure
from blogdesk.posts.public import public_version
from blogdesk.site.blueprint import plain

log = logging.getLogger(__name__)


@plain.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _plain("ok\n", 200)


@plain.get("/readyz")
def readyz() -> Response:
    """The database answers, and has our tables."""
    try:
        public_version()
    except DatabaseFailure:
        log.exception("the database does not answer")
        return _plain("the database does not answer\n", 503)
    return _plain("ready\n", 200)


def _plain(text: str, status: int) -> Response:
    return Response(text, status, mimetype="text/plain", headers={"Cache-Control": "no-store"})
