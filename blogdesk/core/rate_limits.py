"""How often somebody may ask: one counter store for the app, in memory, or in Redis when several processes run."""

import math
import time
from dataclasses import dataclass

from flask import Flask, current_app
from limits import RateLimitItemPerSecond
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

_EXTENSION = "blogdesk.rate_limits"


@dataclass(frozen=True)
class Verdict:
    """Whether a request may come in, how many more may, and in how many seconds the count starts anew."""

    allowed: bool
    limit: int
    remaining: int
    reset_s: int
    window_s: int

    def headers(self) -> dict[str, str]:
        """As the `RateLimit` fields (draft-ietf-httpapi-ratelimit-headers-10), with `Retry-After` on a refusal."""
        fields = {
            "RateLimit-Policy": f'"default";q={self.limit};w={self.window_s}',
            "RateLimit": f'"default";r={self.remaining};t={self.reset_s}',
        }
        return fields if self.allowed else fields | {"Retry-After": str(max(1, self.reset_s))}


def set_up(app: Flask, *, redis_url: str = "") -> None:
    """Give the app its counters; once, whoever asks first."""
    if _EXTENSION not in app.extensions:
        app.extensions[_EXTENSION] = FixedWindowRateLimiter(storage_from_string(redis_url or "memory://"))


def _counters() -> FixedWindowRateLimiter:
    counters: FixedWindowRateLimiter = current_app.extensions[_EXTENSION]
    return counters


def hit(name: str, key: str, *, limit: int, window_s: int = 60) -> Verdict:
    """Count one request of `key` under the limit called `name`, and say whether it may come in."""
    item = RateLimitItemPerSecond(limit, window_s, namespace="blogdesk")
    return _verdict(item, name, key, allowed=_counters().hit(item, name, key))


def peek(name: str, key: str, *, limit: int, window_s: int = 60) -> Verdict:
    """What `hit` would say, without counting."""
    item = RateLimitItemPerSecond(limit, window_s, namespace="blogdesk")
    return _verdict(item, name, key, allowed=_counters().test(item, name, key))


def forgive(name: str, key: str, *, limit: int, window_s: int = 60) -> None:
    """Start the count anew."""
    item = RateLimitItemPerSecond(limit, window_s, namespace="blogdesk")
    _counters().clear(item, name, key)


def _verdict(item: RateLimitItemPerSecond, name: str, key: str, *, allowed: bool) -> Verdict:
    stats = _counters().get_window_stats(item, name, key)
    reset_s = max(0, math.ceil(stats.reset_time - time.time()))
    return Verdict(allowed, item.amount, max(0, stats.remaining), reset_s, item.get_expiry())
