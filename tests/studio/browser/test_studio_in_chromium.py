"""The main paths through the studio, by keyboard, as an author walks them."""

import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.http import use_transport
from blogdesk.core.ids import uuid7
from blogdesk.core.instance import current_secrets
from blogdesk.core.transactions import transaction
from blogdesk.jobs.runner import run_pending
from blogdesk.posts.models import Post
from blogdesk.posts.service import create_post
from blogdesk.publishing import registry
from blogdesk.publishing.models import Destination
from blogdesk.sync import jobs
from tests.fakes.destination import MemoryBlog
from tests.wsgi_adapter import WsgiAdapter

pytestmark = pytest.mark.browser
SAVED = ".save-text[data-state=saved]"


def write(page: Any, words: str) -> None:
    page.wait_for_selector(".cm-content")
    page.keyboard.type(words)
    page.wait_for_selector(SAVED)


def until(page: Any, expression: str) -> None:
    """Ask again and again from outside: the page's policy lets no text become a script."""
    end = time.monotonic() + 15
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(50)


def many_posts(number: int) -> None:
    moment = now()
    rows = [
        {"id": uuid7(), "slug": f"note-{n}", "title": f"Note {n}", "updated_at": moment, "created_at": moment}
        for n in range(number)
    ]
    with transaction():
        db.session.execute(insert(Post), rows)


def test_the_first_words_are_kept_without_a_click_and_come_back(page: Any) -> None:
    page.goto("/studio/")
    write(page, "Rope, mostly.")
    page.wait_for_selector(".rows a.row[aria-current=page]")
    assert "/studio/posts/" in page.url
    page.reload()
    until(page, "document.querySelector('.cm-content')?.textContent.includes('Rope, mostly.')")
    assert page.evaluate("document.activeElement.classList.contains('cm-content')")


def test_title_tags_and_category_are_kept_by_keyboard_alone(page: Any) -> None:
    page.goto("/studio/")
    write(page, "It keeps what it touches.")
    page.fill(".title", "Notes on salt")
    page.press(".title", "Enter")
    page.fill("#post-tags", "sea")
    page.press("#post-tags", "Enter")
    page.keyboard.type("salt,")
    page.fill("#post-category", "Essays / Coast")
    page.press("#post-category", "Tab")
    until(page, "document.querySelector('#post-slug').value === 'notes-on-salt'")
    page.wait_for_timeout(600)
    page.reload()
    page.wait_for_selector(".tag[data-name=salt]")
    assert page.input_value(".title") == "Notes on salt"
    assert page.input_value("#post-category") == "Essays / Coast"
    assert page.inner_text(".rows a.row[aria-current=page] .row-title") == "Notes on salt"


def test_ten_thousand_posts_are_a_few_rows_in_the_page(desktop_studio: Flask, page: Any) -> None:
    many_posts(10_000)
    page.goto("/studio/")
    page.wait_for_selector(".rows a.row")
    assert "10,000 posts" in page.inner_text(".list-title")
    page.evaluate("document.querySelector('.rows').scrollTop = 300 * 84")
    until(page, "[...document.querySelectorAll('.rows li')].some(li => li.ariaPosInSet === '301')")
    assert page.evaluate("document.querySelectorAll('.rows li').length") < 60


def test_the_palette_finds_a_post_and_opens_it(page: Any) -> None:
    with transaction():
        create_post({"title": "Notes on salt", "markdown": "It keeps what it touches."})
        create_post({"title": "Another"})
    page.goto("/studio/")
    page.wait_for_selector(".cm-content")
    page.keyboard.press("Control+k")
    page.keyboard.type("touches")
    page.wait_for_selector("#palette [role=option][data-url]:has-text('Notes on salt')")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.title')?.value === 'Notes on salt'")
    page.wait_for_selector(".rows a.row[aria-current=page]:has-text('Notes on salt')")


def test_one_key_opens_the_sheet_one_key_sends_and_the_line_says_live(
    desktop_studio: Flask, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    blog = MemoryBlog()
    monkeypatch.setitem(registry.KINDS, "memory", lambda _row, _token, _http: blog)
    jobs.register(desktop_studio)
    use_transport(desktop_studio, WsgiAdapter({}))
    current_secrets().set("memory|token", "bdk_token")
    with transaction():
        row = Destination(id=uuid7(), name="Tides", kind="memory", url="https://blog.example", features={})
        row.secret_name = "memory|token"
        db.session.add(row)
    page.goto("/studio/")
    write(page, "It keeps what it touches.")
    page.fill(".title", "Notes on salt")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#send-sheet[open] dd:has-text('Tides')")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".status-send[data-key=sending]")
    run_pending(desktop_studio)
    db.session.rollback()
    page.wait_for_selector(".status-send[data-key=live]")
    assert [post["title"] for post in blog.posts.values()] == ["Notes on salt"]
    assert page.inner_text("[data-publish-target=buttonText]") == "Update"
    page.wait_for_selector(".rows a.row .state-live")


def test_an_old_version_is_compared_and_restored(page: Any) -> None:
    with transaction():
        post = create_post({"title": "Salt", "markdown": "The sea is wide."})
    page.goto(f"/studio/posts/{post.id}")
    page.wait_for_selector(".cm-content")
    page.keyboard.press("Control+End")
    write(page, " And deep.")
    page.wait_for_timeout(1800)
    page.click("#tab-history")
    page.click(".version >> nth=-1")
    page.wait_for_selector("#version-dialog ins:has-text('And deep')")
    page.click("#version-dialog .button-first")
    until(page, "document.querySelector('.cm-content')?.textContent === 'The sea is wide.'")


def test_when_nothing_answers_the_page_says_so_and_keeps_the_words(page: Any, chromium: Any, address: str) -> None:
    context = chromium.new_context(base_url=address)
    window = context.new_page()
    window.goto("/studio/")
    write(window, "Rope.")
    context.set_offline(True)
    window.keyboard.type(" Shoe.")
    window.wait_for_selector("[data-post-target=offline]:not([hidden])")
    assert "Not saved yet" in window.inner_text(".save-text")
    context.set_offline(False)
    window.wait_for_selector("[data-post-target=offline]", state="hidden")
    context.close()


@pytest.mark.parametrize("width", [1280, 1000, 700, 320])
@pytest.mark.parametrize(
    "path", ["/studio/new", "/studio/media", "/studio/tags", "/studio/settings", "/studio/destinations"]
)
def test_no_page_is_wider_than_its_window(page: Any, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(path)
    page.wait_for_selector("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_only_the_page_is_left_and_everything_comes_back(page: Any) -> None:
    page.goto("/studio/settings")
    page.keyboard.press("Control+\\")
    page.wait_for_selector(".rail", state="hidden")
    page.keyboard.press("Control+\\")
    page.wait_for_selector(".rail", state="visible")
