import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogdesk.content.changesets import apply, parse, replacement, utf16_length
from blogdesk.errors import InvalidInput

TEXT = st.text(alphabet="ab\n é😀🌊", max_size=40)


@given(TEXT, TEXT)
def test_a_replacement_leads_from_the_old_text_to_the_new_one(old: str, new: str) -> None:
    changes = replacement(old, new)
    assert apply(old, changes) == new
    assert (changes.length_before, changes.length_after) == (utf16_length(old), utf16_length(new))
    assert apply(old, parse(json.loads(changes.to_json()))) == new


def test_places_are_counted_in_utf16_units() -> None:
    assert apply("a😀b", parse([3, [1, "c"]])) == "a😀c"


def test_a_change_in_the_middle_keeps_what_is_around_it() -> None:
    assert apply("one two three", parse([4, [3, "2", "and"], 6])) == "one 2\nand three"


@pytest.mark.parametrize("value", [None, {}, [-1], ["x"], [[]], [[1, 2]], [[True]], [True], [1.5]])
def test_what_is_not_a_change_set_is_refused(value: object) -> None:
    with pytest.raises(InvalidInput):
        parse(value)


def test_a_change_set_for_another_text_is_refused() -> None:
    with pytest.raises(InvalidInput):
        apply("abc", parse([2, [0, "x"]]))
