import logging
import socket
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from blogdesk.desktop.embedded_server import EmbeddedServer
from blogdesk.desktop.loopback import bind_loopback
from blogdesk.errors import Conflict
from tests.desktop.raw_http import request


def hello(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]


def served(app: Any) -> EmbeddedServer:
    server = EmbeddedServer(bind_loopback(), app)
    server.start()
    return server


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with bind_loopback() as held:
        port = held.getsockname()[1]
        with pytest.raises(Conflict, match=f"Port {port} .* taken") as told:
            bind_loopback(port)
    assert "--port" in told.value.next_step


def test_a_given_port_is_used_and_free_again_after_the_stop() -> None:
    with bind_loopback() as probe:
        port = probe.getsockname()[1]
    for _ in range(2):
        server = EmbeddedServer(bind_loopback(port), hello)
        server.start()
        assert request(port, "GET", "/").body == b"hello"
        server.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_a_stop_lets_the_running_request_finish() -> None:
    entered, go_on = threading.Event(), threading.Event()
    answers: list[bytes] = []

    def slow(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        entered.set()
        go_on.wait(10)
        return hello({}, start_response)

    server = served(slow)
    client = threading.Thread(target=lambda: answers.append(request(server.port, "GET", "/").body))
    client.start()
    assert entered.wait(10)
    stopper = threading.Thread(target=server.stop, kwargs={"limit_s": 10})
    stopper.start()
    go_on.set()
    stopper.join(10)
    client.join(10)
    assert answers == [b"hello"]


def test_a_stop_does_not_wait_for_a_silent_connection() -> None:
    server = served(hello)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5):
        server.stop(limit_s=5)
    assert not server._thread.is_alive()


def test_a_failing_app_answers_500_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        raise ValueError("the reason")

    server = served(broken)
    answer = request(server.port, "GET", "/")
    server.stop()
    assert answer.status == 500
    assert b"the reason" not in answer.body
    assert "the reason" in caplog.text


def test_only_debug_logs_name_the_path(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    server = served(hello)
    request(server.port, "GET", "/studio/private-title")
    server.stop()
    assert "private-title" not in caplog.text


def test_what_is_not_http_is_answered_without_noise(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    server = served(hello)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(b"\x16\x03\x01 no http at all\r\n\r\n")
        assert b"400" in connection.recv(1000)
    server.stop()
    assert "no http" not in caplog.text
