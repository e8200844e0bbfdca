"""The launch in a native window: the window first, the app behind it while it comes up."""

import logging
import sys
import threading
import time
from collections.abc import Mapping

from blogdesk.core.paths import DataFolder
from blogdesk.desktop.backend import Backend
from blogdesk.desktop.guard import HOME
from blogdesk.desktop.probe_gui import WindowProbe
from blogdesk.desktop.window_shell import WindowShell

log = logging.getLogger(__name__)
# A window that shows no page by then has a driver or sandbox trouble that no probe sees.
PATIENCE_S = 20.0


class WindowFace:
    """One window on a backend."""

    def __init__(self, folder: DataFolder, backend: Backend, probe: WindowProbe) -> None:
        # Here: pywebview and Qt are an extra; this face is only made where they are.
        from blogdesk.desktop.window import AppWindow, WindowEvents

        self._backend = backend
        self._probe = probe
        self._began = time.monotonic()
        self._failed = False
        events = WindowEvents(shown=self._shown, loaded=self._loaded, stopping=backend.finish)
        geometry = folder.cache / "window-geometry"
        self._window = AppWindow(backend.guard.origin, geometry=geometry, events=events)
        self._shell = WindowShell(self._window, ready=lambda: self._tell("page ready"))
        self._watch = threading.Timer(PATIENCE_S, self._not_loaded)
        self._watch.daemon = True

    def run(self) -> int:
        """Show the window until it is closed; the exit status."""
        self._probe.starting()
        self._watch.start()
        self._backend.came_forward = self._came_forward
        self._window.run()
        self._watch.cancel()
        return 1 if self._failed else 0

    def _shown(self) -> None:
        self._tell("window shown")
        threading.Thread(target=self._start, name="start", daemon=True).start()

    def _start(self) -> None:
        try:
            self._backend.start(self._shell)
        except Exception as err:
            log.exception("the app did not start")
            self._failed = True
            self._backend.start_telling(err)
        self._tell("serving")
        self._window.enter(self._backend.guard.new_enter_url(), self._backend.guard.origin + HOME)

    def _loaded(self) -> None:
        self._tell("page loaded")
        self._watch.cancel()
        self._probe.worked()

    def _tell(self, what: str) -> None:
        log.info("%s after %d ms", what, 1000 * (time.monotonic() - self._began))

    def _not_loaded(self) -> None:
        log.warning("the window shows nothing after %d seconds", PATIENCE_S)
        url = self._backend.guard.new_enter_url()
        sys.stderr.write(f"The window shows nothing. Open this address in a browser within a minute: {url}\n")

    def _came_forward(self, url: str | None) -> Mapping[str, object]:
        self._window.come_forward()
        if url:
            self._window.load(self._backend.guard.origin + url)
        return {"window": True, "enter_url": None}
