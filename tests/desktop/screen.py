"""A screen of its own for each module of window tests: Xvfb with openbox."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.desktop.launched import until

PACKAGES = {"Xvfb": "xvfb", "openbox": "openbox", "wmctrl": "wmctrl", "xdotool": "xdotool", "xclip": "xclip"}


@dataclass(frozen=True)
class Screen:
    display: str

    @property
    def env(self) -> dict[str, str]:
        flags = "--disable-gpu"  # there is none behind Xvfb
        no_bus = "unix:path=/nonexistent"  # libdbus would start one that outlives us
        return {
            "DISPLAY": self.display,
            "WAYLAND_DISPLAY": "",
            "QTWEBENGINE_CHROMIUM_FLAGS": flags,
            "DBUS_SESSION_BUS_ADDRESS": no_bus,
        }

    def run(self, *command: str, check: bool = True) -> str:
        env = {**os.environ, "DISPLAY": self.display}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=30, check=check)
        return done.stdout

    def windows(self) -> dict[str, tuple[int, int, int, int]]:
        """Title → x, y, width, height of each window."""
        rows = [line.split(None, 7) for line in self.run("wmctrl", "-lG", check=False).splitlines()]
        return {row[7]: (int(row[2]), int(row[3]), int(row[4]), int(row[5])) for row in rows if len(row) == 8}

    def ids(self) -> list[str]:
        """The id of each window that is managed."""
        return [line.split()[0] for line in self.run("wmctrl", "-l", check=False).splitlines()]

    def type_into(self, title: str, text: str) -> None:
        """Press keys in the window of this title."""
        self.wait_for(title)
        self.run("wmctrl", "-a", title)
        until(lambda: self.run("xdotool", "getactivewindow", "getwindowname", check=False).strip() == title, "focus")
        self.run("xdotool", "type", "--delay", "30", text)

    def wait_for(self, title: str) -> None:
        until(lambda: title in self.windows(), f"the window {title}")


@contextlib.contextmanager
def xvfb() -> Iterator[Screen]:
    """A screen, or a skip that names what is missing."""
    missing = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs Debian packages: {' '.join(missing)}")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as pipe:
            display = f":{pipe.readline().strip()}"
        env = {**os.environ, "DISPLAY": display}
        with subprocess.Popen(["openbox"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as manager:
            try:
                screen = Screen(display)
                until(lambda: "Name: " in screen.run("wmctrl", "-m", check=False), "the window manager")
                yield screen
            finally:
                manager.terminate()
                manager.wait(10)
                server.terminate()
