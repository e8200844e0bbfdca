"""A write that comes twice has the effect of one: the Idempotency-Key is kept on the version that the write made."""

import hashlib
import re

from flask import request

from blogdesk.api.caller import Caller
from blogdesk.api.endpoints import Answer
from blogdesk.api.etags import etag_of
from blogdesk.api.problems import Refused
from blogdesk.api.representations import show_as_of
from blogdesk.posts import service, versions
from blogdesk.posts.models import Revision
from blogdesk.posts.versions import Operation
from blogdesk.wire.posts import Tombstone

# The draft writes the key as a quoted string; both ways are one key.
_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,64})"?')


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    found = _KEY.fullmatch(key)
    if found is None:
        raise Refused(400, "bad-idempotency-key", "An Idempotency-Key has 1 to 64 visible ASCII characters.")
    return found[1]


def _request_hash() -> str:
    parts = (request.method.encode(), request.path.encode(), request.get_data(cache=True))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def operation(status: int) -> Operation | None:
    """What to keep with the version that this request is about to make, if it has a key."""
    key = _key()
    return None if key is None else Operation(key, _request_hash(), status)


def find_earlier_answer(caller: Caller) -> Answer | None:
    """The answer this very request got before, as of then; None when it was not carried out yet.

    Raises:
        Refused: 422, the key was used for another request.
    """
    key = _key()
    revision = versions.find_operation(key) if key is not None else None
    if revision is None:
        return None
    if revision.request_hash != _request_hash() or revision.actor_id != caller.user_id:
        raise Refused(
            422,
            "idempotency-key-reused",
            "This Idempotency-Key was used for another request.",
            next_step="Nothing was changed. Make a new key for a new write.",
        )
    return _answer_again(revision, caller)


def _answer_again(revision: Revision, caller: Caller) -> Answer:
    post = service.get_post(revision.post_id)
    status = revision.answer_status or 200
    headers = {"Idempotent-Replayed": "true"}
    if revision.reason == "delete":
        stone = Tombstone(id=post.id, rev=revision.rev, deleted_at=revision.created_at)
        return Answer(stone, status, etag_of(revision.rev), headers)
    return Answer(show_as_of(revision, post, caller), status, etag_of(revision.rev), headers)
