"""The commands against the real hosted app over real HTTP."""

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask

from blogdesk.cli.main import main
from blogdesk.core.config import Config
from blogdesk.core.transactions import transaction
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from blogdesk.posts.service import create_post
from tests.blogs import HostedBlog, free_port, host_blog, serve
from tests.conftest import dispose
from tests.wsgi_adapter import WsgiAdapter


class Command:
    """Runs commands on the data folder of `app`."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.error = ""

    def __call__(self, *arguments: str, expect: int = 0) -> str:
        self.capsys.readouterr()
        status = main([*arguments, "--data-dir", str(self.folder)])
        said = self.capsys.readouterr()
        self.error = said.err
        assert status == expect, said.err
        return said.out

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--json"))


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def hosted(tmp_path: Path, migrated_database: Path, port: int) -> Iterator[HostedBlog]:
    blog = host_blog(tmp_path / "hosted", migrated_database, WsgiAdapter({}), base_url=f"http://127.0.0.1:{port}")
    yield blog
    dispose(blog.app)


@pytest.fixture
def address(hosted: HostedBlog, port: int) -> Iterator[str]:
    with serve(hosted.app, port) as url:
        yield url


@pytest.fixture
def run(config: Config, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(config.data_folder.root, capsys)


@pytest.fixture
def connected(run: Command, address: str, hosted: HostedBlog, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("BLOGDESK_TOKEN", hosted.token)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{hosted.token}\n"))
    run("connect", address, "--name", "Salt", "--token-stdin")
    return run


@pytest.fixture
def write(app: Flask) -> Callable[..., Post]:
    def made(title: str, **fields: object) -> Post:
        with transaction():
            return create_post(cast("PostFields", {"title": title, "markdown": "Along.", **fields}))

    return made


def test_a_blog_is_connected_listed_and_disconnected(connected: Command, address: str) -> None:
    [row] = connected.json("destinations")
    assert (row["name"], row["url"], row["state"]) == ("Salt", address, "ready")
    assert "Salt" in connected("disconnect", "Salt")
    assert connected.json("destinations") == []


def test_publishing_waits_for_the_live_page_and_prints_its_address(
    connected: Command, write: Callable[..., Post], address: str
) -> None:
    write("A walk")
    assert connected("publish", "a-walk").strip() == f"{address}/posts/a-walk"
    told = connected.json("publish", "a-walk", "--to", "Salt")
    assert (told["url"], told["state"]) == (f"{address}/posts/a-walk", "live")
    assert told["checked_at"]


def test_a_post_is_taken_back(connected: Command, write: Callable[..., Post], hosted: HostedBlog) -> None:
    write("A walk")
    connected("publish", "a-walk")
    connected("unpublish", "a-walk")
    assert hosted.app.test_client().get("/posts/a-walk").status_code in {404, 410}


def test_every_published_post_goes_in_one_command(connected: Command, write: Callable[..., Post]) -> None:
    for number in range(5):
        write(f"Walk {number}", status="published")
    write("A draft")
    told = connected.json("publish", "--all")
    assert [line["state"] for line in told] == ["live"] * 5
    assert "5 of 5" in connected("publish", "--all")


def test_a_host_that_is_away_fails_the_command_and_sync_makes_up_for_it(
    run: Command, hosted: HostedBlog, port: int, write: Callable[..., Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLOGDESK_TOKEN", hosted.token)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{hosted.token}\n"))
    write("A walk")
    with serve(hosted.app, port) as url:
        run("connect", url, "--token-stdin")
    run("publish", "a-walk", expect=1)
    assert run.error.startswith("Error: Waiting for the network")
    assert run.error.count("\n") == 2
    [line] = run.json("status")["posts"]
    assert (line["slug"], line["key"]) == ("a-walk", "waiting")
    run("sync", expect=1)


def test_status_tells_what_is_not_as_readers_see_it(connected: Command, write: Callable[..., Post]) -> None:
    post = write("A walk")
    connected("publish", "a-walk")
    assert "Everything is as" in connected("status")
    with transaction():
        post.title = "A long walk"
    assert "a-walk: Changes not live (Salt)" in connected("status")
    assert "Nothing was waiting" in connected("sync")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["publish"], 2, "Give the SLUG"),
        (["publish", "nothing-here"], 1, "There is no post"),
        (["publish", "x", "--to", "elsewhere"], 1, "No connected blog is called elsewhere"),
        (["disconnect", "elsewhere"], 1, "No connected blog"),
        (["connect", "not an address"], 1, "address"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(connected: Command, arguments: list[str], status: int, words: str) -> None:
    connected(*arguments, expect=status)
    assert words in connected.error


def test_a_wrong_token_connects_nothing(run: Command, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLOGDESK_TOKEN", "bdk_wrong")
    monkeypatch.setattr("sys.stdin", io.StringIO("bdk_wrong\n"))
    run("connect", address, "--token-stdin", expect=1)
    assert "does not accept this token" in run.error
    assert run.json("destinations") == []
