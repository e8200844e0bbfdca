"""A publish whose process is killed at a chosen request: real processes, a real server, real files."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from blogdesk.core.config import Config
from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.media.service import NewPicture, keep_picture
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post, Revision
from blogdesk.posts.service import create_post
from tests.blogs import HostedBlog, free_port, host_blog, serve
from tests.conftest import dispose
from tests.pictures import screenshot
from tests.wsgi_adapter import WsgiAdapter

LIMIT_S = 60


class KillingServer:
    """Passes requests on, notes them, and kills `victim` at the one that `when` names: before or after it is done."""

    def __init__(self, app: Flask) -> None:
        self._inner = app.wsgi_app
        self.seen: list[tuple[str, str]] = []
        self.when: tuple[str, str, str] | None = None
        self.victim: subprocess.Popen[str] | None = None

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        if "/api/v1/" in path:
            self.seen.append((method, path))
        hit = self.when is not None and method == self.when[0] and self.when[1] in path
        if hit and self.when is not None and self.when[2] == "before":
            self._kill()
        result = self._inner(environ, start)
        answer = list(result)
        getattr(result, "close", lambda: None)()
        if hit and self.when is not None and self.when[2] == "after":
            self._kill()
        return answer

    def _kill(self) -> None:
        if self.victim is not None:
            os.kill(self.victim.pid, signal.SIGKILL)
            self.victim.wait(LIMIT_S)
        self.when = None


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def hosted(tmp_path: Path, migrated_database: Path, port: int) -> Iterator[HostedBlog]:
    blog = host_blog(tmp_path / "hosted", migrated_database, WsgiAdapter({}), base_url=f"http://127.0.0.1:{port}")
    yield blog
    dispose(blog.app)


def blogdesk(folder: Path, token: str, *arguments: str, stdin: str = "") -> "subprocess.Popen[str]":
    environment = {**os.environ, "BLOGDESK_DATA_DIR": str(folder), "BLOGDESK_TOKEN": token}
    process = subprocess.Popen(
        [sys.executable, "-m", "blogdesk.cli.main", *arguments],
        env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        cwd=Path(__file__).parent.parent.parent,
    )  # fmt: skip
    assert process.stdin
    process.stdin.write(stdin)
    process.stdin.close()
    return process


def finished(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    assert process.stdout
    assert process.stderr
    with process:
        out, err = process.stdout.read(), process.stderr.read()
        return process.wait(LIMIT_S), out, err


PLACES = [
    ("PATCH", "/uploads/", "before"),
    ("PATCH", "/uploads/", "after"),
    ("PUT", "/media/", "after"),
    ("PUT", "/posts/", "before"),
    ("PUT", "/posts/", "after"),
]


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL: not on Windows")
def test_killed_anywhere_and_started_again_there_is_one_post_and_each_picture_was_sent_once(
    app: Flask, config: Config, hosted: HostedBlog, port: int
) -> None:
    folder = config.data_folder.root
    killer = KillingServer(hosted.app)
    hosted.app.wsgi_app = killer  # type: ignore[method-assign,assignment]
    with serve(hosted.app, port) as url:
        status, _out, err = finished(
            blogdesk(folder, hosted.token, "connect", url, "--token-stdin", stdin=f"{hosted.token}\n")
        )
        assert status == 0, err
        for number, place in enumerate(PLACES):
            post_id = write_post(number)
            killer.seen.clear()
            killer.when = place
            killer.victim = blogdesk(folder, hosted.token, "publish", f"walk-{number}")
            assert finished(killer.victim)[0] == -signal.SIGKILL, place
            killer.victim = None
            status, out, err = finished(blogdesk(folder, hosted.token, "publish", f"walk-{number}", "--json"))
            assert status == 0, (place, err)
            assert json.loads(out)["state"] == "live"
            assert versions_there(hosted, post_id) == 1, place
            sent = Counter(path for method, path in killer.seen if method == "PATCH")
            assert len(sent) == 2, place
            assert sum(sent.values()) <= 3, place


def write_post(number: int) -> Any:
    media = []
    for seed in (2 * number, 2 * number + 1):
        with transaction():
            media.append(keep_picture(NewPicture(screenshot(seed=seed), "sea.png", alt="Sea")).id)
    with transaction():
        text = " ".join(f"![Sea](media:{media_id})" for media_id in media)
        post_id = create_post(PostFields(title=f"Walk {number}", markdown=text)).id
    db.session.remove()
    return post_id


def versions_there(hosted: HostedBlog, post_id: Any) -> int:
    """How many times the post was written on the blog."""
    with hosted.app.app_context():
        assert db.session.get(Post, post_id) is not None
        return len(db.session.scalars(select(Revision).where(Revision.post_id == post_id)).all())
