import sys
import time
from pathlib import Path

import pytest

from blogdesk.desktop.external import checked_url, open_external
from blogdesk.errors import InvalidInput


@pytest.mark.parametrize("url", ["https://example.org/a?b=c#d", "http://127.0.0.1:8000/", "mailto:ada@example.org"])
def test_web_and_mail_addresses_may_be_opened(url: str) -> None:
    assert checked_url(url) == url


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "vbscript:x", "smb://host/share", "https://",
     "https:///path", "//example.org", "/studio/", "", "ssh://host", "https://a\nb", "-https://x", "http://[::1",
     "steam://run/1", " https://example.org", "mailto:a@b\r\nBcc: c@d"],
)  # fmt: skip
def test_everything_else_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput):
        checked_url(url)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the browser")
def test_the_systems_browser_gets_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    got, browser = tmp_path / "got", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {got}.part && mv {got}.part {got}\n', encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setattr("webbrowser._tryorder", None)
    monkeypatch.setattr("webbrowser._browsers", {})
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    open_external("https://example.org/?a=1&b=$(touch%20x)")
    end = time.monotonic() + 10
    while not got.exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert got.read_text() == "https://example.org/?a=1&b=$(touch%20x)"
