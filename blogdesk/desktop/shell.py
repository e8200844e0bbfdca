"""What the pages may ask of the computer around them, and how each face of the desktop answers."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from blogdesk.desktop.external import open_external
from blogdesk.errors import Conflict

PICTURES = ("Pictures (*.png;*.jpg;*.jpeg;*.webp;*.gif;*.avif;*.bmp;*.tif;*.tiff)", "All files (*)")


@dataclass(frozen=True)
class Capabilities:
    """What the page can count on; without it, it uses the browser's own means."""

    native_dialogs: bool
    window_controls: bool
    clipboard: bool


class Shell(Protocol):
    """The window, or the browser, around the pages. Calls come from request threads and may wait for the author."""

    capabilities: Capabilities

    def choose_files(self, kinds: Sequence[str]) -> list[Path]:
        """The files the author chose; none when the dialog was closed."""

    def choose_folder(self) -> Path | None:
        """The folder the author chose."""

    def choose_place(self, name: str) -> Path | None:
        """Where the author wants a file of this name saved."""

    def open_url(self, url: str) -> None:
        """Open an address outside. Raises InvalidInput unless http, https or mailto."""

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""

    def control_window(self, action: str) -> None:
        """`fullscreen` (there and back), `minimize`, `maximize`."""

    def page_ready(self) -> None:
        """The page is there and the caret blinks."""

    def page_flushed(self, *, saved: bool) -> None:
        """The page has sent what it had; `saved`: all of it is on the disk."""

    def quit(self) -> None:
        """End the app."""


def not_here(what: str) -> Conflict:
    """The answer to a page that asks for what its capabilities said is not there."""
    return Conflict(f"{what} needs the app's own window.", next_step="Nothing was changed. Use the browser's own way.")


class BrowserShell:
    """The pages are in the author's browser, which has dialogs and a clipboard of its own."""

    capabilities = Capabilities(native_dialogs=False, window_controls=False, clipboard=False)

    def __init__(self, quit_app: Callable[[], None]) -> None:
        self._quit = quit_app

    def choose_files(self, kinds: Sequence[str]) -> list[Path]:
        """There is no dialog."""
        raise not_here(f"Choosing {kinds[0].partition(' (')[0].lower()}")

    def choose_folder(self) -> Path | None:
        """There is no dialog."""
        raise not_here("Choosing a folder")

    def choose_place(self, name: str) -> Path | None:
        """There is no dialog."""
        raise not_here(f"Saving {name}")

    def open_url(self, url: str) -> None:
        """In a new tab of the system's browser."""
        open_external(url)

    def copy(self, text: str) -> None:
        """The page has the browser's clipboard."""
        raise not_here(f"Copying {len(text)} characters")

    def control_window(self, action: str) -> None:
        """The window is not ours."""
        raise not_here(f"The window's {action}")

    def page_ready(self) -> None:
        """Nobody waits."""

    def page_flushed(self, *, saved: bool) -> None:
        """Nobody waits."""

    def quit(self) -> None:
        """End the app, a moment after this request was answered."""
        threading.Timer(0.2, self._quit).start()
