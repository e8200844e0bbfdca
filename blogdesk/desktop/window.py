"""The app's window: pywebview, with Qt on Linux. No js_api and no evaluate_js: pages talk HTTP, like any browser.

The GUI thread is the main thread. Nothing here waits on it, and no page can hold the window open.
"""

import contextlib
import logging
import queue
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
from blogdesk.desktop.words import N_, _
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
# The page offers `blogdeskFlush`, which sends what is unsent and resolves to whether all of it is saved.
FLUSH = """(async () => {
  const saved = window.blogdeskFlush ? await window.blogdeskFlush() : true;
  const csrf = document.querySelector("meta[name=csrf-token]");
  if (csrf) await fetch("/desktop/flushed", {
    method: "POST",
    headers: {"Content-Type": "application/json", [csrf.dataset.header]: csrf.content},
    body: JSON.stringify({saved}),
  });
})()"""
UNSAVED = N_("Your last words could not be saved on this computer. Close BlogDesk and lose them?")


@dataclass(frozen=True)
class WindowEvents:
    """Whom the window tells what. `shown` and `loaded` are called once each, `stopping` on a thread of its own."""

    shown: Callable[[], None]
    loaded: Callable[[], None]
    stopping: Callable[[], None]


class AppWindow:
    """One window. It shows a splash until `enter`. Every method but `run` may be called from any thread."""

    def __init__(self, *, geometry: Path, events: WindowEvents) -> None:
        self._origin = "http://no.origin.yet.invalid"
        self._geometry = geometry
        self._events = events
        self._window: Any = None
        self._on_gui_thread: Callable[[Callable[[], None]], None] = lambda function: function()
        self._home = ""
        self._loaded_once = False
        self._closing = threading.Lock()
        self._may_close = False
        self._must_close = False
        self._flushed = threading.Event()
        self._made = threading.Event()
        self._saved = True
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
            self._made.set()
            return
        browser = self._window.native
        self._on_gui_thread = qt_hooks.gui_caller(browser)
        qt_hooks.drop_bridge(browser)
        qt_hooks.refuse_hardware(browser)
        qt_hooks.watch_loads(browser, self._loaded)
        qt_hooks.guard_navigation(browser, is_ours=self._is_ours, elsewhere=open_elsewhere)
        qt_hooks.reload_after_crash(browser, self._reload)
        qt_hooks.colour_background(browser, DARK if dark else LIGHT)
        qt_hooks.restore_geometry(browser, self._geometry)
        self._made.set()

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
        self._must_close = True
        self.close(ask=False)

    def _may_close_now(self) -> bool:
        """The close button, on the GUI thread: never wait here, never ask the page from here."""
        if self._may_close:
            return True
        self.close(ask=True)
        return False

    def close(self, *, ask: bool) -> None:
        """Close the window once the page has sent what it had; `ask` the author when it could not be saved."""
        threading.Thread(target=self._close, kwargs={"ask": ask}, name="closing", daemon=True).start()

    def _close(self, *, ask: bool) -> None:
        if not self._closing.acquire(blocking=False):
            return
        leave = True
        try:
            leave = not self._loaded_once or self._page_has_saved() or not ask or self._author_gives_up()
            if leave:
                self._disappear()
                self._events.stopping()
        finally:
            self._closing.release()
            if leave:
                self._may_close = True
                self._window.destroy()

    def _disappear(self) -> None:
        """Off the screen at once, whatever there is to finish. A hidden window no longer knows its frame."""
        if ON_LINUX:
            self._on_gui_thread(lambda: qt_hooks.save_geometry(self._window.native, self._geometry))
        self._window.hide()

    def _page_has_saved(self) -> bool:
        """Have the page send what it holds. One that does not answer has its text in the journal but for a moment's."""
        self._flushed.clear()
        self._saved = True
        self._run_script(FLUSH)
        if not self._flushed.wait(FLUSH_LIMIT_S):
            log.warning("the page did not answer before the window closed")
        return self._saved

    def page_flushed(self, *, saved: bool) -> None:
        """The page's answer to FLUSH."""
        self._saved = saved
        self._flushed.set()

    def _author_gives_up(self) -> bool:
        """Ask; the answer is yes as well when a signal comes meanwhile."""
        if not ON_LINUX:
            answer: bool = self._window.create_confirmation_dialog(TITLE, _(UNSAVED))
            return answer
        answers: queue.Queue[bool] = queue.Queue()
        words = {"yes": _("Close anyway"), "no": _("Keep it open")}
        self._on_gui_thread(lambda: qt_hooks.ask(self._window.native, _(UNSAVED), answer=answers.put, **words))
        while not self._must_close:
            with contextlib.suppress(queue.Empty):
                return answers.get(timeout=0.2)
        return True

    # --- the page

    def _reload(self) -> None:
        if not self._must_close and not self._may_close:
            self.load(self._home)

    def load(self, url: str) -> None:
        """Go to an address of the app."""
        self._window.load_url(url)

    def enter(self, origin: str, cookie: tuple[str, str], *, home: str, enter_url: str) -> None:
        """Show the app at `origin`: with its cookie where the toolkit takes one, else by the enter address."""
        self._origin, self._home = origin, origin + home
        self._made.wait()
        if ON_LINUX:
            browser = self._window.native
            self._on_gui_thread(lambda: qt_hooks.enter(browser, origin, cookie, lambda: self.load(self._home)))
        else:
            self.load(enter_url)

    def _run_script(self, script: str) -> None:
        """Run a fixed script in the page, without waiting: a page may never answer."""
        if ON_LINUX:
            self._on_gui_thread(lambda: self._window.native.webview.page().runJavaScript(script))
        else:
            threading.Thread(target=self._window.run_js, args=(script,), name="page-script", daemon=True).start()

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
