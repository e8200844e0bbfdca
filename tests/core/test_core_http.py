import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from blogdesk import __version__
from blogdesk.core import http as core_http
from blogdesk.core.clock import now
from blogdesk.core.http import FileSlice, HttpClient, HttpRequest
from blogdesk.core.http_answers import retry_after_s
from blogdesk.errors import (
    InsecureAddress,
    NotABlog,
    PreconditionFailed,
    RemoteBusy,
    RemoteRefused,
    StorageError,
    TokenRejected,
    Unreachable,
)
from tests.wsgi_adapter import WsgiAdapter

Answer = tuple[str, list[tuple[str, str]], bytes]
TOKEN = "bdk_0123abcd_secretsecretsecret"


def app_of(answer: Callable[[dict[str, Any]], Answer]) -> Callable[..., Iterable[bytes]]:
    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        status, headers, body = answer(environ)
        start(status, headers)
        return [body]

    return app


def client_of(*answers: Answer, **hosts: Answer) -> tuple[HttpClient, WsgiAdapter]:
    waiting = list(answers)
    apps = {"blog.example": app_of(lambda _environ: waiting.pop(0))}
    apps |= {name.replace("_", "."): app_of(lambda _environ, a=answer: a) for name, answer in hosts.items()}  # type: ignore[misc]
    adapter = WsgiAdapter(apps)
    return HttpClient(transport=adapter), adapter


def get(url: str = "https://blog.example/api/v1", **more: Any) -> HttpRequest:
    return HttpRequest("GET", url, token=TOKEN, **more)


def test_a_request_carries_token_and_user_agent() -> None:
    client, wire = client_of(("200 OK", [("Content-Type", "application/json")], b'{"a": 1}'))
    assert client.fetch(get()).json() == {"a": 1}
    assert wire.seen[0].headers["Authorization"] == f"Bearer {TOKEN}"
    assert wire.seen[0].headers["User-Agent"] == f"BlogDesk/{__version__}"


def test_a_token_shows_in_no_repr_and_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client, _wire = client_of(("200 OK", [], b""))
    client.send(get())
    assert TOKEN not in repr(get())
    assert TOKEN not in caplog.text


def test_a_redirect_on_the_same_origin_is_followed_with_the_token() -> None:
    client, wire = client_of(("301 Moved", [("Location", "/api/v1/")], b""), ("200 OK", [], b"there"))
    assert client.send(get()).body == b"there"
    assert wire.seen[1].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    "location",
    ["https://evil.example/api/v1", "http://blog.example/api/v1", "https://blog.example:444/", "//evil.example/"],
)
def test_no_redirect_leads_to_another_origin(location: str) -> None:
    client, wire = client_of(
        ("302 Found", [("Location", location)], b""), evil_example=("200 OK", [], b"thanks for the token")
    )
    with pytest.raises(RemoteRefused, match="moved to"):
        client.send(get())
    assert [seen.url for seen in wire.seen] == ["https://blog.example/api/v1"]


def test_a_write_is_not_sent_on_to_where_a_redirect_leads() -> None:
    client, wire = client_of(("307 Temporary Redirect", [("Location", "/elsewhere")], b""))
    with pytest.raises(RemoteRefused):
        client.send(HttpRequest("PUT", "https://blog.example/x", body=b"text"))
    assert len(wire.seen) == 1


def test_redirects_in_a_circle_end() -> None:
    client, _wire = client_of(*[("302 Found", [("Location", "/api/v1")], b"")] * 20)
    with pytest.raises(RemoteRefused, match="circle"):
        client.send(get())


@pytest.mark.parametrize("url", ["http://blog.example/", "ftp://blog.example/", "http://127.0.0.1.evil.example/", "/x"])
def test_plain_http_to_another_computer_is_refused_before_anything_leaves(url: str) -> None:
    client, wire = client_of()
    with pytest.raises(InsecureAddress):
        client.send(get(url))
    assert wire.seen == []


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.8.8.8", "[::1]"])
def test_plain_http_to_this_computer_is_fine(host: str) -> None:
    client = HttpClient(transport=WsgiAdapter({f"{host}:8000": app_of(lambda _e: ("200 OK", [], b"here"))}))
    assert client.send(get(f"http://{host}:8000/")).body == b"here"


def test_plain_http_is_possible_when_it_was_asked_for() -> None:
    adapter = WsgiAdapter({"nas.lan": app_of(lambda _e: ("200 OK", [], b"here"))})
    assert HttpClient(transport=adapter, allow_insecure=True).send(get("http://nas.lan/")).body == b"here"


def test_no_cookie_is_kept() -> None:
    client, wire = client_of(("200 OK", [("Set-Cookie", "a=b; Path=/")], b""), ("200 OK", [], b""))
    client.send(get())
    client.send(get())
    assert "Cookie" not in wire.seen[1].headers


def test_a_netrc_entry_does_not_replace_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine blog.example login me password other\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    client, wire = client_of(("200 OK", [], b""), ("200 OK", [], b""))
    client.send(get())
    client.send(HttpRequest("GET", "https://blog.example/api/v1"))
    assert wire.seen[0].headers["Authorization"] == f"Bearer {TOKEN}"
    assert "Authorization" not in wire.seen[1].headers


def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_http, "MAX_ANSWER_BYTES", 1000)
    client, _wire = client_of(("200 OK", [], b"x" * 2000))
    with pytest.raises(NotABlog):
        client.send(get())


