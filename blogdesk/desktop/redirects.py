"""Where a blog's approval page sends the browser back to: the loopback redirect of RFC 8252 section 7.3.

The request comes from another site, so the guard lets through exactly the addresses that wait here, once each.
"""

import secrets
import threading
import time
from collections.abc import Callable, Mapping

# Long enough to sign in and look for a one-time code; RFC 6749 section 4.1.2 gives the code itself ten minutes.
REDIRECT_LIFE_S = 600.0
PREFIX = "/_bd/connected/"
Receive = Callable[[Mapping[str, str]], None]


class PendingRedirects:
    """The redirects that are awaited. `origin` is that of the running server, `http://127.0.0.1:PORT`."""

    def __init__(
        self, origin: str, *, life_s: float = REDIRECT_LIFE_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._origin = origin
        self._life_s = life_s
        self._clock = clock
        self._waiting: dict[str, tuple[float, Receive]] = {}
        self._lock = threading.Lock()

    def expect(self, receive: Receive) -> str:
        """The `redirect_uri` to give to the blog. `receive` gets the query of the one request that comes there.

        It is called in that request's thread; a BlogDeskError it raises is told on the page the author sees.
        """
        path = PREFIX + secrets.token_urlsafe(24)
        with self._lock:
            self._drop_expired()
            self._waiting[path] = (self._clock() + self._life_s, receive)
        return self._origin + path

    def forget(self, redirect_uri: str) -> None:
        """Stop waiting: the author changed their mind."""
        with self._lock:
            self._waiting.pop(redirect_uri.removeprefix(self._origin), None)

    def take(self, path: str) -> Receive | None:
        """Who awaits this path; nobody does afterwards."""
        with self._lock:
            self._drop_expired()
            found = self._waiting.pop(path, None)
        return found[1] if found else None

    def _drop_expired(self) -> None:
        now = self._clock()
        self._waiting = {path: entry for path, entry in self._waiting.items() if entry[0] > now}
