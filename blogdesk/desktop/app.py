"""The desktop app from start to end: lock, then the best face this computer has, then a clean end."""

import logging
import os
import sys
import threading
import time
import webbrowser
from dataclasses import dataclass
from pathlib import Path

from blogdesk.core.logs import set_up_logs
from blogdesk.core.paths import DataFolder
from blogdesk.desktop.backend import Backend
from blogdesk.desktop.browser_face import BrowserFace, open_for_second_start
from blogdesk.desktop.probe_gui import WindowProbe, find_display
from blogdesk.desktop.single_instance import InstanceLock, hand_over
from blogdesk.desktop.window_face import WindowFace

log = logging.getLogger(__name__)
# Threads of the toolkit that hang at the end get so long; then the process ends without them.
END_LIMIT_S = 2.0


@dataclass(frozen=True)
class DesktopOptions:
    """The options of `blogdesk desktop`."""

    files: tuple[Path, ...] = ()
    browser: bool = False
    open_it: bool = True
    port: int = 0


def run_desktop(folder: DataFolder, options: DesktopOptions) -> int:
    """Run the app until it is closed; the exit status.

    Raises:
        DataFolderUnusable: the folder cannot be read or written.
        DataFolderInUse: another BlogDesk has it, and does not answer.
        Conflict: the port is taken.
    """
    lock = InstanceLock(folder.prepare())
    if not lock.acquire():
        answer = hand_over(folder, options.files)
        open_for_second_start(answer, browser=options.open_it and can_open_browser())
        return 0
    set_up_logs(folder.logs, level=log_level(), to_stderr=False)
    try:
        return _run(folder, options, lock)
    finally:
        lock.release()


def _run(folder: DataFolder, options: DesktopOptions, lock: InstanceLock) -> int:
    """The window, else the browser, else the address on the terminal."""
    files = [file.resolve() for file in options.files]
    reason = ""
    if options.open_it and not options.browser:
        probe = WindowProbe(folder.cache / "window-probe.json")
        verdict = probe.judge()
        if verdict.possible:
            set_up_logs(folder.logs, level=log_level(), to_stderr=False, name="window.log")
            return WindowFace(folder, probe, port=options.port, files=files).run()
        reason = verdict.reason
    backend = Backend(folder, lock, port=options.port, files=files)
    try:
        return _without_window(BrowserFace(backend), options, reason)
    finally:
        backend.stop()


def _without_window(face: BrowserFace, options: DesktopOptions, reason: str) -> int:
    if not options.open_it:
        return face.run_for_scripts()
    return face.run_in_browser(reason) if can_open_browser() else face.run_unopened(reason)


def log_level() -> str:
    """How much goes into the logs."""
    return os.environ.get("BLOGDESK_LOG_LEVEL") or "INFO"


def can_open_browser() -> bool:
    """Whether the system has a browser and a display to show it on."""
    if not find_display(os.environ):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


def leave(status: int) -> None:
    """End the process, also when a thread of the toolkit waits for an answer that never comes."""
    end = time.monotonic() + END_LIMIT_S
    others = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
    for thread in others:
        if not thread.daemon:
            thread.join(max(0.0, end - time.monotonic()))
    if any(thread.is_alive() and not thread.daemon for thread in others):
        log.warning("ending with a thread still waiting")
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
