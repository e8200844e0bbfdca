"""The difference of two texts, as a person reads it."""

from hypothesis import given
from hypothesis import strategies as st

from blogdesk.studio.differences import Piece, difference

TEXTS = st.text(alphabet="ab \n.é’", max_size=200)


def test_equal_texts_have_no_difference() -> None:
    assert difference("The same.", "The same.") == ()


def test_a_changed_word_is_removed_and_added_between_what_stayed() -> None:
    assert difference("The sea is wide.\n", "The sea is deep.\n") == (
        Piece("same", "The sea is "),
        Piece("removed", "wide"),
        Piece("added", "deep"),
        Piece("same", ".\n"),
    )


def test_two_changed_words_side_by_side_are_one_change() -> None:
    pieces = difference("a wide sea today", "a deep lake today")
    assert [piece.kind for piece in pieces] == ["same", "removed", "added", "same"]


def test_a_long_stretch_without_change_is_left_out() -> None:
    middle = "word " * 500
    kinds = [piece.kind for piece in difference(f"Old.\n\n{middle}", f"New.\n\n{middle}")]
    assert kinds == ["removed", "added", "same", "gap"]


@given(TEXTS, TEXTS)
def test_without_what_was_left_out_the_pieces_are_both_texts(old: str, new: str) -> None:
    pieces = difference(old, new)
    if pieces and all(piece.kind != "gap" for piece in pieces):
        assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
        assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


def test_a_rewritten_book_is_compared_at_once() -> None:
    old = "\n\n".join(f"Paragraph {number} of the old book, in some words." for number in range(3000))
    new = "\n\n".join(f"Sentence {number} of another book, quite other." for number in range(3000))
    assert difference(old, new)
