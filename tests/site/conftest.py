"""A blog with its public pages mounted, and ways to put posts on it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blogdesk import site
from blogdesk.core.config import Config
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import create_app
from blogdesk.posts import service
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from tests.conftest import dispose

BASE = "https://blog.example"
START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
Publish = Callable[..., Post]


@pytest.fixture
def blog(config: Config) -> Iterator[Flask]:
    app = create_app(replace(config, base_url=BASE), [site.register], MemorySecretStore())
    with app.app_context():
        yield app
    dispose(app)


@pytest.fixture
def reader(blog: Flask) -> FlaskClient:
    return blog.test_client()


@pytest.fixture
def publish(blog: Flask) -> Publish:
    """Makes a published post; each is a day younger than the one before."""
    made: list[Post] = []

    def one(title: str = "What the tide leaves behind", markdown: str = "Rope, mostly.", **fields: Any) -> Post:
        moment = fields.pop("published_at", START + timedelta(days=len(made)))
        given: dict[str, Any] = {"status": "published", "published_at": moment, **fields}
        with transaction():
            post = service.create_post(PostFields(title=title, markdown=markdown, **given))  # type: ignore[typeddict-item]
        made.append(post)
        return post

    return one
