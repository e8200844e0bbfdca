from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogdesk.sync.comparing import changed_fields, same
from blogdesk.sync.planner import Known, Plan, PlanKind, Wanted, is_dirty, plan

LOCAL = {"title": "A walk", "markdown": "Along the coast.", "status": "published", "tags": ["Sea"]}
OLDER = {**LOCAL, "markdown": "Along the cost."}
THEIRS = {**LOCAL, "markdown": "Along the cliffs."}


@pytest.mark.parametrize(
    ("known", "wanted", "expected"),
    [
        (Known(LOCAL), "published", Plan("create")),
        (Known(LOCAL), "none", Plan("nothing")),
        (Known(LOCAL), "draft", Plan("nothing")),
        (Known(LOCAL), "deleted", Plan("nothing")),
        (Known(LOCAL, LOCAL, "e1"), "published", Plan("nothing")),
        (Known(LOCAL, OLDER, "e1"), "published", Plan("update", "e1")),
        (Known(LOCAL, OLDER, "e1"), "none", Plan("nothing")),
        (Known(LOCAL, OLDER, "e1"), "draft", Plan("unpublish", "e1")),
        (Known(LOCAL, {**OLDER, "status": "draft"}, "e1"), "draft", Plan("nothing")),
        (Known(LOCAL, OLDER, "e1"), "deleted", Plan("delete", "e1")),
        (Known(LOCAL, OLDER, "e2", THEIRS), "published", Plan("conflict")),
        (Known(LOCAL, OLDER, "e2", THEIRS), "deleted", Plan("conflict")),
        (Known(LOCAL, OLDER, "e2", LOCAL), "published", Plan("nothing")),
        (Known(LOCAL, OLDER, "e2", OLDER), "published", Plan("update", "e2")),
        (Known(LOCAL, OLDER, "e9", remote_deleted=True), "published", Plan("update", "e9")),
        (Known(LOCAL, OLDER, "e9", remote_deleted=True), "deleted", Plan("nothing")),
    ],
)
def test_the_next_step_follows_from_what_is_known(known: Known, wanted: Wanted, expected: Plan) -> None:
    assert plan(known, wanted) == expected


def test_tags_that_differ_only_in_case_are_the_same_tag() -> None:
    assert same({"tags": ["rust"]}, {"tags": ["Rust"]})
    assert not same({"tags": ["rust", "sea"]}, {"tags": ["sea", "rust"]})


def test_what_the_server_derives_makes_nothing_differ() -> None:
    theirs = {**LOCAL, "rev": 7, "views": 12, "html": "<p>", "updated_at": "2026-01-01T00:00:00Z"}
    assert same(LOCAL, theirs)
    assert changed_fields(OLDER, theirs) == ("markdown",)


snapshots = st.fixed_dictionaries(
    {
        "title": st.sampled_from("ab"),
        "status": st.sampled_from(["draft", "published"]),
        "markdown": st.sampled_from("xy"),
    }
)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Known, Wanted]:
    known = Known(
        draw(snapshots),
        draw(st.none() | snapshots),
        draw(st.sampled_from(["", "e1"])),
        draw(st.none() | snapshots),
        draw(st.booleans()),
    )
    return known, draw(st.sampled_from(get_args(Wanted)))


@given(situations())
def test_whatever_is_known_a_step_never_overwrites_what_was_not_seen(situation: tuple[Known, Wanted]) -> None:
    known, wanted = situation
    step = plan(known, wanted)
    assert step.kind in get_args(PlanKind)
    if step.kind in {"update", "unpublish", "delete"}:
        assert step.if_match == known.etag
        assert known.remote is None or same(known.remote, known.base) or known.remote_deleted
    if step.kind == "create":
        assert known.base is None or known.remote_deleted


@given(situations())
def test_after_a_step_was_carried_out_there_is_nothing_left_to_do(situation: tuple[Known, Wanted]) -> None:
    known, wanted = situation
    done: dict[str, Known] = {
        "create": Known(known.local, known.local, "e2"),
        "update": Known(known.local, known.local, "e2"),
        "unpublish": Known(known.local, {**(known.base or {}), "status": "draft"}, "e2"),
        "delete": Known(known.local, known.base, "e2", remote_deleted=True),
    }
    step = plan(known, wanted)
    if step.kind in done:
        assert plan(done[step.kind], wanted).kind == "nothing"


def test_a_post_is_dirty_exactly_when_it_differs_from_what_was_agreed() -> None:
    facts: list[tuple[Any, bool]] = [(None, True), (OLDER, True), (LOCAL, False)]
    assert [is_dirty(Known(LOCAL, base)) for base, _ in facts] == [dirty for _, dirty in facts]
