"""An instance with the API mounted, accounts with tokens, and a client that speaks JSON."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from blogdesk.accounts import service, tokens
from blogdesk.accounts.models import User
from blogdesk.api.surface import register
from blogdesk.core.config import Config
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import create_app
from tests.conftest import dispose

PASSWORD = "a long enough secret"
ALL_SCOPES = ("posts:read", "posts:write", "posts:publish", "media:write")


class Api:
    """Speaks to `/api/v1` as one account does. Each call pushes a context of its own, as a server does."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self.client = app.test_client()
        self.token = token

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        more: dict[str, Any] = {} if body is None else {"json": body}
        return self.client.open(f"/api/v1{path}", method=method, headers=sent, **more)

    def create(self, **fields: Any) -> dict[str, Any]:
        answer = self("POST", "/posts", {"title": "A post", **fields})
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.get_json()
        return made


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    app = create_app(config, [register], MemorySecretStore())
    app.config["TESTING"] = True
    yield app
    dispose(app)


def add_user(username: str, role: str) -> User:
    with transaction():
        return service.add_user(username, email=f"{username}@blog.example", password=PASSWORD, role=role)


@pytest.fixture
def sign_up(app: Flask) -> Callable[..., Api]:
    """Makes an account and gives the API as it sees it."""

    def made(username: str = "ada", role: str = "author", scopes: tuple[str, ...] = ALL_SCOPES) -> Api:
        with app.app_context():
            user = service.find_user(username) or add_user(username, role)
            with transaction():
                return Api(app, tokens.issue(user, name="test", scopes=scopes)[1].text)

    return made


@pytest.fixture
def ada(sign_up: Callable[..., Api]) -> Api:
    """An author."""
    return sign_up()
