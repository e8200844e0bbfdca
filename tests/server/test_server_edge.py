from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.test import Client, TestResponse

from blogdesk.server.edge import Edge


def hello(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    own = [("Cross-Origin-Resource-Policy", "cross-origin")] if environ["PATH_INFO"] == "/own" else []
    start_response("200 OK", [("Content-Type", "text/plain"), *own])
    return [environ["blogdesk.csp_nonce"].encode()]


def get(
    path: str = "/", *, base_url: str = "https://blog.example", host: str = "blog.example", method: str = "GET"
) -> TestResponse:
    client = Client(Edge(hello, base_url=base_url))
    return client.open(path, method=method, headers={"Host": host})


@pytest.mark.parametrize(
    "host", ["blog.example", "BLOG.example", "127.0.0.1", "127.0.0.1:8000", "localhost:1", "[::1]:8000"]
)
def test_the_blogs_own_names_come_in(host: str) -> None:
    assert get(host=host).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.nip.io", "localhost.evil.example:80", "blog.example.evil.example", "blog.example:8443",
     "blog.example@evil.example", "127.0.0.1:80:80", "127.0.0.1:", ""],
)  # fmt: skip
def test_a_strange_host_is_refused_and_not_repeated(host: str) -> None:
    answer = get(host=host)
    assert answer.status_code == 421
    assert "example" not in answer.text


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "DEBUG", "PROPFIND"])
def test_odd_methods_are_refused(method: str) -> None:
    answer = get(method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/a%00b", "/a%0d%0aX:1", "/%7f"])
def test_a_control_character_in_an_address_is_refused(path: str) -> None:
    answer = get(path)
    assert answer.status_code == 400
    assert "X" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"path": "/api/v1/posts/%0D"}, "bad-request"),
        ({"path": "/api/v1/posts", "method": "TRACE"}, "method-not-allowed"),
        ({"path": "/api/v1/posts", "host": "evil.example"}, "wrong-host"),
    ],
)
def test_a_program_is_refused_with_a_problem(asked: dict[str, str], code: str) -> None:
    answer = get(**asked)
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert (problem["code"], problem["status"]) == (code, answer.status_code)
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    assert "example" not in answer.text


def test_every_answer_carries_the_standing_headers_also_a_refusal() -> None:
    for answer in (get(), get(host="evil.example")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_blog_without_tls_does_not_ask_for_it() -> None:
    answer = get(base_url="http://blog.example")
    assert "Strict-Transport-Security" not in answer.headers


def test_the_policy_allows_only_the_requests_own_nonce() -> None:
    one, other = get(), get()
    assert f"script-src 'self' 'nonce-{one.text}'" in one.headers["Content-Security-Policy"]
    assert "unsafe" not in one.headers["Content-Security-Policy"]
    assert one.text != other.text
    assert one.headers["X-Request-ID"] != other.headers["X-Request-ID"]


def test_a_header_of_the_page_itself_is_kept() -> None:
    assert get("/own").headers.getlist("Cross-Origin-Resource-Policy") == ["cross-origin"]


def test_a_refusal_speaks_to_programs_as_the_api_does() -> None:
    answer = get("/api/v1/posts", method="TRACE")
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]
    assert answer.get_json()["code"] == "method-not-allowed"
    assert get("/a", method="TRACE").content_type.startswith("text/plain")
