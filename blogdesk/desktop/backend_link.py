"""The window's side of the backend process: starting it, talking with it, ending it."""

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import blogdesk
from blogdesk.core.paths import DataFolder
from blogdesk.desktop.link import Answer, Link, LinkClosed
from blogdesk.desktop.shell import Capabilities
from blogdesk.errors import Conflict

log = logging.getLogger(__name__)
# It binds its port before it imports anything that takes time.
LISTEN_LIMIT_S = 20.0
FINISH_LIMIT_S = 6.0
STOP_LIMIT_S = 6.0


@dataclass(frozen=True)
class BackendSettings:
    """What the backend process is told at its start."""

    folder: DataFolder
    capabilities: Capabilities
    port: int = 0
    files: Sequence[Path] = ()

    def as_line(self) -> bytes:
        """The first line on its stdin."""
        return json.dumps({
            "data_dir": str(self.folder.root),
            "capabilities": asdict(self.capabilities),
            "port": self.port,
            "files": [str(file) for file in self.files],
            "pid": os.getpid(),
            "log_level": os.environ.get("BLOGDESK_LOG_LEVEL") or "INFO",
        }).encode("utf-8") + b"\n"  # fmt: skip


def backend_command() -> list[str]:
    """How to start the backend process."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--backend"]
    return [sys.executable, "-m", "blogdesk.desktop.backend_process"]


class BackendLink:
    """One backend process. `answer` gets its calls, `ended` is called when it is gone."""

    def __init__(self, settings: BackendSettings, answer: Answer, *, ended: Callable[[], None]) -> None:
        root = str(Path(blogdesk.__file__).parents[1])
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))}
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            backend_command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env
        )
        assert self._process.stdin  # noqa: S101 - what PIPE gives
        assert self._process.stdout  # noqa: S101 - the same
        self._process.stdin.write(settings.as_line())
        self._process.stdin.flush()
        self._listening = threading.Event()
        self._refused: Conflict | None = None
        self._answer = answer
        self.origin = ""
        self.cookie = ("", "")
        self._link = Link(self._process.stdout, self._process.stdin, self._take, ended=ended)
        self._link.start()

    def wait_listening(self) -> None:
        """Return once it has its port.

        Raises:
            Conflict: the port is taken, or the process ended.
        """
        while not self._listening.wait(0.1) and not self._link.closed.is_set():
            pass
        if self._refused:
            raise self._refused
        if not self.origin:
            raise LinkClosed(
                "BlogDesk's own process ended at its start.",
                next_step="What you wrote is safe. Start BlogDesk again; the reason is in the log.",
            )

    def finish(self) -> None:
        """Have it bring what is under way to an end."""
        try:
            self._link.call("finish", limit_s=FINISH_LIMIT_S)
        except (LinkClosed, TimeoutError):
            log.warning("the backend did not finish in time")

    def stop(self) -> None:
        """End it, in peace if it can."""
        self._link.tell("stop")
        try:
            self._process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            log.warning("the backend did not end; it is ended")
            self._process.kill()
            self._process.wait()

    def _take(self, name: str, values: dict[str, Any]) -> object:
        if name == "listening":
            self.origin, self.cookie = values["origin"], (values["cookie"][0], values["cookie"][1])
            self._listening.set()
            return None
        if name == "refused":
            self._refused = Conflict(values["error"], next_step=values["next_step"])
            self._listening.set()
            return None
        self._listening.wait(LISTEN_LIMIT_S)  # each call has a thread of its own: this one may have come first
        return self._answer(name, values)
