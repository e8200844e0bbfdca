"""Taking a port of this computer, before anything is there to answer on it."""

import errno
import socket
import sys

from blogdesk.errors import Conflict


def bind_loopback(port: int = 0) -> socket.socket:
    """A listening socket on 127.0.0.1 (0: any free port), held from now on so that no one can slip in before us.

    Raises:
        Conflict: the port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR lets another program take over a port that is in use.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except OSError as err:
        listener.close()
        if err.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        raise Conflict(
            f"Port {port} of this computer is taken by another program, or not free to take.",
            next_step="Nothing was changed. Choose another with --port, or leave --port out for any free one.",
        ) from err
    return listener
