"""The editor island in a real Chromium: what is typed is saved, comes back, and is never dropped."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.fakes.editor_contract import ContractServer

pytestmark = pytest.mark.browser
SAVED = "[data-editor-target=save][data-state=saved]"
FAILED = "[data-editor-target=save][data-state=failed]"
Open = Callable[[], Any]


@pytest.fixture
def open_page(chromium: Any, server: ContractServer) -> Iterator[Open]:
    """Opens the post of the server in a new tab; scripts of the page that fail, fail the test."""
    context, faults = chromium.new_context(), []

    def open_tab() -> Any:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(server.url)
        page.wait_for_selector(".cm-content")
        return page

    yield open_tab
    context.close()
    assert faults == []


def text_of(page: Any) -> str:
    return str(page.evaluate("document.querySelector('.cm-content').cmTile.view.state.doc.toString()"))


def saved(page: Any) -> None:
    page.wait_for_selector(SAVED)
    page.wait_for_function("window.blogdeskFlush()")


def test_what_is_typed_reaches_the_server_and_the_page_says_so(open_page: Open, server: ContractServer) -> None:
    page = open_page()
    page.keyboard.type("Rope, mostly.")
    saved(page)
    assert server.post.text == "Rope, mostly."
    assert "Saved on this computer" in page.inner_text("[data-editor-target=save]")
