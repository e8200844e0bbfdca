"""Moving a folder in and everything out, by keyboard, as an author does it."""

import os
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from blogdesk.jobs.runner import run_pending
from tests.desktop.launched import until

pytestmark = pytest.mark.browser


def work(app: Flask) -> None:
    """Do the job that the page asked for, once its request has come."""
    until(lambda: run_pending(app), "a job")


def shot(page: Any, name: str) -> None:
    if os.environ.get("IP_SHOTS"):
        page.screenshot(path=f"{os.environ['IP_SHOTS']}/{name}.png")


def test_a_folder_comes_in_and_everything_goes_out(desktop_studio: Flask, page: Any, tmp_path: Path) -> None:
    folder = tmp_path / "blog"
    folder.mkdir()
    (folder / "salt.md").write_text("---\ntitle: Notes on salt\n---\nIt keeps.\n", encoding="utf-8")
    (folder / "rope.md").write_text("---\ntitle: Rope\n---\n![a knot](knot.png)\n", encoding="utf-8")
    (folder / "list.txt").write_text("no post", encoding="utf-8")
    page.goto("/studio/settings")
    page.click(".rail a:has-text('Move in and out')")
    page.wait_for_selector(".rail a[aria-current=page]:has-text('Move in and out')")
    page.fill("#import-path", str(folder))
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Reading the folder…")
    shot(page, "1-working")
    work(desktop_studio)
    page.wait_for_selector("h3:has-text('This is what would happen')")
    page.wait_for_selector(".ledger code:has-text('rope.md')")
    shot(page, "2-look")
    page.fill("#import-path", "/somewhere/else")  # what was looked at comes in
    page.click("text=Bring them in")
    work(desktop_studio)
    page.wait_for_selector("h3:has-text('Every file is accounted for')")
    page.wait_for_selector("dd:has-text('2 new')")
    shot(page, "3-done")
    page.fill("#export-path", str(tmp_path / "out.zip"))
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Writing the posts and their pictures…")
    work(desktop_studio)
    page.wait_for_selector("h3:has-text('Everything is written')")
    assert (tmp_path / "out.zip").stat().st_size > 0
    shot(page, "4-export")
    page.set_viewport_size({"width": 320, "height": 700})
    page.emulate_media(color_scheme="dark")
    shot(page, "5-narrow-dark")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.click("text=Open the library")
    page.wait_for_selector(".rows a.row:has-text('Notes on salt')")
