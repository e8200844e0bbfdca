"""What tests do with the editor's page, in the words of an author."""

import base64
import io
from collections.abc import Callable
from typing import Any

from PIL import Image

Open = Callable[[], Any]
SAVED = "[data-editor-target=save][data-state=saved]"
FAILED = "[data-editor-target=save][data-state=failed]"
LINES = """Array.from(document.querySelectorAll(".cm-line"), (line) =>
  line.querySelector(".cm-placeholder") ? "" : line.textContent).join("\\n")"""
CLIPBOARD = """async ([kind, text, bytes]) => {
  const data = new DataTransfer();
  for (const [type, content] of Object.entries(text)) data.setData(type, content);
  for (const [name, type, content] of bytes)
    data.items.add(new File([Uint8Array.from(atob(content), (each) => each.charCodeAt(0))], name, { type }));
  const target = document.querySelector(".cm-content");
  const { left, top } = target.getBoundingClientRect();
  const about = { bubbles: true, cancelable: true, clientX: left + 5, clientY: top + 5 };
  const event = kind === "paste" ? new ClipboardEvent("paste", { ...about, clipboardData: data })
    : new DragEvent("drop", { ...about, dataTransfer: data });
  target.dispatchEvent(event);
}"""


def shown(page: Any) -> str:
    """The text as the page shows it: short documents are drawn whole."""
    return str(page.evaluate(LINES))


def saved(page: Any) -> None:
    """Wait until everything typed is on the server and the page says so."""
    page.wait_for_function("() => window.blogdeskFlush()")
    page.wait_for_selector(SAVED)


def paste(page: Any, *, files: list[tuple[str, str, str]] | None = None, **text: str) -> None:
    """Paste `plain` and `html`, or files as (name, type, base64)."""
    kinds = {f"text/{kind}": content for kind, content in text.items()}
    page.evaluate(CLIPBOARD, ["paste", kinds, files or []])


def drop(page: Any, files: list[tuple[str, str, str]]) -> None:
    """Drop files on the first line."""
    page.evaluate(CLIPBOARD, ["drop", {}, files])


def picture(name: str = "tide.png") -> tuple[str, str, str]:
    """A file to paste or drop: 40 pixels wide."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(stream, "PNG")
    return name, "image/png", base64.b64encode(stream.getvalue()).decode()
