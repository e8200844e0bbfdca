"""The editor on the studio's own page, over the real journal and database."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.fakes.editor_contract import POLICY, QuietHandler
from tests.studio.editor.driving import SAVED, paste, picture, saved, shown

pytestmark = pytest.mark.browser
StartResponse = Callable[..., Any]


class StrictPolicy:
    """What a face does around the studio: a nonce for each answer, and the policy that names it."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        environ["blogdesk.csp_nonce"] = "bm9uY2U"

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            policy = POLICY.format(nonce="bm9uY2U").replace("report-uri /csp-report", "object-src 'none'")
            return start_response(status, [*headers, ("Content-Security-Policy", policy)], *rest)

        return self.app(environ, start)


@pytest.fixture
def studio_url(desktop_studio: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, StrictPolicy(desktop_studio), threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/studio/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: Any, studio_url: str) -> Iterator[Any]:
    context, faults = chromium.new_context(), []
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"{error}: {error.stack}"))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(studio_url)
    page.wait_for_selector(".cm-content")
    yield page
    context.close()
    assert faults == []


def test_an_empty_library_opens_with_the_caret_in_a_new_post(page: Any) -> None:
    page.wait_for_function("() => document.activeElement.matches('.cm-content, .title')")


def test_text_and_undo_come_back_from_the_database(page: Any, studio_url: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.type("Rope")
    page.wait_for_timeout(600)
    page.keyboard.type(" and salt")
    saved(page)
    page.goto(studio_url)
    page.wait_for_selector(".cm-content")
    assert shown(page) == "Rope and salt"
    page.locator(".cm-content").click()
    page.keyboard.press("Control+z")
    assert shown(page) == "Rope"
    saved(page)


def test_moving_between_posts_keeps_each_text(page: Any, studio_url: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.type("First post")
    page.wait_for_selector(SAVED)
    page.get_by_role("link", name="New post").click()
    page.wait_for_function("() => document.querySelector('.cm-content')?.textContent !== 'First post'")
    page.locator(".cm-content").click()
    page.keyboard.type("Second post")
    page.wait_for_selector(SAVED)
    page.go_back()
    page.wait_for_function("() => document.querySelector('.cm-content')?.textContent === 'First post'")


def test_outline_words_and_preview_of_the_page_follow_the_text(page: Any) -> None:
    page.locator(".cm-content").click()
    page.keyboard.type("## An inventory\n\nRope *mostly*.")
    page.get_by_text("4 words").wait_for()
    page.get_by_role("tab", name="Outline").click()
    page.get_by_role("button", name="An inventory").wait_for()
    page.get_by_role("button", name="Preview beside the text").click()
    frame = page.frame_locator(".editor-preview-frame")
    frame.locator("em", has_text="mostly").wait_for()
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Salt.")
    frame.get_by_text("Salt.").wait_for()


def test_a_pasted_picture_is_kept_by_the_app_and_shown_from_it(page: Any) -> None:
    page.locator(".cm-content").click()
    paste(page, files=[picture()])
    page.get_by_label("Description of the picture").wait_for()
    page.keyboard.type("Low water")
    page.keyboard.press("Enter")
    saved(page)
    page.reload()
    page.wait_for_function("() => document.querySelector('.md-picture-image')?.naturalWidth === 40")
    assert page.get_by_label("Description of the picture").input_value() == "Low water"


def test_a_new_post_can_be_loaded_again_as_soon_as_it_has_words(page: Any) -> None:
    page.locator(".cm-content").click()
    page.keyboard.type("Here")
    page.wait_for_selector(SAVED)
    page.reload()
    page.wait_for_selector(".cm-content")
    assert shown(page) == "Here"
