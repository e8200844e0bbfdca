"""One BlogDesk for each data folder. A second start hands its files to the first and ends.

The lock is the system's: it is gone when its process is, however that ended. instance.json says where the holder
listens; without the lock behind it, it is a leftover and means nothing.
"""

import http.client
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from blogdesk.core.atomic_files import write_atomically
from blogdesk.core.paths import DataFolder
from blogdesk.errors import DataFolderInUse

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


# The first start has its lock at once, its port a moment later, and may be busy with a migration meanwhile.
HAND_OVER_LIMIT_S = 10.0


@dataclass(frozen=True)
class RunningInstance:
    """Where the app that holds the folder listens."""

    port: int
    pid: int
    token: str = field(repr=False)


class InstanceLock:
    """The right to be the one BlogDesk of a data folder. `pid`: the process that is told to hold it."""

    def __init__(self, folder: DataFolder, *, pid: int | None = None) -> None:
        self._folder = folder
        self._pid = pid or os.getpid()
        self._handle: int | None = None

    def acquire(self) -> bool:
        """Whether the folder is ours now. Clears what a crashed instance left."""
        handle = os.open(self._folder.root / "instance.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            return False
        self._handle = handle
        self._folder.instance_file.unlink(missing_ok=True)
        return True

    def announce(self, port: int, token: str) -> None:
        """Say where we listen, to programs of this user only."""
        told = {"port": port, "pid": self._pid, "token": token}
        write_atomically(self._folder.instance_file, json.dumps(told).encode("utf-8"), mode=0o600)

    def release(self) -> None:
        """Give the folder back."""
        if self._handle is not None:
            self._folder.instance_file.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None


def find_running(folder: DataFolder) -> RunningInstance | None:
    """What instance.json says; None when there is none, or it is no sense."""
    try:
        told = json.loads(folder.instance_file.read_bytes())
        return RunningInstance(port=int(told["port"]), pid=int(told["pid"]), token=str(told["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def hand_over(folder: DataFolder, files: Sequence[Path], *, limit_s: float = HAND_OVER_LIMIT_S) -> dict[str, Any]:
    """Ask the instance that holds the folder to come forward and open the files; its answer.

    The answer: `{"window": bool, "enter_url": str | null}`; without a window, the address opens it in a browser.

    Raises:
        DataFolderInUse: it holds the folder, but does not answer.
    """
    end = time.monotonic() + limit_s
    paths = [str(file.resolve()) for file in files]
    while True:
        running = find_running(folder)
        answer = _activate(running, paths) if running else None
        if answer is not None:
            return answer
        if time.monotonic() > end:
            break
        time.sleep(0.05)
    pid = f" (process {running.pid})" if running else ""
    raise DataFolderInUse(
        f"BlogDesk is open on {folder.root} already{pid}, but does not answer.",
        next_step="Nothing was changed. Close it, or wait a moment and start again.",
    )


def _activate(running: RunningInstance, paths: Sequence[str]) -> dict[str, Any] | None:
    """The instance's answer; None when it gives none."""
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
    headers = {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"}
    try:
        connection.request("POST", "/_bd/activate", json.dumps({"paths": list(paths)}), headers)
        response = connection.getresponse()
        answer = json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return answer if response.status == 200 and isinstance(answer, dict) else None