PROBLEM = [("Content-Type", "application/problem+json")]


@pytest.mark.parametrize(
    ("answer", "error", "permanent"),
    [
        (("401 Unauthorized", PROBLEM, b"{}"), TokenRejected, True),
        (("403 Forbidden", PROBLEM, b'{"detail": "posts:publish is missing"}'), TokenRejected, True),
        (("404 Not Found", PROBLEM, b"{}"), RemoteRefused, True),
        (("409 Conflict", [*PROBLEM, ("Retry-After", "1")], b"{}"), RemoteBusy, False),
        (("413 Too Large", PROBLEM, b"{}"), RemoteRefused, True),
        (("422 Bad", PROBLEM, b'{"errors": [{"field": "slug", "reason": "is taken"}]}'), RemoteRefused, True),
        (("429 Too Many", [("Retry-After", "7")], b""), RemoteBusy, False),
        (("503 Unavailable", [], b"<html>"), RemoteBusy, False),
        (("500 Error", [("Content-Type", "text/html")], b"<h1>oops"), RemoteRefused, False),
        (("502 Bad Gateway", [], b""), RemoteRefused, False),
    ],
)
def test_a_refusal_is_one_error_of_the_tree(answer: Answer, error: type[Exception], permanent: bool) -> None:
    client, _wire = client_of(answer)
    with pytest.raises(error) as caught:
        client.fetch(get())
    assert getattr(caught.value, "permanent", None) is permanent
    assert getattr(caught.value, "next_step", "")


def test_a_refused_field_is_named() -> None:
    client, _wire = client_of(("422 Bad", PROBLEM, b'{"errors": [{"field": "slug", "reason": "is taken"}]}'))
    with pytest.raises(RemoteRefused, match="slug: is taken") as caught:
        client.fetch(get())
    assert caught.value.field == "slug"


def test_an_outdated_write_brings_the_version_that_stands() -> None:
    client, _wire = client_of(("412 Failed", [*PROBLEM, ("ETag", '"e-7"')], b'{"current": {"title": "Theirs"}}'))
    with pytest.raises(PreconditionFailed) as caught:
        client.fetch(get())
    assert (caught.value.current, caught.value.etag) == ({"title": "Theirs"}, '"e-7"')


def test_retry_after_is_seconds_or_a_date_by_the_servers_own_clock() -> None:
    wrong_clock = now() + timedelta(days=1)
    later = format_datetime(wrong_clock + timedelta(seconds=30), usegmt=True)
    assert retry_after_s("120") == 120
    assert 28 < retry_after_s(later, at=wrong_clock) <= 30
    assert retry_after_s("999999") == 3600
    assert retry_after_s(format_datetime(datetime(2001, 1, 1, tzinfo=UTC), usegmt=True)) == 0
    assert retry_after_s("soon") > 0


def test_a_host_that_is_away_cannot_have_got_anything() -> None:
    client, wire = client_of()
    wire.offline = True
    with pytest.raises(Unreachable) as caught:
        client.send(get())
    assert not caught.value.may_have_arrived
    assert not caught.value.permanent


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        yield listener.getsockname()[1]


def test_a_refused_connection_over_a_real_socket_cannot_have_arrived(deaf_port: int) -> None:
    with HttpClient() as client, pytest.raises(Unreachable) as caught:
        client.send(get(f"http://127.0.0.1:{deaf_port}/"))
    assert not caught.value.may_have_arrived


def serve_once(handle: Callable[[socket.socket], None]) -> int:
    """Accept one connection on a free port, in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener:
            peer, _address = listener.accept()
            with peer:
                handle(peer)

    threading.Thread(target=run, daemon=True).start()
    port: int = listener.getsockname()[1]
    return port


def test_a_connection_cut_after_the_request_may_have_arrived() -> None:
    def read_and_leave(peer: socket.socket) -> None:
        peer.recv(65536)

    port = serve_once(read_and_leave)
    with HttpClient() as client, pytest.raises(Unreachable) as caught:
        client.send(get(f"http://127.0.0.1:{port}/"))
    assert caught.value.may_have_arrived


def test_an_answer_that_ends_too_early_is_no_answer() -> None:
    def half(peer: socket.socket) -> None:
        peer.recv(65536)
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    with HttpClient() as client, pytest.raises(Unreachable):
        client.send(get(f"http://127.0.0.1:{serve_once(half)}/"))


def test_something_that_does_not_speak_http_is_no_answer() -> None:
    def garbage(peer: socket.socket) -> None:
        peer.recv(65536)
        peer.sendall(b"\x00\xff SSH-2.0 hello\r\n\r\n")

    with HttpClient() as client, pytest.raises(Unreachable):
        client.send(get(f"http://127.0.0.1:{serve_once(garbage)}/"))


def test_a_part_of_a_file_is_sent_with_its_length(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"0123456789")
    client, wire = client_of(("200 OK", [], b""))
    client.send(HttpRequest("PATCH", "https://blog.example/u", body=FileSlice(tmp_path / "f", 3, 4)))
    assert wire.seen[0].body == b"3456"
    assert wire.seen[0].headers["Content-Length"] == "4"


def test_a_file_that_became_shorter_is_told(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"0123")
    client, _wire = client_of(("200 OK", [], b""))
    with pytest.raises(StorageError):
        client.send(HttpRequest("PATCH", "https://blog.example/u", body=FileSlice(tmp_path / "f", 3, 4)))
