from collections.abc import Mapping

import pytest

from blogdesk.errors import TokenRejected
from tests.desktop.conftest import Launch

CROSS_SITE = ("Sec-Fetch-Site", "cross-site")


@pytest.mark.parametrize("site", ["none", "cross-site", "same-site", "same-origin"])
def test_the_enter_page_opens_from_anywhere(launch: Launch, site: str) -> None:
    answer = launch.get("/_bd/enter", ("Sec-Fetch-Site", site))
    assert answer.status == 200
    assert answer.header("Content-Type") == "text/html; charset=utf-8"
    assert b'src="/_bd/enter.js"' in answer.body
    assert answer.header("Cache-Control") == "no-store"


def test_the_enter_pages_files_are_served(launch: Launch) -> None:
    script, style = launch.get("/_bd/enter.js"), launch.get("/_bd/enter.css")
    assert (script.status, script.header("Content-Type")) == (200, "text/javascript; charset=utf-8")
    assert (style.status, style.header("Content-Type")) == (200, "text/css; charset=utf-8")


def test_browsers_find_an_icon_before_and_after_they_are_in(launch: Launch) -> None:
    assert b'href="/_bd/icon.svg"' in launch.get("/_bd/enter").body
    for address in ("/_bd/icon.svg", "/favicon.ico"):
        answer = launch.get(address)
        assert (answer.status, answer.header("Content-Type")) == (200, "image/svg+xml")
        assert launch.get(address, CROSS_SITE).status == 403


def test_the_entry_code_is_in_the_fragment(launch: Launch) -> None:
    url = launch.guard.new_enter_url()
    assert url.startswith(f"http://127.0.0.1:{launch.port}/_bd/enter#")
    assert len(url.partition("#")[2]) >= 43


def test_a_person_outside_gets_a_page_and_a_program_a_problem(launch: Launch) -> None:
    page = launch.get("/studio/", ("Accept", "text/html,*/*"))
    assert (page.status, page.header("Content-Type")) == (403, "text/html; charset=utf-8")
    assert b"Start BlogDesk again" in page.body
    problem = launch.get("/studio/library.json")
    assert problem.header("Content-Type") == "application/problem+json"
    assert problem.json()["code"] == "not-entered"


def test_a_refused_head_has_no_body(launch: Launch) -> None:
    from tests.desktop.raw_http import request

    answer = request(launch.port, "HEAD", "/_bd/enter")
    assert (answer.status, answer.body) == (200, b"")


def test_what_is_posted_reaches_the_app_whole(launch: Launch) -> None:
    answer = launch.post("/studio/media", launch.cookie, launch.origin, launch.csrf, body=b"x" * 100_000)
    assert (answer.status, answer.body) == (200, b"the app got 100000 bytes")


def test_a_redirect_of_a_blog_is_received_once(launch: Launch) -> None:
    got: list[Mapping[str, str]] = []
    target = launch.guard.redirects.expect(got.append).removeprefix(launch.guard.origin)
    answer = launch.get(f"{target}?code=c0de&state=s", CROSS_SITE)
    assert (answer.status, got) == (200, [{"code": "c0de", "state": "s"}])
    assert b"go back to BlogDesk" in answer.body
    again = launch.get(f"{target}?code=c0de&state=s", CROSS_SITE)
    assert (again.status, len(got)) == (410, 1)


def test_a_redirect_nobody_waits_for_is_told_so(launch: Launch) -> None:
    assert launch.get("/_bd/connected/guess?code=c", CROSS_SITE).status == 410
    assert launch.reached == []


def test_a_redirect_is_awaited_for_ten_minutes() -> None:
    from blogdesk.desktop.redirects import PREFIX, PendingRedirects

    clock = [0.0]
    pending = PendingRedirects("http://127.0.0.1:1", clock=lambda: clock[0])
    first, second = (pending.expect(lambda _: None).removeprefix("http://127.0.0.1:1") for _ in range(2))
    assert first.startswith(PREFIX)
    clock[0] = 599.0
    assert pending.take(first)
    clock[0] = 601.0
    assert pending.take(second) is None


def test_a_forgotten_redirect_is_not_received(launch: Launch) -> None:
    got: list[Mapping[str, str]] = []
    url = launch.guard.redirects.expect(got.append)
    launch.guard.redirects.forget(url)
    assert launch.get(url.removeprefix(launch.guard.origin) + "?code=c").status == 410
    assert got == []


def test_a_redirect_with_a_doubled_parameter_is_refused(launch: Launch) -> None:
    got: list[Mapping[str, str]] = []
    target = launch.guard.redirects.expect(got.append).removeprefix(launch.guard.origin)
    assert launch.get(f"{target}?code=a&code=b", CROSS_SITE).status == 400
    assert got == []


def test_the_author_reads_why_a_connection_failed(launch: Launch) -> None:
    def receive(_: Mapping[str, str]) -> None:
        raise TokenRejected("The blog said no to <you>.", next_step="Try again.")

    target = launch.guard.redirects.expect(receive).removeprefix(launch.guard.origin)
    answer = launch.get(f"{target}?error=access_denied", CROSS_SITE)
    assert b"The blog said no to &lt;you&gt;. Try again." in answer.body


def test_a_script_cannot_fetch_a_redirect(launch: Launch) -> None:
    got: list[Mapping[str, str]] = []
    target = launch.guard.redirects.expect(got.append).removeprefix(launch.guard.origin)
    assert launch.get(f"{target}?code=c", ("Origin", "https://evil.example")).status == 403
    assert got == []


def test_before_the_app_is_there_the_guard_says_so(launch: Launch) -> None:
    from blogdesk.desktop.guard import not_ready

    launch.guard.app = not_ready
    answer = launch.get("/studio/", launch.cookie)
    assert (answer.status, answer.header("Retry-After")) == (503, "1")
