"""How a post stands towards its readers, in plain words. Pure: from facts to a key, a label and a next step."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

StateKey = Literal["draft", "changed", "scheduled", "live", "needs_you", "sending", "waiting"]


@dataclass(frozen=True)
class Facts:
    """What is known of a post at one destination.

    `status` is the post's own; `base_status` what the destination has ("" when nothing). `dirty`: they differ.
    `problem` is empty, conflict, blocked, deleted or auth_needed, and `why` and `what_next` its words. `done` of
    `total` parts (pictures, then the post) are through. Moments are aware.
    """

    status: str
    base_status: str = ""
    dirty: bool = False
    destination: str = ""
    in_flight: bool = False
    attempts: int = 0
    unreachable: bool = False
    paused: bool = False
    problem: str = ""
    why: str = ""
    what_next: str = ""
    done: int = 0
    total: int = 0
    retry_at: datetime | None = None
    goes_live_at: datetime | None = None
    checked_at: datetime | None = None
    findings: tuple[str, ...] = ()
    zone: tzinfo | None = None


@dataclass(frozen=True)
class SendState:
    """What to show: `label` is the state line, `detail` why, `next_step` what the author can do."""

    key: StateKey
    label: str
    detail: str = ""
    next_step: str = ""
    progress: tuple[int, int] | None = None


def state_of(facts: Facts) -> SendState:
    """The state of a post at a destination, the most pressing first."""
    if facts.problem:
        return _needs_you(facts)
    if facts.in_flight:
        return _under_way(facts)
    if facts.base_status in {"", "draft", "archived"}:
        return SendState("draft", "Saved on this computer")
    if facts.dirty:
        return SendState("changed", "Changes not live", next_step="Update to show them to readers.")
    if facts.base_status == "scheduled":
        return SendState("scheduled", f"Goes live {_moment(facts, facts.goes_live_at)}")
    return _live(facts)


_NEEDS = {
    "conflict": "Needs you: two versions",
    "deleted": "Needs you: deleted on the blog",
    "auth_needed": "Needs you: approve the connection again",
    "blocked": "Needs you: the blog did not take it",
}


def _needs_you(facts: Facts) -> SendState:
    return SendState("needs_you", _NEEDS[facts.problem], facts.why, facts.what_next)


def _under_way(facts: Facts) -> SendState:
    progress = (facts.done, facts.total)
    if facts.paused:
        return SendState("waiting", "Waiting: sending is paused", next_step="Go on with sending.", progress=progress)
    if facts.unreachable:
        detail = facts.why or f"{facts.destination} cannot be reached."
        step = "It is sent by itself as soon as the network is back."
        return SendState("waiting", "Waiting for the network", detail, step, progress)
    if facts.retry_at is not None:
        label = f"Waiting until {_clock(facts, facts.retry_at)}"
        return SendState("waiting", label, facts.why, "It goes on by itself.", progress)
    part = f" {min(facts.done + 1, facts.total)} of {facts.total}" if facts.total > 1 else "…"
    return SendState("sending", f"Sending{part}", progress=progress)


def _live(facts: Facts) -> SendState:
    if facts.findings:
        return SendState("live", "Live, but look at the page", " ".join(facts.findings), "Open the page and check it.")
    if facts.checked_at is None:
        return SendState("live", "Live")
    return SendState("live", f"Live and checked {_clock(facts, facts.checked_at)}")


def _clock(facts: Facts, moment: datetime) -> str:
    return f"{moment.astimezone(facts.zone):%H:%M}"


def _moment(facts: Facts, moment: datetime | None) -> str:
    return f"{moment.astimezone(facts.zone):%a %d %b %H:%M}" if moment else "later"
