"""What other pages, programs and people on this computer may try, as raw requests to a real server."""

import json
import logging
import socket

import pytest

from tests.desktop.conftest import Launch
from tests.desktop.raw_http import exchange, request

EVIL = ("Origin", "https://evil.example")
JSON = ("Content-Type", "application/json")


def enter(launch: Launch, code: str) -> int:
    return launch.post("/_bd/enter", launch.origin, JSON, body=json.dumps({"code": code}).encode()).status


# --- without a cookie, or with a wrong one


@pytest.mark.parametrize("path", ["/", "/studio/", "/studio/library.json", "/static/app.js", "/no-such-page", "/_bd/x"])
def test_nothing_is_reached_without_the_cookie(launch: Launch, path: str) -> None:
    assert launch.get(path).status == 403
    assert launch.reached == []


@pytest.mark.parametrize("path", ["/console?__debugger__=yes&cmd=resource&f=debugger.js", "/?__debugger__=yes&s=x"])
def test_a_debugger_address_is_refused(launch: Launch, path: str) -> None:
    assert launch.get(path).status == 403
    assert launch.reached == []


def test_a_wrong_cookie_value_is_refused(launch: Launch) -> None:
    assert launch.get("/studio/", ("Cookie", f"{launch.secrets.cookie_name}=guess")).status == 403


def test_the_right_value_under_another_name_is_refused(launch: Launch) -> None:
    assert launch.get("/studio/", ("Cookie", f"bd_session={launch.secrets.cookie_value}")).status == 403


def test_a_planted_second_cookie_of_our_name_is_refused(launch: Launch) -> None:
    name, value = launch.secrets.cookie_name, launch.secrets.cookie_value
    assert launch.get("/studio/", ("Cookie", f"{name}=planted; {name}={value}")).status == 403
    assert launch.get("/studio/", ("Cookie", f"{name}={value}; {name}=planted")).status == 403


def test_the_cookie_among_others_is_found(launch: Launch) -> None:
    assert launch.get("/studio/", ("Cookie", f"theirs=1; {launch.cookie[1]}; more=2")).status == 200


# --- the entry code


def test_a_code_lets_in_once(launch: Launch) -> None:
    code = launch.new_code()
    assert enter(launch, code) == 200
    assert enter(launch, code) == 403


def test_a_code_is_dead_after_a_minute(launch: Launch) -> None:
    code = launch.new_code()
    launch.clock[0] = 61.0
    assert enter(launch, code) == 403


@pytest.mark.parametrize("body", [b'{"code": "guess"}', b'{"code": ""}', b'{"code": null}', b"[]", b"no json", b"{}"])
def test_a_guessed_code_is_refused(launch: Launch, body: bytes) -> None:
    launch.new_code()
    assert launch.post("/_bd/enter", launch.origin, JSON, body=body).status == 403


def test_a_guess_does_not_spend_the_real_code(launch: Launch) -> None:
    code = launch.new_code()
    assert enter(launch, "guess") == 403
    assert enter(launch, code) == 200


def test_a_code_from_another_page_is_refused_and_kept(launch: Launch) -> None:
    code = launch.new_code()
    body = json.dumps({"code": code}).encode()
    assert launch.post("/_bd/enter", EVIL, JSON, body=body).status == 403
    assert launch.post("/_bd/enter", JSON, body=body).status == 403
    assert enter(launch, code) == 200


def test_the_cookie_is_for_this_host_this_session_and_no_script(launch: Launch) -> None:
    body = json.dumps({"code": launch.new_code()}).encode()
    answer = launch.post("/_bd/enter", launch.origin, JSON, body=body)
    pair, *flags = (answer.header("Set-Cookie") or "").split("; ")
    assert ("Cookie", pair) == launch.cookie
    assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=Strict"]
    assert answer.json() == {"next": "/studio/"}


# --- the name we are called by


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "localhost:{port}", "127.0.0.1", "127.0.0.1:1", "[::1]:{port}",
     "127.0.0.1:{port}.", "user@127.0.0.1:{port}", "127.1:{port}"],
)  # fmt: skip
def test_another_host_name_is_refused(launch: Launch, host: str) -> None:
    assert launch.get("/studio/", launch.cookie, host=host.format(port=launch.port)).status == 421
    assert launch.get("/_bd/enter", host=host.format(port=launch.port)).status == 421
    assert launch.reached == []


def test_no_host_is_refused(launch: Launch) -> None:
    assert launch.get("/studio/", launch.cookie, host=None).status == 421
    assert exchange(launch.port, b"GET /studio/ HTTP/1.0\r\n\r\n").status == 421


