"""The half of the app behind the window: port, guard, database, in a process of its own.

The window's toolkit and the app are imported side by side, on two cores; neither can take the other down.
"""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from blogdesk.core.logs import set_up_logs
from blogdesk.core.paths import DataFolder
from blogdesk.desktop.backend import Backend
from blogdesk.desktop.external import checked_url, open_external
from blogdesk.desktop.link import Link
from blogdesk.desktop.shell import Capabilities, not_here
from blogdesk.desktop.single_instance import InstanceLock
from blogdesk.errors import Conflict

log = logging.getLogger(__name__)
SWITCH = "--backend"
GRACE_S = 3.0


class LinkShell:
    """The window, reached over the link."""

    def __init__(self, link: Link, capabilities: Capabilities) -> None:
        self.capabilities = capabilities
        self._link = link

    def choose_files(self, kinds: Sequence[str]) -> list[Path]:
        """An open dialog for several files."""
        return [Path(path) for path in self._link.call("choose", kind="open", kinds=list(kinds))]

    def choose_folder(self) -> Path | None:
        """A folder dialog."""
        return next((Path(path) for path in self._link.call("choose", kind="folder")), None)

    def choose_place(self, name: str) -> Path | None:
        """A save dialog."""
        return next((Path(path) for path in self._link.call("choose", kind="save", name=name)), None)

    def open_url(self, url: str) -> None:
        """In the system's browser."""
        open_external(checked_url(url))

    def copy(self, text: str) -> None:
        """On the system's clipboard, where the window can reach it."""
        if not self.capabilities.clipboard:
            raise not_here("Copying")
        self._link.call("copy", text=text)

    def control_window(self, action: str) -> None:
        """`fullscreen`, `minimize`, `maximize`."""
        self._link.call("control", action=action)

    def page_ready(self) -> None:
        """The caret blinks."""
        self._link.tell("page_ready")

    def page_flushed(self, *, saved: bool) -> None:
        """The page's answer before closing."""
        self._link.tell("page_flushed", saved=saved)

    def quit(self) -> None:
        """Close the window."""
        self._link.tell("quit")


class BackendProcess:
    """Serves for the window at the other end of stdin and stdout, for as long as that is there."""

    def __init__(self, reader: Any, writer: Any, settings: Mapping[str, Any]) -> None:
        self._over = threading.Event()
        self._link = Link(reader, writer, self._answer, ended=self._over.set)
        self._settings = settings
        folder = DataFolder(Path(settings["data_dir"]))
        files = [Path(file) for file in settings["files"]]
        lock = InstanceLock(folder, pid=settings["pid"])  # held by the window's process
        self._backend = Backend(folder, lock, port=settings["port"], files=files)
        self._backend.came_forward = self._came_forward

    def run(self) -> None:
        """Serve until the window is gone."""
        guard = self._backend.guard
        self._link.start()
        self._link.tell("listening", origin=guard.origin, cookie=list(guard.cookie))
        failed = False
        try:
            self._backend.start(LinkShell(self._link, Capabilities(**self._settings["capabilities"])))
        except Exception as err:
            log.exception("the app did not start")
            failed = True
            self._backend.start_telling(err)
        self._link.tell("ready", failed=failed, enter_url=guard.new_enter_url(), home=self._backend.home())
        self._over.wait()
        self._backend.stop()

    def end_soon(self, *_: object) -> None:
        """A signal: at a log-out the window gets it too, and its page still has to send its last words."""
        timer = threading.Timer(GRACE_S, self._over.set)
        timer.daemon = True
        timer.start()

    def _answer(self, name: str, _values: dict[str, Any]) -> object:
        if name == "finish":
            self._backend.finish()
        elif name == "stop":
            self._over.set()
        return None

    def _came_forward(self, url: str | None) -> Mapping[str, object]:
        self._link.tell("come_forward", url=url)
        return {"window": True, "enter_url": None}


def main() -> int:
    """Run for the process that started this one. Its settings are the first line on stdin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the window decides
    # Unbuffered: the thread that waits in it must not hold a lock when the interpreter ends.
    reader, writer = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the messages
    settings = json.loads(reader.readline())
    set_up_logs(DataFolder(Path(settings["data_dir"])).logs, level=settings["log_level"], to_stderr=False)
    try:
        process = BackendProcess(reader, writer, settings)
    except Conflict as err:
        writer.write(json.dumps({"do": "refused", "with": {"error": err.message, "next_step": err.next_step}}).encode())
        writer.close()
        return 1
    signal.signal(signal.SIGTERM, process.end_soon)
    process.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
