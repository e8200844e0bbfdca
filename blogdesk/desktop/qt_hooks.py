"""What pywebview's Qt window needs beyond pywebview, done on the GUI thread before it is shown.

Qt is imported inside the functions: this module is also imported where the toolkit is absent. Objects of Qt and
pywebview are `Any`: neither ships complete types.
"""

import contextlib
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

# Chromium's switch for prefers-color-scheme: the attribute that Qt offers does not reach the page.
DARK_FLAG = "--blink-settings=preferredColorScheme=0"
# More crashes of the page's process in one launch are no accident.
MAX_RELOADS = 3


def prepare_environment() -> None:
    """What Chromium reads from the environment when it starts."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")  # as root it would end the process instead
    os.environ.pop("QTWEBENGINE_REMOTE_DEBUGGING", None)  # it would open the pages to every local program


def make_application(name: str) -> bool:
    """Make the application object; whether the system is in dark mode. Call before the first window."""
    import PySide6.QtWebEngineWidgets  # noqa: F401 - it must come before the application
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    QGuiApplication.setDesktopFileName(name.lower())
    application: Any = QApplication.instance() or QApplication([name])
    application.setApplicationName(name)
    application.setApplicationDisplayName(name)
    dark = bool(application.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    if dark:
        flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "")
        os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = f"{flags} {DARK_FLAG}".strip()
    return dark


def drop_bridge(browser: Any) -> None:
    """Take away pywebview's bridge into Python and the script it injects into each page. We talk HTTP only."""
    page = browser.webview.page()
    with contextlib.suppress(RuntimeError, TypeError):
        page.loadFinished.disconnect(browser.on_load_finished)
    page.setWebChannel(None)


def watch_loads(browser: Any, loaded: Callable[[str], None]) -> None:
    """Tell of each page that has loaded, by its address; a page that tells of an error counts."""
    page = browser.webview.page()
    page.loadFinished.connect(lambda *_: loaded(page.url().toString()))


def guard_navigation(browser: Any, *, is_ours: Callable[[str], bool], elsewhere: Callable[[str], None]) -> None:
    """Keep every foreign page out of the window; what the author clicked opens in their browser."""
    from PySide6.QtWebEngineCore import QWebEngineNavigationRequest, QWebEnginePage

    page = browser.webview.page()
    kinds = QWebEngineNavigationRequest.NavigationType

    def requested(request: Any) -> None:
        url = request.url().toString()
        if is_ours(url) or request.navigationType() == kinds.TypedNavigation:  # typed: our own load() and splash
            return
        request.reject()
        if request.navigationType() == kinds.LinkClickedNavigation:
            elsewhere(url)

    class NewWindows(QWebEnginePage):
        """Where target=_blank and window.open lead: nowhere in here."""

        def acceptNavigationRequest(self, url: Any, *_: Any) -> bool:  # noqa: N802 - Qt's name
            elsewhere(url.toString())
            return False

    page.navigationRequested.connect(requested)
    page.nav_handler = NewWindows(page.profile(), page)


def enter(browser: Any, origin: str, cookie: tuple[str, str], then: Callable[[], None]) -> None:
    """Put the launch's cookie into the window's own, memory-only store; go on once it is there. On the GUI thread."""
    from PySide6.QtCore import QUrl
    from PySide6.QtNetwork import QNetworkCookie

    name, value = cookie
    ours = QNetworkCookie(name.encode("ascii"), value.encode("ascii"))
    ours.setPath("/")
    ours.setHttpOnly(True)
    ours.setSameSitePolicy(QNetworkCookie.SameSite.Strict)
    store = browser.profile.cookieStore()

    def added(one: Any) -> None:
        if bytes(one.name().data()).decode("ascii") == name:
            store.cookieAdded.disconnect(added)
            then()

    store.cookieAdded.connect(added)
    store.setCookie(ours, QUrl(origin))


def reload_after_crash(browser: Any, reload: Callable[[], None]) -> None:
    """Load the app again when the page's process dies; the text is in the journal."""
    left = [MAX_RELOADS]

    def terminated(*what: object) -> None:
        log.error("the page's process ended: %s", what)
        if left[0]:
            left[0] -= 1
            reload()

    browser.webview.page().renderProcessTerminated.connect(terminated)


def refuse_hardware(browser: Any) -> None:
    """No camera, microphone, place or screen for any page, whatever pywebview would grant."""
    page = browser.webview.page()
    with contextlib.suppress(RuntimeError, TypeError):
        page.featurePermissionRequested.disconnect(page.onFeaturePermissionRequested)


def colour_background(browser: Any, colour: str) -> None:
    """What is seen before a page paints."""
    from PySide6.QtGui import QColor

    browser.webview.page().setBackgroundColor(QColor(colour))


def restore_geometry(browser: Any, file: Path) -> None:
    """Place and size of the last time, moved onto a screen that is there. Qt itself allows for the frame."""
    from PySide6.QtCore import QByteArray

    with contextlib.suppress(OSError):
        browser.restoreGeometry(QByteArray(file.read_bytes()))


def save_geometry(browser: Any, file: Path) -> None:
    """Remember place, size and whether maximized. On the GUI thread."""
    with contextlib.suppress(OSError):
        file.write_bytes(browser.saveGeometry().data())


def gui_caller(browser: Any) -> Callable[[Callable[[], None]], None]:
    """A function that has another one run on the GUI thread, soon. Make it on the GUI thread."""
    from PySide6.QtCore import QObject, Qt, Signal

    class Caller(QObject):
        """Carries calls over by a queued signal."""

        called = Signal(object)

    caller = Caller(browser)
    caller.called.connect(lambda function: function(), Qt.ConnectionType.QueuedConnection)
    return caller.called.emit


def ask(browser: Any, question: str, *, yes: str, no: str, answer: Callable[[bool], None]) -> None:
    """Ask beside the window, without waiting; Escape and Return both mean no. On the GUI thread."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Warning, browser.windowTitle(), question, parent=browser)
    agree = box.addButton(yes, QMessageBox.ButtonRole.DestructiveRole)
    refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(refuse)
    box.setEscapeButton(refuse)
    box.finished.connect(lambda _result: answer(box.clickedButton() == agree))
    box.open()


def copy_text(text: str) -> None:
    """Put text on the clipboard. On the GUI thread."""
    from PySide6.QtGui import QGuiApplication

    QGuiApplication.clipboard().setText(text)