def test_two_hosts_are_refused(launch: Launch) -> None:
    assert launch.get("/studio/", launch.cookie, ("Host", "evil.example")).status == 400
    assert launch.reached == []


@pytest.mark.parametrize("target", ["http://127.0.0.1:{port}/studio/", "http://evil.example/studio/", "HTTP://x/"])
def test_an_absolute_request_line_is_refused(launch: Launch, target: str) -> None:
    assert launch.get(target.format(port=launch.port), launch.cookie, host="evil.example").status in {400, 421}
    assert launch.get(target.format(port=launch.port), launch.cookie).status == 400
    assert launch.reached == []


def test_only_ipv4_loopback_listens(launch: Launch) -> None:
    with pytest.raises(OSError, match=r"refused|unreachable|Cannot assign|not supported"):
        socket.create_connection(("::1", launch.port), timeout=5)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", launch.port), timeout=5)


# --- other pages, with the cookie on their requests


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost:{port}"])
def test_another_origin_is_refused(launch: Launch, origin: str) -> None:
    foreign = ("Origin", origin.format(port=launch.port))
    assert launch.post("/studio/posts/1", launch.cookie, foreign, launch.csrf).status == 403
    assert launch.get("/studio/library.json", launch.cookie, foreign).status == 403
    assert launch.reached == []


def test_two_origins_are_refused(launch: Launch) -> None:
    assert launch.post("/studio/x", launch.cookie, launch.origin, EVIL, launch.csrf).status == 400
    assert launch.post("/studio/x", launch.cookie, ("Origin", f"{launch.origin[1]},x"), launch.csrf).status == 403


def test_a_form_of_another_site_is_refused(launch: Launch) -> None:
    form = ("Content-Type", "application/x-www-form-urlencoded")
    cross = ("Sec-Fetch-Site", "cross-site")
    assert launch.post("/studio/posts/1", launch.cookie, EVIL, cross, form, body=b"title=x").status == 403
    assert launch.reached == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", "same-origin,none", "nonsense", ""])
@pytest.mark.parametrize("path", ["/studio/library.json", "/static/app.js", "/_bd/enter.js"])
def test_a_picture_or_script_of_another_site_is_refused(launch: Launch, site: str, path: str) -> None:
    assert launch.get(path, launch.cookie, ("Sec-Fetch-Site", site)).status == 403
    assert launch.reached == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_write_needs_origin_and_csrf_header(launch: Launch, method: str) -> None:
    def write(*headers: tuple[str, str]) -> int:
        return request(launch.port, method, "/studio/posts/1", *headers, body=b"{}").status

    assert write(launch.cookie, launch.csrf) == 403
    assert write(launch.cookie, launch.origin) == 403
    assert write(launch.cookie, launch.origin, ("X-BD-CSRF", "guess")) == 403
    assert write(launch.cookie, launch.origin, launch.csrf, launch.csrf) == 400
    assert write(launch.origin, launch.csrf) == 403
    assert launch.reached == []
    assert write(launch.cookie, launch.origin, launch.csrf) == 200


def test_an_underscore_does_not_pass_for_a_hyphen(launch: Launch) -> None:
    sneaked = ("X_BD_CSRF", launch.secrets.csrf_token)
    assert launch.post("/studio/x", launch.cookie, launch.origin, sneaked).status == 403


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"])
def test_other_methods_are_refused(launch: Launch, method: str) -> None:
    assert request(launch.port, method, "/studio/", launch.cookie, launch.origin, launch.csrf).status == 405
    assert launch.reached == []


def test_a_preflight_opens_nothing(launch: Launch) -> None:
    asks = ("Access-Control-Request-Method", "POST")
    answer = request(launch.port, "OPTIONS", "/studio/posts/1", EVIL, asks)
    assert answer.status >= 400
    assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")]


# --- what is sent


def test_an_oversized_body_is_refused(launch: Launch) -> None:
    answer = launch.post("/studio/media", launch.cookie, launch.origin, launch.csrf, body=b"x" * 100_001)
    assert answer.status == 413
    assert launch.post("/_bd/enter", launch.origin, body=b"x" * 70_000).status == 413
    assert launch.reached == []


def test_a_body_without_a_length_is_refused(launch: Launch) -> None:
    head = f"POST /studio/x HTTP/1.1\r\nHost: 127.0.0.1:{launch.port}\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert exchange(launch.port, head.encode() + b"1\r\nx\r\n0\r\n\r\n").status == 411
    assert launch.reached == []


