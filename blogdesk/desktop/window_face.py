"""The launch in a native window: the backend starts in its own process while the window's toolkit is imported here."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blogdesk.core.paths import DataFolder
from blogdesk.desktop.backend_link import BackendLink, BackendSettings
from blogdesk.desktop.probe_gui import WindowProbe
from blogdesk.desktop.shell import Capabilities

if TYPE_CHECKING:
    from blogdesk.desktop.window import AppWindow

log = logging.getLogger(__name__)
# A window that shows no page by then has a driver or sandbox trouble that no probe sees.
PATIENCE_S = 20.0
# More deaths of the backend in one launch are no accident.
MAX_RESTARTS = 3


class WindowFace:
    """One window, and the backend process behind it."""

    def __init__(self, folder: DataFolder, probe: WindowProbe, *, port: int = 0, files: Sequence[Path] = ()) -> None:
        self._began = time.monotonic()
        self._folder = folder
        self._probe = probe
        on_qt = sys.platform.startswith("linux")
        capabilities = Capabilities(native_dialogs=True, window_controls=True, clipboard=on_qt)
        self._settings = BackendSettings(folder, capabilities, port=port, files=files)
        self._leaving = False
        self._failed = False
        self._restarts = 0
        self._enter_url = ""
        self._window_made = threading.Event()
        self._window: AppWindow
        self._backend = self._start_backend()
        self._watch = threading.Timer(PATIENCE_S, self._not_loaded)
        self._watch.daemon = True

    def run(self) -> int:
        """Show the window until it is closed; the exit status.

        Raises:
            Conflict: the port is taken.
        """
        # Here: pywebview and Qt are an extra, and take as long to import as the backend takes to start.
        from blogdesk.desktop.window import AppWindow, WindowEvents

        try:
            self._backend.wait_listening()
            events = WindowEvents(shown=self._shown, loaded=self._loaded, stopping=self._stopping)
            self._window = AppWindow(geometry=self._folder.cache / "window-geometry", events=events)
            self._window_made.set()
            self._probe.starting()
            self._watch.start()
            self._window.run()
        finally:
            self._leaving = True
            self._watch.cancel()
            self._backend.stop()
        return 1 if self._failed else 0

    # --- the backend

    def _start_backend(self) -> BackendLink:
        return BackendLink(self._settings, self._answer, ended=self._backend_ended)

    def _answer(self, name: str, values: dict[str, Any]) -> object:
        """What the backend asks of the window."""
        self._window_made.wait()
        window = self._window
        if name == "choose":
            return [str(path) for path in window.choose(**values)]
        calls: dict[str, Callable[..., None]] = {
            "ready": self._ready,
            "come_forward": self._come_forward,
            "copy": window.copy,
            "control": window.control,
            "page_flushed": window.page_flushed,
            "page_ready": lambda: self._tell("page ready"),
            "quit": lambda: window.close(ask=False),
        }
        calls[name](**values)
        return None

    def _ready(self, *, failed: bool, enter_url: str, home: str) -> None:
        self._tell("serving")
        self._failed = failed
        self._enter_url = enter_url
        self._window.enter(self._backend.origin, self._backend.cookie, home=home, enter_url=enter_url)

    def _come_forward(self, url: str | None) -> None:
        self._window.come_forward()
        if url:
            self._window.load(self._backend.origin + url)

    def _backend_ended(self) -> None:
        """It died: start it again. What was typed is in its journal."""
        if self._leaving or not self._window_made.is_set():
            return
        log.error("the backend ended by itself")
        self._restarts += 1
        if self._restarts <= MAX_RESTARTS:
            self._settings = replace(self._settings, port=0, files=())
            self._backend = self._start_backend()

    # --- the window

    def _shown(self) -> None:
        self._tell("window shown")

    def _loaded(self) -> None:
        self._tell("page loaded")
        self._watch.cancel()
        self._probe.worked()

    def _stopping(self) -> None:
        self._leaving = True
        self._backend.finish()

    def _tell(self, what: str) -> None:
        log.info("%s after %d ms", what, 1000 * (time.monotonic() - self._began))

    def _not_loaded(self) -> None:
        log.warning("the window shows nothing after %d seconds", PATIENCE_S)
        if self._enter_url:
            line = f"The window shows nothing. Open this address in a browser within a minute: {self._enter_url}\n"
            sys.stderr.write(line)
