"""Approval in the browser, from the command to the token: the real account pages, a real loopback redirect."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from blogdesk.account import surface as account
from blogdesk.cli import connect as command
from blogdesk.cli.loopback import loopback_door
from blogdesk.core.http import HttpClient
from blogdesk.errors import TokenRejected
from blogdesk.publishing.blogdesk_api.discovery import FoundBlog, look_at
from blogdesk.publishing.connect import check_token
from tests.blogs import PASSWORD, HostedBlog, free_port, host_blog, serve
from tests.conftest import dispose
from tests.wsgi_adapter import WsgiAdapter


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def hosted(tmp_path: Path, migrated_database: Path, port: int) -> Iterator[HostedBlog]:
    blog = host_blog(
        tmp_path / "hosted",
        migrated_database,
        WsgiAdapter({}),
        base_url=f"http://127.0.0.1:{port}",
        surfaces=[account.register],
    )
    yield blog
    dispose(blog.app)


@pytest.fixture
def found(hosted: HostedBlog, port: int) -> Iterator[FoundBlog]:
    with serve(hosted.app, port) as url, HttpClient() as http:
        yield look_at(url, http)


class Browser:
    """A person with a browser: signs in, looks at the question, decides, and is sent back to the app."""

    def __init__(self, hosted: HostedBlog, decision: str) -> None:
        self._client = hosted.app.test_client()
        self._decision = decision
        self.last_page = ""

    def open(self, url: str) -> bool:
        parts = urlsplit(url)
        path, base = f"{parts.path}?{parts.query}", f"{parts.scheme}://{parts.netloc}"
        self._submit("/account/sign-in", base, login="ada", password=PASSWORD)
        answer = self._submit(path, base, **dict(parse_qsl(parts.query)), decision=self._decision)
        try:
            with urllib.request.urlopen(answer) as page:
                self.last_page = page.read().decode()
        except urllib.error.HTTPError as err:
            with err:
                self.last_page = err.read().decode()
        return True

    def _submit(self, path: str, base: str, **fields: str) -> str:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self._client.get(path, base_url=base).text)
        assert token
        data = {"csrf_token": token[1], **fields}
        return str(self._client.post(path.partition("?")[0], base_url=base, data=data).location)


def test_an_approval_gives_a_token_that_the_blog_accepts(
    hosted: HostedBlog, found: FoundBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, said = Browser(hosted, "approve"), list[str]()
    monkeypatch.setattr("webbrowser.open", browser.open)
    token = command._approved(found, said.append)
    with HttpClient() as http:
        check_token(found, token, http)
    assert "Connected" in browser.last_page
    assert f"{found.url}/oauth/authorize?" in said[0]
    assert token not in said[0]


def test_a_no_ends_the_command_and_is_told_on_both_sides(
    hosted: HostedBlog, found: FoundBlog, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(hosted, "deny")
    monkeypatch.setattr("webbrowser.open", browser.open)
    with pytest.raises(TokenRejected, match="not approved"):
        command._approved(found, lambda _text: None)
    assert "was not approved" in browser.last_page


def test_the_way_back_takes_one_address_once() -> None:
    with loopback_door() as door:
        got: list[dict[str, str]] = []
        url = door.expect(lambda query: got.append(dict(query)))
        assert url.startswith("http://127.0.0.1:")
        urllib.request.urlopen(f"{url}?code=c&state=s").close()
        for wrong in (f"{url}?code=c", url.rpartition("/")[0] + "/guess"):
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(wrong)
            caught.value.close()
    assert got == [{"code": "c", "state": "s"}]