@pytest.mark.parametrize("length", ["-1", "1e3", "+5", "0x10", "٣"])
def test_a_length_that_is_no_number_is_refused(launch: Launch, length: str) -> None:
    head = f"POST /studio/x HTTP/1.1\r\nHost: 127.0.0.1:{launch.port}\r\nContent-Length: {length}\r\n\r\n"
    assert exchange(launch.port, head.encode()).status == 400


def test_two_lengths_are_refused(launch: Launch) -> None:
    assert launch.post("/studio/x", launch.cookie, ("Content-Length", "1"), body=b"four").status == 400
    assert launch.reached == []


# --- what comes back


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("path", ["/studio/", "/_bd/enter", "/_bd/nothing", "/_bd/enter.js"])
@pytest.mark.parametrize("inside", [True, False])
def test_every_answer_carries_the_security_headers(launch: Launch, path: str, *, inside: bool) -> None:
    answer = launch.get(path, *([launch.cookie] if inside else []))
    assert {name: answer.header(name) for name in HEADERS} == HEADERS
    assert "camera=()" in (answer.header("Permissions-Policy") or "")
    assert answer.header("Access-Control-Allow-Origin") is None
    policy = answer.header("Content-Security-Policy") or ""
    assert "default-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "Python" not in (answer.header("Server") or "")


def test_each_answer_has_a_nonce_of_its_own_that_the_app_knows(launch: Launch) -> None:
    policies = [launch.get("/studio/", launch.cookie).header("Content-Security-Policy") or "" for _ in range(2)]
    assert len(set(launch.nonces)) == 2
    assert all(f"'nonce-{nonce}'" in policy for nonce, policy in zip(launch.nonces, policies, strict=True))


def test_a_policy_of_the_apps_own_is_kept(launch: Launch) -> None:
    launch.app_headers.append(("Content-Security-Policy", "default-src 'none'"))
    assert launch.get("/studio/", launch.cookie).header("Content-Security-Policy") == "default-src 'none'"


def test_no_secret_is_logged(launch: Launch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    code = launch.new_code()
    enter(launch, code)
    launch.get("/studio/?token=in-the-query", launch.cookie)
    launch.post("/studio/x", launch.cookie, launch.origin, launch.csrf)
    launch.post("/_bd/activate", ("Authorization", f"Bearer {launch.secrets.instance_token}"))
    secrets = [code, launch.secrets.cookie_value, launch.secrets.csrf_token, launch.secrets.instance_token]
    assert "/studio/" in caplog.text
    assert not [secret for secret in [*secrets, "in-the-query"] if secret in caplog.text]


def test_no_secret_is_in_the_repr_of_what_holds_it(launch: Launch) -> None:
    assert launch.secrets.cookie_value not in repr(launch.secrets)
    assert launch.secrets.cookie_name not in repr(launch.secrets)


# --- a second start


def activate(launch: Launch, *headers: tuple[str, str], body: bytes = b'{"paths": ["/home/a/post.md"]}') -> int:
    return launch.post("/_bd/activate", *headers, body=body).status


def test_a_second_start_with_the_token_is_heard(launch: Launch) -> None:
    assert activate(launch, ("Authorization", f"Bearer {launch.secrets.instance_token}")) == 200
    assert launch.activated == [["/home/a/post.md"]]


@pytest.mark.parametrize("name", ["Origin", "Sec-Fetch-Site", "Referer"])
def test_a_browser_cannot_activate(launch: Launch, name: str) -> None:
    bearer = ("Authorization", f"Bearer {launch.secrets.instance_token}")
    value = {"Origin": launch.origin[1], "Sec-Fetch-Site": "same-origin", "Referer": launch.origin[1]}[name]
    assert activate(launch, bearer, (name, value)) == 403
    assert launch.activated == []


@pytest.mark.parametrize("bearer", ["", "Bearer ", "Bearer guess"])
def test_activating_needs_the_instance_token(launch: Launch, bearer: str) -> None:
    assert activate(launch, ("Authorization", bearer), launch.cookie) == 403
    assert activate(launch, launch.cookie, launch.origin, launch.csrf) == 403
    assert launch.activated == []


def test_the_instance_token_opens_nothing_else(launch: Launch) -> None:
    bearer = ("Authorization", f"Bearer {launch.secrets.instance_token}")
    assert launch.get("/studio/", bearer).status == 403
    assert launch.post("/studio/x", bearer, launch.origin, launch.csrf).status == 403
