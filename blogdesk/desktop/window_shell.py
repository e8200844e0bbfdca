"""The shell of the native window."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from blogdesk.desktop.external import open_external
from blogdesk.desktop.shell import Capabilities, not_here

if TYPE_CHECKING:
    from blogdesk.desktop.window import AppWindow


class WindowShell:
    """Answers the pages' wishes with pywebview's dialogs and Qt's clipboard. `ready` is told when a page is."""

    def __init__(self, window: "AppWindow", *, ready: Callable[[], None]) -> None:
        self._window = window
        self._ready = ready
        on_qt = sys.platform.startswith("linux")
        self.capabilities = Capabilities(native_dialogs=True, window_controls=True, clipboard=on_qt)

    def choose_files(self, kinds: Sequence[str]) -> list[Path]:
        """An open dialog for several files."""
        return self._window.choose("open", kinds=kinds)

    def choose_folder(self) -> Path | None:
        """A folder dialog."""
        return next(iter(self._window.choose("folder")), None)

    def choose_place(self, name: str) -> Path | None:
        """A save dialog."""
        return next(iter(self._window.choose("save", name=name)), None)

    def open_url(self, url: str) -> None:
        """In the system's browser."""
        open_external(url)

    def copy(self, text: str) -> None:
        """On the system's clipboard, where we can reach it."""
        if not self.capabilities.clipboard:
            raise not_here("Copying")
        self._window.copy(text)

    def control_window(self, action: str) -> None:
        """`fullscreen`, `minimize`, `maximize`."""
        self._window.control(action)

    def page_ready(self) -> None:
        """The caret blinks."""
        self._ready()

    def page_flushed(self, *, saved: bool) -> None:
        """The page's answer before closing."""
        self._window.page_flushed(saved=saved)

    def quit(self) -> None:
        """Close the window, without a question."""
        self._window.close(ask=False)
