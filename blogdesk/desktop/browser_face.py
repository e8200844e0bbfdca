"""The launch without a window: in the author's browser, or served only."""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping
from types import FrameType
from typing import Any

from blogdesk.desktop.backend import Backend
from blogdesk.desktop.external import open_external
from blogdesk.desktop.shell import BrowserShell

log = logging.getLogger(__name__)


class BrowserFace:
    """Serves until it is told to end: by the page's Quit, by Ctrl-C, by SIGTERM."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._ended = threading.Event()
        self._shell = BrowserShell(self._ended.set)

    def run_in_browser(self, reason: str) -> int:
        """Open the system's browser; the address is printed too, for it may be that no one sees the browser."""
        self._begin()
        url = self._backend.guard.new_enter_url()
        say(f"{reason} BlogDesk opens in your browser.".strip())
        say(f"If it does not, open this address within a minute: {url}")
        say("Start BlogDesk once more for a new address. End it with Ctrl-C, or with Quit on the page.")
        open_external(url)
        return self._wait()

    def run_unopened(self, reason: str) -> int:
        """There is nothing to open it with: print the address."""
        self._begin()
        say(f"{reason} BlogDesk is at this address, for one browser, within a minute:".strip())
        say(self._backend.guard.new_enter_url())
        say("Start BlogDesk once more for a new address. End it with Ctrl-C.")
        return self._wait()

    def run_for_scripts(self) -> int:
        """`--no-open`: the first line on stdout is JSON, `{"enter_url", "pid"}`."""
        self._begin()
        say(json.dumps({"enter_url": self._backend.guard.new_enter_url(), "pid": os.getpid()}))
        return self._wait()

    def _begin(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._signalled)
        self._backend.start(self._shell)

    def _signalled(self, number: int, _frame: FrameType | None) -> None:
        log.info("ending on %s", signal.Signals(number).name)
        self._ended.set()

    def _wait(self) -> int:
        self._ended.wait()
        return 0


def say(line: str) -> None:
    """One line on stdout, now."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def open_for_second_start(answer: Mapping[str, Any], *, browser: bool) -> None:
    """What a second start does with the first one's answer."""
    for line in answer.get("problems") or ():
        sys.stderr.write(f"{line}\n")
    url = answer.get("enter_url")
    if not isinstance(url, str):
        say("BlogDesk is open already; its window is in front now.")
        return
    say(f"BlogDesk is running already. Open this address within a minute: {url}")
    if browser:
        open_external(url)
