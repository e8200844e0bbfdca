"""`blogdesk serve`: the hosted instance in one process, on Waitress."""

import errno
import logging
import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import NoReturn

from waitress.server import create_server

from blogdesk.core.config import MAX_MEDIA_BYTES, Config
from blogdesk.errors import Conflict, InvalidInput
from blogdesk.errors import FieldFault as Fault
from blogdesk.factory import open_database
from blogdesk.server.wsgi import Background, hosted_app

log = logging.getLogger(__name__)
# Readers wait for the disk and the database, not for each other.
THREADS = 8
# Browsers and crawlers hold connections open: one greedy client must not keep all others waiting.
# Below the 1,024 open files that most systems allow a process.
_CONNECTIONS, _SILENCE_S = 500, 30
# A file and the form around it.
_MAX_BODY_BYTES = MAX_MEDIA_BYTES + 1024 * 1024


def serve(config: Config, *, host: str, port: int, announce: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. `announce` is called once, with the address, when connections are accepted.

    Raises:
        Conflict: the port is taken.
        InvalidInput: the host is no address of this computer.
        StorageError: the data folder or its database cannot be used.
    """
    listener = bind(host, port)
    port = listener.getsockname()[1]
    config = config if config.base_url else replace(config, base_url=local_url(host, port))
    app = hosted_app(config)
    open_database(app)
    server = create_server(
        app,
        sockets=[listener],
        threads=THREADS,
        ident="",
        max_request_body_size=_MAX_BODY_BYTES,
        clear_untrusted_proxy_headers=not config.trusted_proxies,
        asyncore_use_poll=True,
        connection_limit=_CONNECTIONS,
        channel_timeout=_SILENCE_S,
        cleanup_interval=_SILENCE_S // 2,
    )
    # It warns of every request that waits for a thread: under load, more lines than answers.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    background = Background(app)
    previous = signal.signal(signal.SIGTERM, _leave)
    background.start()
    announce(config.base_url)
    try:
        server.run()
    finally:
        signal.signal(signal.SIGTERM, previous)
        background.stop()
        server.close()
        log.info("stopped")


def bind(host: str, port: int) -> socket.socket:
    """A socket at this address; port 0 is any free one.

    Raises:
        Conflict: the port is taken.
        InvalidInput: the host is no address of this computer.
    """
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    except (OSError, OverflowError) as err:
        raise InvalidInput([Fault("host", f"{host} is no address")], next_step="Try 127.0.0.1 or 0.0.0.0.") from err
    try:
        listener.bind(address)
    except OSError as err:
        listener.close()
        if err.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise Conflict(
                f"Port {port} of {host} is taken by another program, or not free to take.",
                next_step="Nothing was changed. Choose another with --port.",
            ) from err
        raise InvalidInput(
            [Fault("host", f"{host} is no address of this computer")], next_step="Try 127.0.0.1 or 0.0.0.0."
        ) from err
    return listener


def local_url(host: str, port: int) -> str:
    """The address of a server without a public one. One that listens everywhere is met on this computer."""
    name = {"0.0.0.0": "127.0.0.1", "::": "127.0.0.1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - compared only
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
