"""The server inside the app: Werkzeug's, threaded, on IPv4 loopback only, with a stop that leaves nothing behind."""

import contextlib
import logging
import socket
import threading
import time
from email.message import Message
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from blogdesk.desktop.guard import DUPLICATE_HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

# Headers that decide something: two of one kind mean that somebody hopes two readers take different ones.
SINGLE = ("host", "origin", "cookie", "content-length", "content-type", "authorization", "x-bd-csrf", "sec-fetch-site")
# A connection that says nothing for so long is dropped, with its thread.
SILENCE_S = 60.0
# How often the accept loop wakes when nothing happens; a stop wakes it at once.
POLL_S = 5.0


def duplicate_headers(headers: "Message[str, str]") -> list[str]:
    """The names among SINGLE that came more than once."""
    return [name for name in SINGLE if len(headers.get_all(name, [])) > 1]


class Running:
    """How many requests are being answered now."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def __enter__(self) -> None:
        with self._changed:
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def wait_for_none(self, limit_s: float) -> bool:
        """Whether no request was left before the time was up."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, limit_s)


class Server(ThreadedWSGIServer):
    """Werkzeug's server, which knows what it is doing and logs like the rest of us."""

    def __init__(self, listener: socket.socket, app: "WSGIApplication") -> None:
        host, port = listener.getsockname()
        super().__init__(host, port, app, Handler, fd=listener.fileno())
        self.running = Running()

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the interface
        """What Werkzeug itself has to say; a traceback of the app comes this way."""
        log.log(logging.ERROR if type == "error" else logging.DEBUG, message, *args)

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002 - the interface
        """A connection failed below the app."""
        log.error("a connection failed", exc_info=True)  # noqa: LOG014 - socketserver calls this in its except


class Handler(WSGIRequestHandler):
    """One request. Logs method, path and status: no query, no header, no address."""

    server: "Server"
    timeout = SILENCE_S
    server_version = "BlogDesk"
    sys_version = ""

    def make_environ(self) -> "WSGIEnvironment":
        """The environ, with a note of headers that came twice."""
        environ = super().make_environ()
        environ[DUPLICATE_HEADERS] = duplicate_headers(self.headers)
        return environ

    def run_wsgi(self) -> None:
        """Answer, counted among the running requests."""
        with self.server.running:
            super().run_wsgi()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 - the interface
        """One line at debug level."""
        path = getattr(self, "path", "-").partition("?")[0]
        log.debug("%s %r %s", self.command, path, getattr(code, "value", code))

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002, ARG002 - the interface
        """Requests that are no HTTP, and connections that stay silent."""
        log.debug(message, *args)


class EmbeddedServer:
    """Serves `app` on an already listening socket, in a thread of its own."""

    def __init__(self, listener: socket.socket, app: "WSGIApplication") -> None:
        self._server = Server(listener, app)
        listener.close()  # the server holds its own copy
        self.port = self._server.port
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": POLL_S}, name="server", daemon=True
        )

    def start(self) -> None:
        """Accept connections from now on."""
        self._thread.start()
        log.info("serving on 127.0.0.1:%d", self.port)

    def stop(self, limit_s: float = 3.0) -> None:
        """Accept no more, let running requests finish within the limit, close the port."""
        end = time.monotonic() + limit_s
        shutdown = threading.Thread(target=self._server.shutdown, name="server-stop", daemon=True)
        shutdown.start()
        while shutdown.is_alive():
            self._wake()
            shutdown.join(0.01)
        self._thread.join(limit_s)
        if not self._server.running.wait_for_none(max(0.0, end - time.monotonic())):
            log.warning("stopping with a request still running")
        self._server.server_close()

    def _wake(self) -> None:
        """Get the accept loop out of its wait."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            pass
