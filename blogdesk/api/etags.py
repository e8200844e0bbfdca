"""Preconditions (RFC 9110 section 13): a revision as a strong ETag, and what a request asks of it."""

import re
from dataclasses import dataclass

from flask import g, request

from blogdesk.api.problems import Refused
from blogdesk.core.changes import get_instance

# A cache may weaken an ETag, and some servers add the coding they compressed with.
_OURS = re.compile(r'(?:W/)?"([0-9a-f]{8})-([1-9]\d{0,9})(?:[-;](?:gzip|br|zstd|deflate))?"')
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


@dataclass(frozen=True)
class Wanted:
    """What the client bases its write on: nothing yet (`new`), anything there is (`any`), or one of these revisions."""

    new: bool = False
    any: bool = False
    revs: frozenset[int] = frozenset()

    def fits(self, rev: int) -> bool:
        """Whether a thing at this revision is what the client has."""
        return self.any or rev in self.revs


def instance_names() -> tuple[str, str]:
    """The instance's id and the epoch of its database, asked once a request."""
    if "instance_names" not in g:
        instance = get_instance()
        g.instance_names = (str(instance.instance_id), instance.epoch)
    names: tuple[str, str] = g.instance_names
    return names


def etag_of(rev: int) -> str:
    """The ETag of a revision in this database; after a restore no old one fits by chance."""
    return f'"{instance_names()[1]}-{rev}"'


def _revs_in(header: str) -> frozenset[int] | None:
    """The revisions of this database that a list of ETags names; None when it is no such list."""
    tags = [part.strip() for part in header.split(",")]
    if not all(_TAG.fullmatch(tag) for tag in tags):
        return None
    epoch = instance_names()[1]
    return frozenset(int(found[2]) for tag in tags if (found := _OURS.fullmatch(tag)) and found[1] == epoch)


def wanted_by_request() -> Wanted:
    """The precondition of a write.

    Raises:
        Refused: 428 without one (RFC 6585 section 3), 400 for one that is no ETag.
    """
    match, none_match = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if match:
        revs = frozenset() if match.strip() == "*" else _revs_in(match)
        if revs is None:
            raise Refused(400, "bad-precondition", "If-Match holds something else than ETags.")
        return Wanted(any=match.strip() == "*", revs=revs)
    if none_match:
        if none_match.strip() != "*":
            raise Refused(
                400, "bad-precondition", "Of If-None-Match, a write takes only “*”: create, if there is none."
            )
        return Wanted(new=True)
    raise Refused(
        428,
        "precondition-required",
        "A write says what it is based on.",
        next_step="Nothing was changed. Send If-Match with the ETag you read, or If-None-Match: * to create.",
    )


def client_has(rev: int) -> bool:
    """Whether a conditional GET names the revision that stands: then 304 says so."""
    header = request.headers.get("If-None-Match")
    if header is None:
        return False
    return header.strip() == "*" or rev in (_revs_in(header) or frozenset())
