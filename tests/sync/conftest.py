"""A desktop instance with a blog in memory as its destination, and a picture or two."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from PIL import Image

from blogdesk.core.database import db
from blogdesk.core.http import use_transport
from blogdesk.core.ids import uuid7
from blogdesk.core.instance import current_secrets
from blogdesk.core.transactions import transaction
from blogdesk.jobs.runner import run_pending
from blogdesk.jobs.service import wake
from blogdesk.media.models import Media
from blogdesk.media.service import NewPicture, keep_picture
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from blogdesk.posts.service import create_post
from blogdesk.publishing import registry
from blogdesk.publishing.models import Destination
from blogdesk.sync import jobs, service
from blogdesk.sync.standing import Standing, standing_of
from tests.fakes.destination import Flaky, MemoryBlog
from tests.wsgi_adapter import WsgiAdapter

SECRET = "memory|token"


@dataclass
class Desk:
    """An author's computer: its posts, its destination, and the line between them."""

    app: Flask
    blog: MemoryBlog
    line: Flaky
    destination: Destination

    def post(self, title: str = "A walk", markdown: str = "Along the coast.", **fields: object) -> Post:
        with transaction():
            return create_post(PostFields(title=title, markdown=markdown, **fields))  # type: ignore[typeddict-item]

    def publish(self, post: Post) -> None:
        with transaction():
            service.publish(post, self.destination)

    def work(self) -> None:
        """Do what is due now, and what a wake-up makes due."""
        with transaction():
            wake()
        run_pending(self.app)
        db.session.rollback()

    def network_is_back(self) -> None:
        """As when the probe got through, or somebody clicked."""
        with transaction():
            service.resume(self.destination)
        self.work()

    def standing(self, post: Post) -> Standing:
        return standing_of(post, self.destination)

    def cut(self, at: int, *, after: bool = False) -> None:
        self.line.cut_at, self.line.after, self.line.calls = at, after, 0


@pytest.fixture
def desk(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Desk:
    blog = MemoryBlog()
    line = Flaky(blog)
    monkeypatch.setitem(registry.KINDS, "memory", lambda _row, _token, _http: line)
    jobs.register(app)
    use_transport(app, WsgiAdapter({}))
    current_secrets().set(SECRET, "bdk_token")
    with transaction():
        row = Destination(id=uuid7(), name="Memory", kind="memory", url="https://blog.example", secret_name=SECRET)
        row.features, row.state = {}, "ready"
        db.session.add(row)
    return Desk(app, blog, line, row)


@pytest.fixture
def picture() -> Callable[[], Media]:
    def make() -> Media:
        noise = Image.frombytes("RGB", (400, 300), os.urandom(400 * 300 * 3))
        file = io.BytesIO()
        noise.save(file, "JPEG", quality=90)
        with transaction():
            return keep_picture(NewPicture(file.getvalue(), "sea.jpg", alt="Sea"))

    return make
