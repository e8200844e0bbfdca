import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from blogdesk.accounts import service
from blogdesk.core.config import Config
from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.server.wsgi import hosted_app
from tests.conftest import dispose

PASSWORD = "a long enough secret"


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    app = hosted_app(replace(config, base_url="http://localhost"))
    with app.app_context():
        with transaction():
            service.add_user("ada", email="ada@blog.example", password=PASSWORD, role="author")
        with transaction():
            service.add_user("rita", email="rita@blog.example", password=PASSWORD, role="reader")
        db.session.remove()
    yield app
    dispose(app)


def field(name: str, page: str) -> str:
    found = re.search(rf'name="{name}" (?:value|content)="([^"]+)"', page)
    assert found
    return found[1]


def test_the_studio_opens_for_who_is_signed_in_and_takes_no_form_of_another_site(app: Flask) -> None:
    browser = app.test_client()
    first = browser.get("/studio/new")
    assert first.status_code == 303
    assert first.location.startswith("/account/sign-in?next=")
    sign_in = browser.get(first.location)
    sent = {
        "csrf_token": field("csrf_token", sign_in.text), "login": "ada", "password": PASSWORD, "next": "/studio/new",
    }  # fmt: skip
    assert browser.post("/account/sign-in", data=sent).location == "/studio/new"
    page = browser.get("/studio/new")
    assert page.status_code == 200
    post_id = "01890a5d-ac96-774b-bcce-b302099a8057"
    path = f"/studio/posts/{post_id}"
    refused = browser.patch(path, json={"title": "Foreign"})
    assert refused.status_code == 400
    headers = {"X-BD-CSRF": field("csrf-token", page.text)}
    assert browser.patch(path, json={"title": "Mine"}, headers=headers).status_code == 200


def test_the_surfaces_answer_each_in_its_way(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/").status_code == 200
    assert client.get("/api/v1").get_json()["api"] == {"min": 1, "max": 1}
    missing = client.get("/api/v1/nothing")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    assert client.get("/nothing-here").content_type.startswith("text/html")
    assert client.get("/oauth/authorize").status_code == 400
    for path in ("/account/sign-in", "/oauth/authorize", "/api/v1"):
        assert "default-src 'none'" in client.get(path).headers["Content-Security-Policy"]
