import uuid

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blogdesk.content.changesets import parse, replacement, utf16_length
from blogdesk.core.database import db
from blogdesk.core.ids import uuid7
from blogdesk.core.transactions import transaction
from blogdesk.posts import autosave, journal, service
from blogdesk.posts.fields import PostFields
from blogdesk.posts.journal import JournalGap, JournalMismatch, NewEntry
from blogdesk.posts.models import Post


def write(post_id: uuid.UUID, base_seq: int, old: str, new: str) -> int:
    entry = NewEntry(replacement(old, new), "input.type", 0, utf16_length(new))
    with transaction():
        autosave.ensure_post(post_id)
        return journal.append(post_id, base_seq, [entry], length=utf16_length(new), scroll_top=7)


def post_of(post_id: uuid.UUID) -> Post:
    return service.get_post(post_id)


def test_the_first_keystroke_makes_the_post(app: Flask) -> None:
    post_id = uuid7()
    assert write(post_id, 0, "", "H") == 1
    assert journal.current_text(post_id) == "H"
    assert post_of(post_id).status == "draft"


def test_text_caret_scroll_and_every_step_come_back(app: Flask) -> None:
    post_id = uuid7()
    seq, text = 0, ""
    for new in ("He", "Hello", "Hello 😀", "Hello 😀!"):
        seq, text = write(post_id, seq, text, new), new
    again = journal.boot(post_id)
    assert (again.base_text, again.base_seq, len(again.entries), again.text) == ("", 0, 4, "Hello 😀!")
    assert (again.head, again.scroll_top) == (9, 7)


def test_folding_keeps_the_history_and_changes_the_post(app: Flask) -> None:
    post_id = uuid7()
    write(post_id, 0, "", "one")
    with transaction():
        assert autosave.fold_pending() == 1
    write(post_id, 1, "one", "one two")
    with transaction():
        autosave.fold(post_of(post_id))
        assert autosave.fold_pending() == 0
    assert post_of(post_id).markdown == "one two"
    assert post_of(post_id).word_count == 2
    assert len(journal.boot(post_id).entries) == 2


def test_a_second_window_is_told_the_newest_text(app: Flask) -> None:
    post_id = uuid7()
    write(post_id, 0, "", "one")
    with pytest.raises(JournalGap) as caught:
        write(post_id, 0, "", "two")
    assert (caught.value.seq, caught.value.text) == (1, "one")


def typed(letters: str, client: str, *, before: int = 0) -> list[NewEntry]:
    """One entry a letter, at the end of a text of `before` units."""
    return [
        NewEntry(parse([*([before + at] if before + at else []), [0, letter]]), "input.type", 0, 0, client)
        for at, letter in enumerate(letters)
    ]


def send(post_id: uuid.UUID, base_seq: int, entries: list[NewEntry], length: int) -> int:
    with transaction():
        autosave.ensure_post(post_id)
        return journal.append(post_id, base_seq, entries, length=length)


def test_a_request_that_is_repeated_is_kept_once(app: Flask) -> None:
    post_id = uuid7()
    assert [send(post_id, 0, typed("abc", "window"), 3) for _ in range(2)] == [3, 3]
    assert journal.current_text(post_id) == "abc"


def test_a_repeated_request_is_known_also_when_another_window_wrote_after_it(app: Flask) -> None:
    post_id = uuid7()
    send(post_id, 0, typed("ab", "window"), 2)
    send(post_id, 2, typed("!", "other", before=2), 3)
    assert send(post_id, 0, typed("ab", "window"), 2) == 2
    assert journal.current_text(post_id) == "ab!"


def test_of_a_request_that_overlaps_only_the_new_part_is_kept(app: Flask) -> None:
    post_id = uuid7()
    send(post_id, 0, typed("ab", "window"), 2)
    assert send(post_id, 0, typed("abcd", "window"), 4) == 4
    assert send(post_id, 0, typed("ab", "window"), 2) == 2
    assert journal.current_text(post_id) == "abcd"


def test_equal_letters_of_two_windows_are_two(app: Flask) -> None:
    post_id = uuid7()
    send(post_id, 0, typed("a", "window"), 1)
    with pytest.raises(JournalGap):
        send(post_id, 0, typed("a", "other"), 1)


def test_changes_that_do_not_fit_are_refused_and_leave_nothing(app: Flask) -> None:
    post_id = uuid7()
    write(post_id, 0, "", "one")
    for changes, length in ((parse([2, [0, "x"]]), 3), (parse([3, [0, "x"]]), 9)):
        with pytest.raises(JournalMismatch), transaction():
            journal.append(post_id, 1, [NewEntry(changes, "", 0, 0)], length=length)
    assert journal.boot(post_id).seq == 1


def test_a_change_from_outside_is_an_entry_too(app: Flask) -> None:
    post_id = uuid7()
    write(post_id, 0, "", "mine")
    with transaction():
        autosave.fold_pending()
        service.update_post(post_of(post_id), PostFields(markdown="mine and theirs"))
    assert journal.boot(post_id).text == "mine and theirs"
    with pytest.raises(JournalGap):
        write(post_id, 1, "mine", "mine!")
    write(post_id, 2, "mine and theirs", "all")
    with transaction():
        autosave.fold_pending()
    assert post_of(post_id).markdown == "all"


def test_opening_a_text_with_foreign_line_ends_changes_no_byte_of_it(app: Flask) -> None:
    with transaction():
        post = service.create_post(PostFields(title="T", markdown="a\r\nb\rc\n"), reason="import")
    assert journal.boot(post.id).base_text == "a\nb\nc\n"
    with transaction():
        autosave.fold_pending()
    assert post.markdown == "a\r\nb\rc\n"


def test_old_entries_make_room_and_the_text_stays(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MAX_ENTRIES", 10)
    monkeypatch.setattr(journal, "KEPT_ENTRIES", 4)
    post_id, text = uuid7(), ""
    for n in range(12):
        write(post_id, n, text, text + str(n))
        text += str(n)
    with transaction():
        autosave.fold_pending()
    again = journal.boot(post_id)
    assert (len(again.entries), again.base_seq, again.text) == (4, 8, text)
    write(post_id, 12, text, text + "!")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(alphabet="ab\n😀", max_size=8), min_size=1, max_size=8), st.sets(st.integers(0, 7)))
def test_any_row_of_texts_is_kept_whenever_it_is_folded(app: Flask, texts: list[str], folds: set[int]) -> None:
    post_id, old = uuid7(), ""
    for number, new in enumerate(texts):
        write(post_id, number, old, new)
        old = new
        if number in folds:
            with transaction():
                autosave.fold_pending()
    with transaction():
        autosave.fold_pending()
    db.session.expire_all()
    assert post_of(post_id).markdown == journal.boot(post_id).text == texts[-1]
