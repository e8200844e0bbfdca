"""Key → paint of the editor beside a bare textarea, and key → preview beside its limit, in Chromium.

    python -m benchmarks.editor_latency [--words 1000 10000 50000] [--keys 40] [--json]

Key → paint on the real bundle and the page of a small server; key → preview on the whole app as the desktop starts it.
Needs Chromium and Playwright.
"""

import argparse
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import sync_playwright

from tests.fakes.editor_contract import ContractServer

PAUSE_MS = 90
PREVIEW_LIMIT_MS = 50.0  # 95 of 100 keys, at 10,000 words
# From the key to the moment after the frame that shows it.
AFTER_PAINT = """() => { window.times = [];
  addEventListener("keydown", () => { const began = performance.now();
    requestAnimationFrame(() => { const channel = new MessageChannel();
      channel.port1.onmessage = () => window.times.push(performance.now() - began); channel.port2.postMessage(0); }); },
    { capture: true }); }"""
TEXTAREA = """(text) => {
  const area = document.createElement("textarea");
  area.rows = 30; area.cols = 68; area.spellcheck = true; area.value = text;
  document.body.replaceChildren(area); area.focus();
  area.setSelectionRange(text.length >> 1, text.length >> 1); area.scrollTop = area.scrollHeight / 2; }"""
# From the key to the moment after the frame that shows the answer; with two keys on the way, from the first.
AFTER_PREVIEW = """() => { window.times = []; let began = 0;
  addEventListener("keydown", () => { began ||= performance.now(); }, { capture: true });
  addEventListener("editor:previewed", () => { const started = began; began = 0;
    if (started) requestAnimationFrame(() => { const channel = new MessageChannel();
      channel.port1.onmessage = () => window.times.push(performance.now() - started);
      channel.port2.postMessage(0); }); }); }"""
# Gives the new post of the page this text, as another window would; answers its address.
WRITE = """async (text) => {
  const boot = JSON.parse(document.getElementById("document").textContent);
  const token = document.querySelector("meta[name=csrf-token]");
  const entry = { changes: [[0, ...text.split("\\n")]], kind: "input.paste", selection: [0, 0] };
  const body = { client: "bench", base_seq: 0, entries: [entry], length: text.length, scroll_top: 0 };
  const answer = await fetch(boot.urls.journal, { method: "POST", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json", [token.dataset.header]: token.content } });
  if (!answer.ok) throw new Error(await answer.text());
  return new URL(boot.urls.page, location.href).href; }"""
GO_TO = "(line) => document.dispatchEvent(new CustomEvent('editor:go', { detail: { line } }))"


def prose(words: int) -> str:
    """Markdown of about `words` words: headings, emphasis, links, lists, code."""
    blocks = [
        "## Section about tides",
        "The *beach* is rewritten **twice** a day; [nobody](https://example.org) edits it, wet, with its `code`.",
        "- rope, mostly\n- a shoe with no opinion\n- salt",
        "```python\ndef tide(hours):\n    return hours % 12\n```",
        "I count things the way other people pray, one after the other, without any hurry at all in the morning.",
    ]
    found, count = [], 0
    for block in itertools.cycle(blocks):
        if count >= words:
            return "\n\n".join(found)
        found.append(block)
        count += len(block.split())
    raise AssertionError


def type_keys(page: Any, keys: int, clock: str = AFTER_PAINT) -> list[float]:
    """Type and give the times, the first three (warming up) left out."""
    page.evaluate(clock)
    for letter in itertools.islice(itertools.cycle("tide "), keys):
        page.keyboard.press("Space" if letter == " " else letter)
        page.wait_for_timeout(PAUSE_MS)
    page.wait_for_timeout(300)
    return [float(each) for each in page.evaluate("window.times")][3:]


@contextmanager
def opened(browser: Any, text: str) -> Iterator[Any]:
    with ContractServer() as server:
        server.post.base_text = text
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(server.url)
        page.wait_for_selector(".cm-content")
        yield page
        page.close()


def in_textarea(browser: Any, text: str, keys: int) -> list[float]:
    with opened(browser, "") as page:
        page.evaluate(TEXTAREA, text)
        page.wait_for_timeout(500)
        return type_keys(page, keys)


def in_editor(browser: Any, text: str, keys: int) -> list[float]:
    with opened(browser, text) as page:
        page.evaluate(GO_TO, text.count("\n") // 2)
        page.keyboard.press("End")
        page.wait_for_timeout(500)
        return type_keys(page, keys)


@contextmanager
def running_app() -> Iterator[str]:
    """The desktop's server on a folder of its own: its address of entry."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "blogdesk.cli.main", "desktop", "--no-open", "--data-dir", folder]
        app = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert app.stdout
            yield json.loads(app.stdout.readline())["enter_url"]
        finally:
            app.terminate()
            app.wait(30)


def in_preview(browser: Any, text: str, keys: int) -> list[float]:
    with running_app() as entry:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(entry)
        page.wait_for_selector(".cm-content")
        page.goto(page.evaluate(WRITE, text))
        page.wait_for_selector(".cm-content")
        page.get_by_role("button", name="Preview beside the text").click()
        page.frame_locator("iframe").locator("h2").first.wait_for(timeout=60_000)
        page.evaluate(GO_TO, text.count("\n") // 2)
        page.keyboard.press("End")
        page.wait_for_timeout(1500)
        times = type_keys(page, keys, AFTER_PREVIEW)
        page.close()
    return times


def figures(times: list[float]) -> dict[str, float]:
    at = min(len(times) - 1, int(len(times) * 0.95))
    return {"p50": round(statistics.median(times), 1), "p95": round(sorted(times)[at], 1)}


def measure(browser: Any, words: int, keys: int) -> dict[str, Any]:
    """Two rounds in turned order, so that neither side has the quieter machine."""
    text = prose(words)
    ours = in_editor(browser, text, keys)
    plain = in_textarea(browser, text, keys) + in_textarea(browser, text, keys)
    ours += in_editor(browser, text, keys)
    return {
        "words": words,
        "key_to_paint_ms": figures(ours),
        "textarea_ms": figures(plain),
        "key_to_preview_ms": figures(in_preview(browser, text, keys)),
    }


def report(row: dict[str, Any]) -> None:
    ours, plain = row["key_to_paint_ms"], row["textarea_ms"]
    print(
        f"{row['words']:>6} words  key → paint {ours['p50']:6.1f} / {ours['p95']:6.1f} ms   limit: textarea "
        f"{plain['p50']:.1f} / {plain['p95']:.1f} ms   ratio {ours['p50'] / plain['p50']:.2f}"
    )
    preview = row["key_to_preview_ms"]
    limit = f"limit: p95 {PREVIEW_LIMIT_MS:.0f} ms" if row["words"] == 10_000 else "no limit at this size"
    print(f"{'':>13} key → preview {preview['p50']:4.1f} / {preview['p95']:6.1f} ms   {limit}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, nargs="+", default=[1_000, 10_000, 50_000])
    parser.add_argument("--keys", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or sys.exit("needs the Debian package chromium")
    # Without the screen's pace, which would add up to 16 ms of waiting to either side.
    arguments = ["--disable-gpu", "--disable-frame-rate-limit", "--disable-gpu-vsync"]
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        rows = [measure(browser, words, options.keys) for words in options.words]
        browser.close()
    if options.json:
        print(json.dumps(rows))
        return
    print("p50 / p95")
    for row in rows:
        report(row)


if __name__ == "__main__":
    main()
