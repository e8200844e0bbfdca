"""What to do about one post at one destination.

Pure: a function of what was last agreed on, of both sides as they are known now, and of what the author asked for.
No clock, no disk, no network.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from blogdesk.sync.comparing import same

Snapshot = Mapping[str, Any]
Wanted = Literal["none", "published", "draft", "deleted"]
PlanKind = Literal["nothing", "create", "update", "unpublish", "delete", "conflict"]


@dataclass(frozen=True)
class Known:
    """What is known of a post: `base` at `etag` is the last state both sides agreed on, as the destination gave it.

    `remote` is what the destination was found to have instead, if anything; `remote_deleted` that it has a tombstone.
    """

    local: Snapshot
    base: Snapshot | None = None
    etag: str = ""
    remote: Snapshot | None = None
    remote_deleted: bool = False


@dataclass(frozen=True)
class Plan:
    """One step. `if_match` is the ETag the step is based on; empty: there must be nothing yet."""

    kind: PlanKind
    if_match: str = ""


NOTHING = Plan("nothing")


def plan(known: Known, wanted: Wanted) -> Plan:
    """The next step towards what is wanted; nothing when the destination has it already."""
    if wanted == "none":
        return NOTHING
    if known.remote_deleted:
        return _after_deletion(known, wanted)
    if known.remote is not None and not same(known.remote, known.base):
        return _against_a_newer_one(known, wanted)
    if known.base is None:
        return Plan("create") if wanted == "published" else NOTHING
    return _from_base(known, known.base, wanted)


def _after_deletion(known: Known, wanted: Wanted) -> Plan:
    """Deleted there: publishing brings it back on the ETag of the tombstone; anything else is done already."""
    if wanted != "published":
        return NOTHING
    return Plan("update", known.etag) if known.etag else Plan("create")


def _against_a_newer_one(known: Known, wanted: Wanted) -> Plan:
    """Somebody else wrote there. Only what is equal anyway needs no decision."""
    if wanted == "published" and same(known.local, known.remote):
        return NOTHING
    return Plan("conflict")


def _from_base(known: Known, base: Snapshot, wanted: Wanted) -> Plan:
    if wanted == "deleted":
        return Plan("delete", known.etag)
    if wanted == "draft":
        return NOTHING if base.get("status") == "draft" else Plan("unpublish", known.etag)
    return NOTHING if same(known.local, base) else Plan("update", known.etag)


def is_dirty(known: Known) -> bool:
    """Whether the author has changes that the destination does not. Never stored: always compared."""
    return known.base is None or not same(known.local, known.base)
