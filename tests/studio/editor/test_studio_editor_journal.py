"""The editor island in a real Chromium: what is typed is saved, comes back, and is never dropped."""

import pytest

from tests.fakes.editor_contract import ContractServer
from tests.studio.editor.driving import FAILED, SAVED, Open, saved, shown

pytestmark = pytest.mark.browser


def test_what_is_typed_reaches_the_server_and_the_page_says_so(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    page.keyboard.type("Rope, mostly.")
    saved(page)
    assert server.post.text == "Rope, mostly."
    assert "Saved on this computer" in page.inner_text("[data-editor-target=save]")


def test_each_batch_follows_the_one_before(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    page.keyboard.type("one two three four five six", delay=12)
    saved(page)
    bases = [batch["base_seq"] for batch in server.batches]
    sizes = [len(batch["entries"]) for batch in server.batches]
    assert bases == [sum(sizes[:at]) for at in range(len(sizes))]
    assert len(bases) > 1


def test_text_caret_and_undo_come_back_after_a_reload(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    page.keyboard.type("Rope")
    page.wait_for_timeout(600)  # the editor's pause after which an undo step begins
    page.keyboard.type(" and salt")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    saved(page)
    again = open_page()
    assert shown(again) == "Rope and sat"
    again.keyboard.type("L")
    assert shown(again) == "Rope and saLt"
    steps = []
    for _ in range(4):
        again.keyboard.press("Control+z")
        steps.append(shown(again))
    assert steps == ["Rope and sat", "Rope and salt", "Rope", ""]
    again.keyboard.press("Control+y")
    assert shown(again) == "Rope"
    saved(again)
    assert server.post.text == "Rope"


def test_redo_survives_a_reload(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    page.keyboard.type("Salt")
    page.keyboard.press("Control+z")
    saved(page)
    again = open_page()
    assert not shown(again)
    again.keyboard.press("Control+y")
    assert shown(again) == "Salt"


def test_a_page_that_dies_without_warning_has_lost_no_second(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    page.keyboard.type("Low water, looking north", delay=5)
    page.wait_for_timeout(500)
    page.close(run_before_unload=False)
    assert server.post.text == "Low water, looking north"


def test_leaving_the_page_at_once_saves_the_last_key(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    page.keyboard.type("The last word")
    page.goto("about:blank")
    page.wait_for_timeout(300)
    assert server.post.text == "The last word"


def test_a_server_that_fails_is_told_and_tried_again(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    server.faults.journal_status = 507
    page.keyboard.type("Kept")
    page.wait_for_selector(FAILED)
    assert page.inner_text("[data-editor-target=save]").startswith("Not saved yet: The disk is full.")
    page.keyboard.type(" here")
    server.faults.journal_status = 0
    page.wait_for_selector(SAVED)
    assert server.post.text == "Kept here"


def test_nothing_is_doubled_when_an_answer_is_lost(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    server.faults.drop_replies = 1
    page.keyboard.type("Once")
    page.wait_for_selector(SAVED)
    saved(page)
    assert server.post.text == "Once"
    assert shown(page) == "Once"


def test_what_another_computer_wrote_is_joined_with_what_is_typed_here(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "First.\n\nLast."
    page = open_page()
    page.keyboard.press("Control+End")
    server.post.write_behind("First, and a shoe.\n\nLast.")
    page.keyboard.type(" Mine.")
    saved(page)
    assert server.post.text == "First, and a shoe.\n\nLast. Mine."
    assert shown(page) == "First, and a shoe.\n\nLast. Mine."


def test_typed_words_stay_when_the_server_replaced_the_text_around_them(
    open_page: Open, server: ContractServer
) -> None:
    server.post.base_text = "Old words here"
    page = open_page()
    page.keyboard.press("Control+End")
    server.post.write_behind("Wholly different")
    page.keyboard.type(" mine")
    saved(page)
    assert server.post.text == shown(page)
    assert " mine" in server.post.text
    assert "Wholly different" in server.post.text


@pytest.mark.parametrize("times", [1, 2, 3])
def test_typed_words_stay_when_the_server_refuses_the_lengths(
    open_page: Open, server: ContractServer, times: int
) -> None:
    page = open_page()
    server.faults.mismatches = times
    page.keyboard.type("Still here")
    page.wait_for_selector(SAVED)
    saved(page)
    assert server.post.text == "Still here"


def test_a_second_window_follows_the_first(open_page: Open, server: ContractServer) -> None:
    first, second = open_page(), open_page()
    first.keyboard.type("Seen in both")
    saved(first)
    second.wait_for_function("() => document.querySelector('.cm-line').innerText === 'Seen in both'")
    second.keyboard.press("Control+End")
    second.keyboard.type(", written in both")
    saved(second)
    assert server.post.text == "Seen in both, written in both"


def test_two_windows_typing_at_once_keep_every_letter(open_page: Open, server: ContractServer) -> None:
    first, second = open_page(), open_page()
    for letter in "abcdef":
        first.keyboard.type(letter)
        second.keyboard.type(letter.upper())
    saved(first)
    saved(second)
    assert sorted(server.post.text) == sorted("abcdefABCDEF")
