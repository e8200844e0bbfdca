"""What one launch of the app knows and nobody else may: the entry codes, the cookie, the CSRF and instance tokens."""

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

# A browser that starts cold has asked for the page by then; a link found in a history later is dead.
ENTRY_CODE_LIFE_S = 60.0


def same(given: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how far they agree."""
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode("utf-8", "surrogateescape"))


def _token() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True)
class LaunchSecrets:
    """Made anew at each launch, kept in memory only (`instance_token` also in instance.json, mode 0600).

    The cookie's name is random too: cookies ignore ports, so a program on another port could otherwise plant one.
    """

    cookie_name: str = field(default_factory=lambda: f"bd_{secrets.token_hex(8)}", repr=False)
    cookie_value: str = field(default_factory=_token, repr=False)
    csrf_token: str = field(default_factory=_token, repr=False)
    instance_token: str = field(default_factory=_token, repr=False)


class EntryCodes:
    """Single-use codes that let one window or browser in, within a minute of being made."""

    def __init__(self, *, life_s: float = ENTRY_CODE_LIFE_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._life_s = life_s
        self._clock = clock
        self._expiry: dict[str, float] = {}
        self._lock = threading.Lock()

    def new(self) -> str:
        """A fresh code, valid from now on."""
        code = _token()
        with self._lock:
            self._drop_expired()
            self._expiry[code] = self._clock() + self._life_s
        return code

    def take(self, given: str) -> bool:
        """Whether the code is one of the live ones; it is dead afterwards."""
        with self._lock:
            self._drop_expired()
            found = [code for code in self._expiry if same(given, code)]
            for code in found:
                del self._expiry[code]
        return bool(found)

    def _drop_expired(self) -> None:
        now = self._clock()
        self._expiry = {code: expiry for code, expiry in self._expiry.items() if expiry > now}
