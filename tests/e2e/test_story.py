"""The first whole path, by real processes over real HTTP: write, lose power, connect, publish, be read, correct."""

import base64
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.desktop.launched import until
from tests.e2e.processes import Running, has_keyring, run, started
from tests.pictures import photo

PASSWORD = "correct horse battery staple"
TEXT = "The sea is *loud* toady.\n\n```python\nprint('tide')\n```\n\n"
PASTE = """b64 => {
  const bytes = Uint8Array.from(atob(b64), c => c.charCodeAt(0)), data = new DataTransfer()
  data.items.add(new File([bytes], 'sea.jpg', {type: 'image/jpeg'}))
  const paste = new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true})
  document.querySelector('.cm-content').dispatchEvent(paste)
}"""
pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs the pip package playwright")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("needs the Debian package chromium")
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield running
        running.close()


def open_studio(browser: Any, desk: Running) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(desk.enter_url)
    page.wait_for_selector(".cm-content")
    return page


def saved(page: Any) -> None:
    page.wait_for_timeout(400)
    page.get_by_text("Saved on this computer").first.wait_for()
    page.wait_for_timeout(400)


def write(page: Any) -> None:
    page.locator(".cm-content").click()
    page.keyboard.insert_text(TEXT)
    page.get_by_label("Title", exact=True).first.fill("Low water")
    page.locator("#post-tags").fill("sea")
    page.locator("#post-tags").press("Enter")
    page.locator("#post-category").fill("Essays / Coast")
    page.locator("#post-category").press("Tab")
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.evaluate(PASTE, base64.b64encode(photo()).decode())
    page.wait_for_selector(".cm-content img:not(.cm-widgetBuffer)")
    page.locator(".cm-content input:focus").wait_for()
    page.keyboard.type("Grey water, from dark to light")
    page.keyboard.press("Enter")
    saved(page)


def approve(browser: Any, page: Any, hosted: Running) -> None:
    page.goto(page.url.split("/studio")[0] + "/studio/destinations")
    page.locator("input[name=address]").fill(hosted.address)
    with page.expect_response(lambda r: r.request.method == "POST" and r.url.endswith("/destinations")) as answer:
        page.keyboard.press("Enter")
    visitor = browser.new_context().new_page()
    visitor.goto(answer.value.json()["authorize_url"])
    visitor.locator("input[type=password]").fill(PASSWORD)
    visitor.locator("input:not([type=hidden]):not([type=password]):not([type=checkbox])").first.fill("anna")
    visitor.locator("input[type=password]").press("Enter")
    visitor.get_by_role("button", name="Approve").click()
    visitor.wait_for_selector("text=Connected")
    page.wait_for_selector("text=Connected")
    page.goto(page.url.split("/studio")[0] + "/studio/")
    page.wait_for_selector(".cm-content")


def publish(page: Any) -> None:
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("dialog[open]")
    page.wait_for_timeout(500)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=/Live and checked/", timeout=60_000)


def uploads(folder: Path) -> int:
    with sqlite3.connect(folder / "blogdesk.sqlite3") as database:
        count: int = database.execute("SELECT count(*) FROM upload").fetchone()[0]
    database.close()
    return count


def test_write_lose_power_publish_be_read_and_correct(browser: Any, tmp_path: Path) -> None:
    desk_folder, blog_folder = tmp_path / "desk", tmp_path / "blog"
    run(blog_folder, "users", "add", "anna", "--email", "anna@example.org", "--role", "author", "--password-stdin",
        typed=PASSWORD)  # fmt: skip
    with started(desk_folder, "desktop", "--no-open", keyring=has_keyring()) as desk:
        page = open_studio(browser, desk)
        assert page.url.endswith("/studio/new")
        write(page)
        desk.kill()
    with (
        started(blog_folder, "serve", "--port", "0") as hosted,
        started(desk_folder, "desktop", "--no-open", keyring=has_keyring()) as desk,
    ):
        page = open_studio(browser, desk)
        assert "print('tide')" in page.inner_text(".cm-content")
        assert page.get_by_label("Title", exact=True).first.input_value() == "Low water"
        approve(browser, page, hosted)
        publish(page)
        check_as_a_reader(hosted.address)
        correct(page, hosted, blog_folder)
    assert_no_secret_is_kept(desk_folder)


def check_as_a_reader(address: str) -> None:
    home = requests.get(address + "/", timeout=20).text
    assert "Low water" in home
    page = requests.get(address + "/posts/low-water", timeout=20).text
    assert "<em>loud</em>" in page
    assert 'class="highlight"' in page
    assert "og:image" in page
    assert 'alt="Grey water, from dark to light"' in page
    sources = re.findall(r'(?:src|srcset)="([^"]*/media/[^"]*)"', page)
    pictures = {part.split()[0] for source in sources for part in source.split(",")}
    assert len(pictures) >= 2
    for picture in pictures:
        answer = requests.get(picture if picture.startswith("http") else address + picture, timeout=20)
        assert answer.status_code == 200
        assert b"Secret" not in answer.content
    assert "Low water" in requests.get(address + "/tags/sea", timeout=20).text
    assert "Low water" in requests.get(address + "/categories/essays/coast", timeout=20).text
    [item] = requests.get(address + "/feed.json", timeout=20).json()["items"]
    assert item["url"] == address + "/posts/low-water"


def correct(page: Any, hosted: Running, blog_folder: Path) -> None:
    """A typo in a live post: readers see it mended after Update, not before, and no picture is sent again."""
    before = uploads(blog_folder)
    page.locator(".cm-line").first.click()
    page.keyboard.press("End")
    for _letter in "toady.":
        page.keyboard.press("Backspace")
    page.keyboard.type("today.")
    saved(page)
    assert "toady" in requests.get(hosted.address + "/posts/low-water", timeout=20).text
    publish(page)
    until(lambda: "toady" not in requests.get(hosted.address + "/posts/low-water", timeout=20).text, "the mended page")
    assert "today" in requests.get(hosted.address + "/posts/low-water", timeout=20).text
    assert uploads(blog_folder) == before


def assert_no_secret_is_kept(folder: Path) -> None:
    """The token rests in the keyring (or in memory): no file of the data folder holds one."""
    for path in folder.rglob("*"):
        if path.is_file():
            assert not re.search(rb"bdk_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}", path.read_bytes()), path
