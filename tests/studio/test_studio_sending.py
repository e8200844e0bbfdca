"""Sending posts to a blog elsewhere: connecting it, the sheet, the states, on a real engine over a blog in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from blogdesk.core.database import db
from blogdesk.core.http import use_transport
from blogdesk.core.ids import uuid7
from blogdesk.core.instance import current_secrets
from blogdesk.core.transactions import transaction
from blogdesk.errors import TokenRejected
from blogdesk.jobs.runner import run_pending
from blogdesk.posts.models import Post
from blogdesk.posts.service import create_post, get_post
from blogdesk.publishing import registry
from blogdesk.publishing.models import Destination
from blogdesk.sync import jobs
from tests.fakes.destination import MemoryBlog
from tests.fakes.http_apps import instance_app
from tests.wsgi_adapter import WsgiAdapter


@dataclass
class Door:
    """Where the browser would come back to."""

    waiting: list[Callable[[Mapping[str, str]], None]] = field(default_factory=list)

    def expect(self, receive: Callable[[Mapping[str, str]], None]) -> str:
        self.waiting.append(receive)
        return "http://127.0.0.1:4711/_bd/connected/abc"

    def forget(self, redirect_uri: str) -> None:
        self.waiting.clear()


@pytest.fixture
def door(desktop_studio: Flask) -> Door:
    made = Door()
    desktop_studio.extensions["blogdesk.redirects"] = made
    return made


@pytest.fixture
def blog(desktop_studio: Flask, monkeypatch: pytest.MonkeyPatch) -> MemoryBlog:
    """A connected blog, and the jobs that send to it."""
    blog = MemoryBlog()
    monkeypatch.setitem(registry.KINDS, "memory", lambda _row, _token, _http: blog)
    jobs.register(desktop_studio)
    use_transport(desktop_studio, WsgiAdapter({}))
    current_secrets().set("memory|token", "bdk_token")
    with transaction():
        row = Destination(id=uuid7(), name="Tides", kind="memory", url="https://blog.example", state="ready")
        row.secret_name, row.features = "memory|token", {}
        db.session.add(row)
    return blog


def queries_of(client: FlaskClient, url: str) -> int:
    seen: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        assert client.get(url).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


def make(**fields: Any) -> Post:
    with transaction():
        return create_post({"title": "Salt", "markdown": "The sea is wide.", **fields})  # type: ignore[typeddict-item]


def state_of(client: FlaskClient, post: Post) -> dict[str, Any]:
    state: dict[str, Any] = client.get(f"/studio/posts/{post.id}/state").get_json()["send"]
    return state


def test_the_row_of_the_library_says_what_the_line_says(
    desktop_studio: Flask, client: FlaskClient, blog: MemoryBlog
) -> None:
    post = make()
    client.post(f"/studio/posts/{post.id}/publish", json={})
    run_pending(desktop_studio)
    db.session.rollback()
    answer = client.get(f"/studio/posts/{post.id}/state").get_json()
    assert answer["item"]["state"]["key"] == answer["send"]["key"] == "live"
    assert answer["item"]["id"] == str(post.id)


def test_without_a_blog_the_sheet_helps_to_connect_one(client: FlaskClient, door: Door) -> None:
    post = make()
    sheet = client.get(f"/studio/posts/{post.id}/send-sheet").text
    assert 'data-controller="connect"' in sheet
    refused = client.post(f"/studio/posts/{post.id}/publish", json={})
    assert refused.status_code == 404
    assert "No blog is connected yet." in refused.get_json()["detail"]
    assert get_post(post.id).status == "draft"


def test_a_post_is_sent_and_goes_live(desktop_studio: Flask, client: FlaskClient, blog: MemoryBlog) -> None:
    post = make()
    sheet = client.get(f"/studio/posts/{post.id}/send-sheet").text
    assert "Tides" in sheet
    assert "4 words" in sheet
    answer = client.post(f"/studio/posts/{post.id}/publish", json={})
    assert answer.status_code == 202
    assert answer.get_json()["state"]["send"]["key"] == "sending"
    run_pending(desktop_studio)
    db.session.rollback()
    assert state_of(client, post)["key"] == "live"
    assert state_of(client, post)["word"] == "Update"
    assert blog.posts[str(post.id)]["title"] == "Salt"
    row = client.get("/studio/library.json").get_json()["items"][0]
    assert row["state"]["key"] == "live"


def test_words_typed_after_a_send_are_changes_not_live_until_update(
    desktop_studio: Flask, client: FlaskClient, blog: MemoryBlog
) -> None:
    post = make()
    client.post(f"/studio/posts/{post.id}/publish", json={})
    run_pending(desktop_studio)
    db.session.rollback()
    body = {"base_seq": 0, "entries": [{"changes": [11, [4, "deep"], 1]}], "length": 16}
    assert client.post(f"/studio/posts/{post.id}/journal", json=body).status_code == 200
    assert state_of(client, post)["label"] == "Changes not live"
    sheet = client.get(f"/studio/posts/{post.id}/send-sheet").text
    assert "wide</del>" in sheet
    assert "deep</ins>" in sheet
    changed = client.get("/studio/library.json?changed=1").get_json()["items"]
    assert [item["id"] for item in changed] == [str(post.id)]
    client.post(f"/studio/posts/{post.id}/publish", json={})
    run_pending(desktop_studio)
    db.session.rollback()
    assert blog.posts[str(post.id)]["markdown"] == "The sea is deep."
    assert state_of(client, post)["key"] == "live"


def test_a_published_post_that_was_never_sent_does_not_claim_to_be_live(client: FlaskClient, blog: MemoryBlog) -> None:
    make(status="published")
    row = client.get("/studio/library.json").get_json()["items"][0]
    assert row["state"] == {"key": "draft", "label": "Not sent yet"}


def test_the_list_asks_as_often_for_many_sent_posts(
    desktop_studio: Flask, client: FlaskClient, blog: MemoryBlog
) -> None:
    def send(number: int) -> int:
        for each in range(number):
            client.post(f"/studio/posts/{make(title=f'Note {each}').id}/publish", json={})
        run_pending(desktop_studio)
        db.session.rollback()
        return queries_of(client, "/studio/library.json")

    assert send(2) == send(12)


def test_a_blog_is_paused_goes_on_and_is_let_go(client: FlaskClient, blog: MemoryBlog, door: Door) -> None:
    row = db.session.scalars(select(Destination)).one()
    url = f"/studio/destinations/{row.id}"
    assert "Connected" in client.get("/studio/destinations").text
    assert client.patch(url, json={"paused": True}).get_json()["label"] == "Sending is paused"
    assert client.patch(url, json={"paused": False}).get_json()["label"] == "Connected"
    assert client.post(f"{url}/resume").status_code == 200
    assert client.delete(url).status_code == 200
    assert current_secrets().get("memory|token") is None
    assert client.delete(url).status_code == 404
    assert client.patch(url, json={}).status_code == 422


def begin(client: FlaskClient, address: str = "blog.example") -> dict[str, Any]:
    answer = client.post("/studio/destinations", json={"address": address})
    assert answer.status_code == 202, answer.text
    attempt: dict[str, Any] = answer.get_json()
    return attempt


@pytest.fixture
def web(desktop_studio: Flask) -> WsgiAdapter:
    wire = WsgiAdapter({"blog.example": instance_app()})
    use_transport(desktop_studio, wire)
    return wire


def test_a_blog_is_found_by_its_address_and_its_approval_page_named(
    client: FlaskClient, door: Door, web: WsgiAdapter
) -> None:
    attempt = begin(client)
    assert attempt["authorize_url"].startswith("https://blog.example/oauth/authorize?")
    assert attempt["state"] == "waiting"
    assert len(door.waiting) == 1


def test_an_approval_that_was_refused_says_so_and_connects_nothing(
    client: FlaskClient, door: Door, web: WsgiAdapter
) -> None:
    attempt = begin(client)
    state = parse_qs(urlsplit(attempt["authorize_url"]).query)["state"][0]
    with pytest.raises(TokenRejected):
        door.waiting[0]({"error": "access_denied", "state": state})
    now = client.get(attempt["url"]).get_json()
    assert now["state"] == "failed"
    assert "not approved" in now["message"]
    assert db.session.scalars(select(Destination)).all() == []


@pytest.mark.parametrize("address", ["", "not an address", "ftp://blog.example"])
def test_what_is_no_address_is_told_at_once(client: FlaskClient, door: Door, web: WsgiAdapter, address: str) -> None:
    answer = client.post("/studio/destinations", json={"address": address})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "address"


def test_an_attempt_of_another_run_is_not_found(client: FlaskClient) -> None:
    assert client.get("/studio/destinations/attempts/abc").status_code == 404


def test_an_instance_without_a_way_back_connects_no_blogs(client: FlaskClient) -> None:
    assert client.post("/studio/destinations", json={"address": "blog.example"}).status_code == 404
    assert "Destinations" not in client.get("/studio/new").text
