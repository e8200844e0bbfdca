import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogdesk.content.textdiff import Change, diff_words


def sides(changes: tuple[Change, ...]) -> tuple[str, str]:
    old = "".join(change.text for change in changes if change.kind != "added")
    return old, "".join(change.text for change in changes if change.kind != "removed")


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_the_changes_lead_from_one_text_to_the_other(old: str, new: str) -> None:
    changes = diff_words(old, new)
    assert sides(changes) == (old, new)
    assert all(change.text for change in changes)
    assert all(before.kind != after.kind for before, after in pairwise(changes))


@given(st.text())
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert diff_words(text, text) == ((Change("same", text),) if text else ())


def test_a_changed_word_is_all_that_changes() -> None:
    old = "First.\n\nThe quick brown fox jumps.\n\nLast."
    assert diff_words(old, old.replace("brown", "red")) == (
        Change("same", "First.\n\nThe quick "),
        Change("removed", "brown"),
        Change("added", "red"),
        Change("same", " fox jumps.\n\nLast."),
    )


def test_a_changed_character_of_an_unspaced_script_is_all_that_changes() -> None:
    assert diff_words("日本語", "日英語") == (
        Change("same", "日"), Change("removed", "本"), Change("added", "英"), Change("same", "語"),
    )  # fmt: skip


def test_scattered_edits_of_a_long_text_are_each_found() -> None:
    words = [f"w{n % 700}" for n in range(10_000)]
    old = " ".join(words)
    for at in range(0, 10_000, 100):
        words[at] = "CHANGED"
    changes = diff_words(old, " ".join(words))
    assert sum(change.kind == "added" for change in changes) == 100


def _shuffled() -> str:
    words = ["the", "of", "a", "and\n"] * 5000
    random.Random(7).shuffle(words)
    return " ".join(words)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n" * 1900, "b\na\n" * 1000),
        ("a " * 50_000, "b " * 50_000),
        ("a b " * 20_000, "b a c " * 20_000),
        (_shuffled(), _shuffled()[::-1]),
        ("x" * 200_000, "y" * 200_000),
        ("\n".join(map(str, range(5000))), "\n".join(map(str, range(5000, 0, -1)))),
    ],
)
def test_no_pair_of_texts_is_slow(old: str, new: str) -> None:
    assert sides(diff_words(old, new)) == (old, new)
