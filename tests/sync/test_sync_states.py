from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from blogdesk.sync.states import Facts, state_of

LIVE = Facts("published", "published", destination="Salt", zone=ZoneInfo("Europe/Amsterdam"))
NOON = datetime(2026, 5, 4, 12, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("change", "key", "label"),
    [
        ({"base_status": ""}, "draft", "Saved on this computer"),
        ({"base_status": "draft", "dirty": True}, "draft", "Saved on this computer"),
        ({"dirty": True}, "changed", "Changes not live"),
        ({"base_status": "scheduled", "goes_live_at": NOON}, "scheduled", "Goes live Mon 04 May 14:02"),
        ({}, "live", "Live"),
        ({"checked_at": NOON}, "live", "Live and checked 14:02"),
        ({"checked_at": NOON, "findings": ("No feed.",)}, "live", "Live, but look at the page"),
        ({"in_flight": True, "done": 1, "total": 5}, "sending", "Sending 2 of 5"),
        ({"in_flight": True, "done": 0, "total": 1}, "sending", "Sending…"),
        ({"in_flight": True, "unreachable": True}, "waiting", "Waiting for the network"),
        ({"in_flight": True, "retry_at": NOON}, "waiting", "Waiting until 14:02"),
        ({"in_flight": True, "paused": True}, "waiting", "Waiting: sending is paused"),
        ({"problem": "conflict", "in_flight": True}, "needs_you", "Needs you: two versions"),
        ({"problem": "auth_needed"}, "needs_you", "Needs you: approve the connection again"),
    ],
)
def test_the_state_line_says_it_in_plain_words(change: dict[str, Any], key: str, label: str) -> None:
    state = state_of(replace(LIVE, **change))
    assert (state.key, state.label) == (key, label)


def test_whoever_waits_is_told_why_and_that_it_goes_on_by_itself() -> None:
    state = state_of(replace(LIVE, in_flight=True, unreachable=True, total=4, done=2))
    assert "Salt cannot be reached" in state.detail
    assert "by itself" in state.next_step
    assert state.progress == (2, 4)
