"""The preview beside the text: it follows each key, touches one block, checks itself."""

from typing import Any

import pytest

from tests.fakes.editor_contract import ContractServer
from tests.studio.editor.driving import Open, saved

pytestmark = pytest.mark.browser
TEXT = "\n\n".join(f"Paragraph {number} of the text." for number in range(1, 121))
PATCHES = "addEventListener('editor:previewed', ({detail}) => (window.patches ??= []).push(detail))"


def opened(open_page: Open) -> tuple[Any, Any]:
    """The page with its preview shown, and the frame."""
    page = open_page()
    page.evaluate(PATCHES)
    page.get_by_role("button", name="Preview").click()
    frame = page.frame_locator("iframe")
    frame.locator("p").first.wait_for(state="attached")
    return page, frame


def test_the_preview_follows_the_text(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "One.\n\nTwo."
    page, frame = opened(open_page)
    page.keyboard.press("Control+End")
    page.keyboard.type(" And more.")
    frame.get_by_text("Two. And more.").wait_for()
    assert frame.locator("p").all_inner_texts() == ["One.", "Two. And more."]


def test_a_key_touches_one_block_and_brings_one_block(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = TEXT
    page, frame = opened(open_page)
    page.keyboard.press("Control+Home")
    page.keyboard.type("X")
    frame.get_by_text("XParagraph 1 of").wait_for()
    last = page.evaluate("window.patches.at(-1)")
    assert (last["made"], last["removed"]) == (1, 1)
    assert server.previews[-1]["known"] == server.previews[-2]["rev"]


def test_equal_paragraphs_are_both_shown(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "same\n\nother\n\nsame"
    page, frame = opened(open_page)
    assert frame.locator("p").all_inner_texts() == ["same", "other", "same"]
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nother\n\nsame")
    frame.locator("p").nth(4).filter(has_text="same").wait_for()
    assert frame.locator("p").all_inner_texts() == ["same", "other", "same", "other", "same"]


def test_only_one_request_is_on_its_way_and_the_last_text_wins(open_page: Open, server: ContractServer) -> None:
    page, frame = opened(open_page)
    server.delays["preview"] = 0.3
    before = len(server.previews)
    page.keyboard.type("abcdefghijkl", delay=20)
    frame.get_by_text("abcdefghijkl").wait_for()
    assert len(server.previews) - before <= 4
    assert server.most_previews_at_once == 1


def test_a_wrong_preview_is_replaced_by_the_whole_rendering(open_page: Open, server: ContractServer) -> None:
    server.faults.preview_lies = True
    server.post.base_text = "True words."
    page, frame = opened(open_page)
    told = []
    page.on("console", lambda message: told.append(message.text))
    page.keyboard.type("!")
    frame.get_by_text("!True words.").wait_for()
    assert told == ["The preview differed from the page and was replaced."]


def test_an_equal_preview_is_left_alone(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = "One.\n\nTwo."
    page, frame = opened(open_page)
    with page.expect_response("**/preview/full"):
        page.keyboard.type("!")
    page.wait_for_timeout(200)
    assert frame.locator("[data-hash]").count() == 2


def test_the_preview_scrolls_with_the_text(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = TEXT
    page, _frame = opened(open_page)
    page.keyboard.press("Control+End")
    page.wait_for_function("() => document.querySelector('iframe').contentDocument.scrollingElement.scrollTop > 500")


def test_a_click_in_the_preview_leads_to_the_line(open_page: Open, server: ContractServer) -> None:
    server.post.base_text = TEXT
    page, frame = opened(open_page)
    frame.get_by_text("Paragraph 4 of").click()
    page.keyboard.type("HERE ")
    saved(page)
    assert "HERE Paragraph 4 of" in server.post.text


def test_no_script_runs_in_the_preview(open_page: Open, server: ContractServer) -> None:
    page, _frame = opened(open_page)
    assert page.locator("iframe").get_attribute("sandbox") == "allow-same-origin"


def test_the_preview_catches_up_after_the_server_failed(open_page: Open, server: ContractServer) -> None:
    page, frame = opened(open_page)
    server.faults.preview_status = 500
    page.keyboard.type("one ")
    page.wait_for_timeout(200)
    server.faults.preview_status = 0
    page.keyboard.type("two")
    frame.get_by_text("one two").wait_for()
