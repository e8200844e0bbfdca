"""The app as a process of its own, in a session of its own, killed by its id at the end."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "main.py"
Found = TypeVar("Found")
# Generous: the machine may be busy; nothing waits so long when it works.
LIMIT_S = 60.0


def until(find: Callable[[], Found | None], what: str, *, limit_s: float = LIMIT_S) -> Found:
    """What `find` finds, as soon as it finds something."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        found = find()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not come within {limit_s:.0f} s")


class Launched:
    """One running app: `main.py`, or another program that takes the same arguments."""

    def __init__(self, data: Path, *arguments: str, env: dict[str, str], program: Path) -> None:
        self.data = data
        self.process = subprocess.Popen(
            [sys.executable, str(program), "--data-dir", str(data), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, cwd=data.parent, start_new_session=True,
        )  # fmt: skip

    def first_line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def log(self) -> str:
        files = [self.data / "logs" / name for name in ("blogdesk.log", "window.log")]
        return "".join(file.read_text(encoding="utf-8") for file in files if file.exists())

    def logged(self, text: str) -> None:
        until(
            lambda: text in self.log() or (self.process.poll() is not None and self.fail(text)), f"'{text}' in the log"
        )

    def fail(self, text: str) -> bool:
        raise AssertionError(f"it ended before '{text}': {self.process.communicate()}\n{self.log()}")

    def instance(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.data / "instance.json").read_text())
        return told

    def end(self, *, limit_s: float = LIMIT_S) -> tuple[int, str, str]:
        """Wait for its end: status, stdout, stderr."""
        out, err = self.process.communicate(timeout=limit_s)
        return self.process.returncode, out, err

    def pids(self) -> list[int]:
        """Every process of its session."""
        command = ["ps", "-o", "pid=", "--sid", str(self.process.pid)]
        return [
            int(line) for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        ]

    def children(self) -> list[str]:
        """The processes of its session that still live, zombies left out."""
        done = subprocess.run(
            ["ps", "-o", "stat=,comm=", "--sid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [line for line in done.stdout.splitlines() if not line.startswith("Z")]


@contextlib.contextmanager
def launched(
    data: Path, *arguments: str, env: Mapping[str, str] | None = None, program: Path = MAIN
) -> Iterator[Launched]:
    """Run the app; whatever happens, nothing of it is left."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BLOGDESK_", "DBUS_"))}
    one = Launched(data, *arguments, env={**kept, "PYTHONPATH": str(ROOT), **(env or {})}, program=program)
    try:
        yield one
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(one.process.pid, signal.SIGKILL)
        one.process.communicate()
