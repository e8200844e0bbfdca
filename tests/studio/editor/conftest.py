"""The editor's page in a real Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.editor_contract import ContractServer
from tests.studio.editor.driving import Open


@pytest.fixture
def server() -> Iterator[ContractServer]:
    """A fresh server of the editor's contract."""
    with ContractServer() as running:
        yield running


@pytest.fixture
def open_page(chromium: Any, server: ContractServer) -> Iterator[Open]:
    """Opens the post of the server in a new tab; scripts of the page that fail, fail the test."""
    context, faults = chromium.new_context(), []
    context.set_default_timeout(20_000)

    def open_tab() -> Any:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(server.url)
        page.wait_for_selector(".cm-content")
        return page

    yield open_tab
    context.close()
    assert faults == []
