"""Whether a window can be shown on this computer, found out without dying of it.

The full trial is a process of its own and costs up to half a second, more than the start may take. So its result
counts until something changes: a mark in the cache is set to `trying` before each start and to `worked` once the
window's page is there. A start that finds anything else than its own `worked` runs the trial.
"""

import importlib.util
import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from blogdesk.desktop import gui_process

log = logging.getLogger(__name__)
TRIAL_LIMIT_S = 15.0


@dataclass(frozen=True)
class Verdict:
    """Whether there can be a window; if not, why, in plain words."""

    possible: bool
    reason: str = ""


def trial_command() -> list[str]:
    """How to start the process that tries the toolkit."""
    if getattr(sys, "frozen", False):
        return [sys.executable, gui_process.SWITCH]
    return [sys.executable, "-P", str(gui_process.__file__)]


def find_display(env: Mapping[str, str]) -> str:
    """The name of the display; empty when there is none. Windows and macOS always have one."""
    if not sys.platform.startswith("linux"):
        return sys.platform
    return env.get("WAYLAND_DISPLAY", "") or env.get("DISPLAY", "")


class WindowProbe:
    """The verdict for one data folder's cache. `mark` is the file that remembers a window that worked."""

    def __init__(self, mark: Path, *, env: Mapping[str, str] | None = None) -> None:
        self._mark = mark
        self._env = os.environ if env is None else env
        self._display = find_display(self._env)

    def judge(self) -> Verdict:
        """Whether to open a window, quickly when one worked here before."""
        if not self._display:
            return Verdict(possible=False, reason="There is no display.")
        missing = missing_toolkit()
        if missing:
            return Verdict(possible=False, reason=missing)
        return Verdict(possible=True) if self._worked() else self._try()

    def starting(self) -> None:
        """A window is about to be opened: until `worked`, the next start has reason to doubt."""
        self._write("trying")

    def worked(self) -> None:
        """The window's page is there."""
        self._write("worked")

    def _worked(self) -> bool:
        try:
            return bool(json.loads(self._mark.read_bytes()) == self._entry("worked"))
        except (OSError, ValueError):
            return False

    def _entry(self, state: str) -> dict[str, str]:
        return {"state": state, "display": self._display, "toolkit": toolkit_version()}

    def _write(self, state: str) -> None:
        try:
            self._mark.write_text(json.dumps(self._entry(state)), encoding="utf-8")
        except OSError as err:
            log.info("the window's mark was not written: %s", err)

    def _try(self) -> Verdict:
        command = trial_command()
        try:
            done = subprocess.run(command, capture_output=True, timeout=TRIAL_LIMIT_S, check=False)  # noqa: S603 - ours
        except (OSError, subprocess.TimeoutExpired) as err:
            return Verdict(possible=False, reason=f"The window's toolkit does not answer ({type(err).__name__}).")
        if done.returncode == 0:
            return Verdict(possible=True)
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit status {done.returncode}"]
        log.info("no window: %s", " ".join(lines))
        return Verdict(possible=False, reason=f"The window's toolkit does not start: {lines[0]}")


def missing_toolkit() -> str:
    """What is not installed, and how to get it; empty when all is there. Imports nothing."""
    wanted = ("webview", "PySide6") if sys.platform.startswith("linux") else ("webview",)
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    return f"The window's toolkit is not installed (pip install 'blogdesk[window]'): {missing[0]}." if missing else ""


def toolkit_version() -> str:
    """The versions the mark was made with."""
    try:
        return f"{version('pywebview')} {version('PySide6')}" if sys.platform.startswith("linux") else ""
    except PackageNotFoundError:
        return ""
