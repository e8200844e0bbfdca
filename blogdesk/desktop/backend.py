"""Everything of a launch but what the author sees: port, guard, server, the instance behind them."""

import logging
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blogdesk.core.paths import DataFolder
from blogdesk.desktop.guard import HOME, Guard
from blogdesk.desktop.guard_answers import message_page
from blogdesk.desktop.launch_secrets import LaunchSecrets
from blogdesk.desktop.loopback import bind_loopback
from blogdesk.desktop.shell import Shell
from blogdesk.desktop.single_instance import InstanceLock
from blogdesk.desktop.words import _
from blogdesk.errors import BlogDeskError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from blogdesk.desktop.embedded_server import EmbeddedServer
    from blogdesk.desktop.opened_files import FileOpener

log = logging.getLogger(__name__)
# Called for a second start with the page of the last file it opened, if any; says whether there is a window, or how
# to get in.
CameForward = Callable[[str | None], Mapping[str, object]]


class Backend:
    """One launch on one data folder. Holds its port from the beginning, serves from `start` to `stop`."""

    def __init__(self, folder: DataFolder, lock: InstanceLock, *, port: int = 0, files: Sequence[Path] = ()) -> None:
        self._folder = folder
        self._lock = lock
        self._listener = bind_loopback(port)
        self._secrets = LaunchSecrets()
        self._server: EmbeddedServer | None = None
        self._instance: Any = None
        self._life = threading.Lock()
        self._stopped = False
        self._files = files
        self._opener: FileOpener | None = None
        self.came_forward: CameForward = self._another_way_in
        self.guard = Guard(self._listener.getsockname()[1], secrets_of_launch=self._secrets, activate=self._activate)

    def start(self, shell: Shell) -> None:
        """Import the app, open its database and the files of the command line, serve.

        Raises:
            BlogDeskError: the folder or its database cannot be used.
        """
        from blogdesk.desktop import wiring  # here: it imports Flask and all the app, after the port is taken

        with self._life:
            if self._stopped:
                return
            self._instance = wiring.make_instance(self._folder, guard=self.guard, shell=shell)
            self._opener = wiring.FileOpener(self._instance)
            for line in self._opener.open(self._files).problems:
                sys.stderr.write(f"{line}\n")
            self._serve(self._instance.wsgi_app)

    def start_telling(self, err: Exception) -> None:
        """Serve one page: why there is no app."""
        text = f"{err.message} {err.next_step}" if isinstance(err, BlogDeskError) else unexpected(self._folder)

        def app(_environ: "WSGIEnvironment", start_response: "StartResponse") -> list[bytes]:
            answer = message_page(HTTPStatus.INTERNAL_SERVER_ERROR, _("BlogDesk could not start"), text)
            start_response(answer.status_line, answer.all_headers())
            return [answer.body]

        with self._life:
            if not self._stopped:
                self._serve(app)

    def _serve(self, app: "WSGIApplication") -> None:
        from blogdesk.desktop.embedded_server import EmbeddedServer  # here: it imports Werkzeug, see start()

        self.guard.app = app
        self._server = EmbeddedServer(self._listener, self.guard)
        self._server.start()
        self._lock.announce(self._server.port, self._secrets.instance_token)

    def home(self) -> str:
        """The path of the page that the author sees first. Makes it once, so that the window need not wait for that."""
        if self._instance is None:
            return HOME
        answer = self._instance.test_client().get(HOME, follow_redirects=True)
        path: str = answer.request.path
        return path if answer.status_code == HTTPStatus.OK else HOME

    def finish(self) -> None:
        """What is under way comes to its end before the window goes: see `wiring.finish_work`."""
        if self._instance is not None:
            from blogdesk.desktop import wiring  # here: see start()

            wiring.finish_work(self._instance)

    def stop(self) -> None:
        """Finish what is being answered, close the port and the database."""
        with self._life:
            self._stopped = True
            if self._server:
                self._server.stop()
            if self._instance is not None:
                from blogdesk.desktop import wiring  # here: see start()

                wiring.close_instance(self._instance)
            self._listener.close()

    def _activate(self, paths: Sequence[str]) -> Mapping[str, object]:
        opened = self._opener.open(paths) if self._opener else None
        answer = self.came_forward(opened.urls[-1] if opened and opened.urls else None)
        return {**answer, "problems": opened.problems if opened else ()}

    def _another_way_in(self, _url: str | None) -> Mapping[str, object]:
        """For a launch without a window: a second start gets a link of its own, which leads to the newest post."""
        return {"window": False, "enter_url": self.guard.new_enter_url()}


def unexpected(folder: DataFolder) -> str:
    """What to say about an error that nobody thought of."""
    text = _(
        "Something went wrong that BlogDesk did not expect. What you wrote is safe in {folder}. The reason is in {log}."
    )
    return text.format(folder=folder.root, log=folder.logs / "blogdesk.log")
