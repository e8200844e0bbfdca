"""A real Chromium and a fresh server of the editor's contract for each test that asks."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.editor_contract import ContractServer
from tests.studio.editor.driving import Open

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser of Playwright's sync API, driven over the Chromium of the system."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs the pip package playwright")
    if CHROMIUM is None:
        pytest.skip("needs the Debian package chromium")
    # Chromium's sandbox refuses to run for root; --disable-gpu: no graphics card under test.
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def server() -> Iterator[ContractServer]:
    with ContractServer() as running:
        yield running


@pytest.fixture
def open_page(chromium: Any, server: ContractServer) -> Iterator[Open]:
    """Opens the post of the server in a new tab; scripts of the page that fail, fail the test."""
    context, faults = chromium.new_context(), []
    context.set_default_timeout(10_000)

    def open_tab() -> Any:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(server.url)
        page.wait_for_selector(".cm-content")
        return page

    yield open_tab
    context.close()
    assert faults == []
