"""Requests as an attacker writes them: byte for byte, in the order given, with whatever headers."""

import json
import socket
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The one value of a header; None when it is absent."""
        found = [value for given, value in self.headers if given.lower() == name.lower()]
        assert len(found) <= 1, f"{name} came {len(found)} times"
        return found[0] if found else None

    def json(self) -> Any:
        return json.loads(self.body)


def exchange(port: int, data: bytes, *, host: str = "127.0.0.1") -> Answer:
    """Send bytes, read until the server closes."""
    with socket.create_connection((host, port), timeout=10) as connection:
        connection.sendall(data)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    if ("Transfer-Encoding", "chunked") in headers:
        body = dechunked(body)
    return Answer(int(status.split()[1]), headers, body)


def dechunked(data: bytes) -> bytes:
    """The body of a chunked answer."""
    body = b""
    while data:
        size, _, rest = data.partition(b"\r\n")
        length = int(size, 16)
        body, data = body + rest[:length], rest[length + 2 :]
    return body


def request(
    port: int,
    method: str,
    target: str,
    *headers: tuple[str, str],
    host: str | None = "",
    body: bytes = b"",
) -> Answer:
    """One request. `host`: "" is the right one, None sends none."""
    lines = [f"{method} {target} HTTP/1.1"]
    if host is not None:
        lines.append(f"Host: {host or f'127.0.0.1:{port}'}")
    lines += [f"{name}: {value}" for name, value in headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return exchange(port, "\r\n".join([*lines, "", ""]).encode("latin-1") + body)
