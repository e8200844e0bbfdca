"""The app's window: pywebview, with Qt on Linux. No js_api and no evaluate_js: pages talk HTTP, like any browser.

The GUI thread is the main thread. Nothing here waits on it, and no page can hold the window open.
"""

import json
import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Literal

import webview

from blogdesk.desktop import qt_hooks
from blogdesk.desktop.external import open_external
from blogdesk.errors import Conflict, InvalidInput

log = logging.getLogger(__name__)

Dialog = Literal["open", "folder", "save"]
TITLE = "BlogDesk"
STATIC = Path(__file__).parent / "static"
WIDTH, HEIGHT, MIN_SIZE = 1280, 800, (640, 480)
LIGHT, DARK = "#fbfaf8", "#17181b"
ON_LINUX = sys.platform.startswith("linux")
# A page that does not answer for so long has nothing to lose that is not in the journal.
FLUSH_LIMIT_S = 1.0


@dataclass(frozen=True)
class WindowEvents:
    """Whom the window tells what. `shown` and `loaded` are called once each, `stopping` on a thread of its own."""

    shown: Callable[[], None]
    loaded: Callable[[], None]
    stopping: Callable[[], None]


class AppWindow:
    """One window on the app at `origin`. Every method but `run` may be called from any thread."""

    def __init__(self, origin: str, *, geometry: Path, events: WindowEvents) -> None:
        self._origin = origin
        self._geometry = geometry
        self._events = events
        self._window: Any = None
        self._on_gui_thread: Callable[[Callable[[], None]], None] = lambda function: function()
        self._home = ""
        self._loaded_once = False
        self._closing = threading.Lock()
        self._may_close = False
        self._flushed = threading.Event()
        self._stay = False
        self._dialog = threading.Lock()

    # --- the life of the window

    def run(self) -> None:
        """Show the window and stay until it is closed. On the main thread."""
        qt_hooks.prepare_environment()
        dark = qt_hooks.make_application(TITLE) if ON_LINUX else False
        self._window = webview.create_window(
            TITLE, html=(STATIC / "splash.html").read_text(encoding="utf-8"), width=WIDTH, height=HEIGHT,
            min_size=MIN_SIZE, text_select=True, zoomable=True, background_color=DARK if dark else LIGHT,
        )  # fmt: skip
        events = self._window.events
        events.before_show += lambda: self._before_show(dark=dark)
        events.shown += self._events.shown
        events.closing += self._may_close_now
        if not ON_LINUX:
            events.loaded += self._loaded_elsewhere
        icon = str(STATIC / "icon.png")
        webview.start(gui="qt" if ON_LINUX else None, private_mode=True, debug=False, icon=icon)

    def _before_show(self, *, dark: bool) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._signalled)
        if not ON_LINUX:
            return
        browser = self._window.native
        self._on_gui_thread = qt_hooks.gui_caller(browser)
        qt_hooks.drop_bridge(browser)
        qt_hooks.refuse_hardware(browser)
        qt_hooks.watch_loads(browser, self._loaded)
        qt_hooks.guard_navigation(browser, is_ours=self._is_ours, elsewhere=open_elsewhere)
        qt_hooks.reload_after_crash(browser, lambda: self.load(self._home))
        qt_hooks.colour_background(browser, DARK if dark else LIGHT)
        qt_hooks.restore_geometry(browser, self._geometry)

    def _is_ours(self, url: str) -> bool:
        return url.startswith((f"{self._origin}/", f"blob:{self._origin}/", "about:srcdoc", "about:blank"))

    def _loaded(self, url: str) -> None:
        """Pages of ours only: not the splash, nor the guard's own pages on the way in."""
        if url.startswith(f"{self._origin}/") and not url.startswith(f"{self._origin}/_bd/") and not self._loaded_once:
            self._loaded_once = True
            self._events.loaded()

    def _loaded_elsewhere(self) -> None:
        self._loaded(self._window.get_current_url() or "")

    # --- closing

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        log.info("closing on %s", signal.Signals(number).name)
        self.close()

    def _may_close_now(self) -> bool:
        """The close button, on the GUI thread: never wait here, never ask the page from here."""
        if self._may_close:
            if ON_LINUX:
                qt_hooks.save_geometry(self._window.native, self._geometry)
            return True
        self.close()
        return False

    def close(self, *, anyway: bool = False) -> None:
        """Close the window once the page has sent what it had; `anyway`: at once."""
        threading.Thread(target=self._close, kwargs={"anyway": anyway}, name="closing", daemon=True).start()

    def _close(self, *, anyway: bool) -> None:
        if not self._closing.acquire(blocking=False):
            return
        stay = False
        try:
            stay = not anyway and self._page_wants_to_stay()
            if not stay:
                self._events.stopping()
        finally:
            self._closing.release()
            if not stay:
                self._may_close = True
                self._window.destroy()

    def _page_wants_to_stay(self) -> bool:
        """Have the page send what it holds; whether it holds text that could not be saved."""
        self._flushed.clear()
        self._stay = False
        self.call_page("blogdesk:flush", {})
        if not self._flushed.wait(FLUSH_LIMIT_S):
            log.warning("the page did not answer before the window closed")
        return self._stay

    def page_flushed(self, *, stay: bool) -> None:
        """The page's answer to `blogdesk:flush`."""
        self._stay = stay
        self._flushed.set()

    # --- the page

    def load(self, url: str) -> None:
        """Go to an address of the app."""
        self._window.load_url(url)

    def enter(self, enter_url: str, home: str) -> None:
        """Let the window in, and remember where it lives."""
        self._home = home
        self.load(enter_url)

    def call_page(self, name: str, detail: dict[str, object]) -> None:
        """Dispatch a CustomEvent on the page's document. Does not wait: a page may never answer."""
        script = f"document.dispatchEvent(new CustomEvent({json.dumps(name)}, {{detail: {json.dumps(detail)}}}))"
        threading.Thread(target=self._run_script, args=(script,), name="page-call", daemon=True).start()

    def _run_script(self, script: str) -> None:
        if ON_LINUX:
            self._on_gui_thread(lambda: self._window.native.webview.page().runJavaScript(script))
        else:
            self._window.run_js(script)

    # --- the computer around the page

    def come_forward(self) -> None:
        """Out of the task bar, and in front."""
        self._window.restore()
        self._window.show()

    def choose(self, kind: Dialog, *, kinds: Sequence[str] = (), name: str = "") -> list[Path]:
        """Show a file dialog and wait for the author. One at a time.

        Raises:
            Conflict: another one is open.
        """
        if not self._dialog.acquire(blocking=False):
            raise Conflict("A file dialog is open already.", next_step="Answer that one first.")
        try:
            dialog = getattr(webview.FileDialog, kind.upper())
            found = self._window.create_file_dialog(
                dialog,
                directory=str(Path.home()),
                allow_multiple=kind == "open",
                save_filename=name,
                file_types=tuple(kinds),
            )
        finally:
            self._dialog.release()
        return [Path(path) for path in found or ()]

    def copy(self, text: str) -> None:
        """Put text on the clipboard."""
        self._on_gui_thread(lambda: qt_hooks.copy_text(text))

    def control(self, action: str) -> None:
        """`fullscreen` (there and back), `minimize`, `maximize`."""
        {
            "fullscreen": self._window.toggle_fullscreen,
            "minimize": self._window.minimize,
            "maximize": self._window.maximize,
        }[action]()


def open_elsewhere(url: str) -> None:
    """A link out of the window; one that is no web or mail address leads nowhere."""
    try:
        open_external(url)
    except InvalidInput:
        log.info("a link with a scheme that is not allowed was not opened")
