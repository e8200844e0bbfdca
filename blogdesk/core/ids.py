"""Identifiers. UUIDv7 (RFC 9562 section 5.7): made by the client, sortable by the time they were made."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last_ms = 0
_counter = 0


def _next_tick() -> tuple[int, int]:
    """A millisecond and a 12-bit counter that together never go back inside this process."""
    global _last_ms, _counter  # noqa: PLW0603 - one clock for the whole process, under its lock
    with _lock:
        ms = time.time_ns() // 1_000_000
        if ms > _last_ms:
            _last_ms, _counter = ms, int.from_bytes(os.urandom(2), "big") & 0x7FF
        else:
            _counter += 1
            if _counter > 0xFFF:
                _last_ms, _counter = _last_ms + 1, 0
        return _last_ms, _counter


def uuid7() -> uuid.UUID:
    """A new UUIDv7; within one process each is greater than the one before."""
    ms, counter = _next_tick()
    random_part = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return uuid.UUID(int=(ms & ((1 << 48) - 1)) << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | random_part)
