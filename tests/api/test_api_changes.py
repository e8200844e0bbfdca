import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from blogdesk.accounts import tokens
from blogdesk.api.surface import register
from blogdesk.core import schema
from blogdesk.core.changes import get_instance
from blogdesk.core.config import load_config
from blogdesk.core.database import db
from blogdesk.core.ids import uuid7
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import create_app
from tests.api.conftest import ALL_SCOPES, Api, add_user
from tests.conftest import dispose


def read_all(api: Api, cursor: str = "", query: str = "limit=2&types=post") -> tuple[list[dict[str, Any]], str]:
    found: list[dict[str, Any]] = []
    while True:
        page = api("GET", f"/changes?{query}" + (f"&cursor={cursor}" if cursor else "")).get_json()
        found += page["changes"]
        cursor = page["cursor"]
        if not page["has_more"]:
            return found, cursor


def test_the_feed_tells_each_change_once_in_order_and_goes_on_from_its_cursor(ada: Api) -> None:
    ids = [ada.create(title=str(n))["id"] for n in range(5)]
    found, cursor = read_all(ada)
    assert [c["id"] for c in found] == ids
    assert read_all(ada, cursor) == ([], cursor)
    ada("PATCH", f"/posts/{ids[1]}", {"title": "x"}, If_Match="*")
    ada("PATCH", f"/posts/{ids[1]}", {"title": "y"}, If_Match="*")
    ada("DELETE", f"/posts/{ids[2]}", If_Match="*")
    news, _ = read_all(ada, cursor, "limit=100&types=post&objects=1")
    assert [(c["id"], c["op"]) for c in news] == [(ids[1], "upsert"), (ids[2], "delete")]
    assert news[0]["object"]["title"] == "y"
    assert news[1]["object"] is None


def test_a_cursor_of_another_history_is_known_as_such(ada: Api, app: Flask) -> None:
    ada.create()
    _, cursor = read_all(ada)
    with app.app_context():
        with transaction():
            get_instance().epoch = "11111111"
        db.session.remove()
    answer = ada("GET", f"/changes?cursor={cursor}")
    assert (answer.status_code, answer.get_json()["code"]) == (410, "cursor-invalid")


def test_other_peoples_drafts_are_not_in_the_feed_and_what_was_hidden_comes_as_deleted(
    ada: Api, sign_up: Callable[..., Api]
) -> None:
    bob = sign_up("bob")
    ada.create(title="A draft")
    shown = ada.create(title="Shown", status="published")
    found, cursor = read_all(bob)
    assert [c["id"] for c in found] == [shown["id"]]
    ada("PATCH", f"/posts/{shown['id']}", {"status": "draft"}, If_Match="*")
    assert [(c["id"], c["op"]) for c in read_all(bob, cursor)[0]] == [(shown["id"], "delete")]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def busy_app(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    env = {} if request.param == "sqlite" else {"BLOGDESK_DATABASE_URL": request.getfixturevalue("postgres_url")}
    app = create_app(load_config(DataFolder(tmp_path / "data"), env=env), [register], MemorySecretStore())
    schema.upgrade(app)
    yield app
    dispose(app)


def test_eight_writers_at_once_leave_no_gap_in_the_feed_of_a_reader(busy_app: Flask) -> None:
    with busy_app.app_context():
        user = add_user("ada", "author")
        with transaction():
            token = tokens.issue(user, name="t", scopes=ALL_SCOPES)[1].text
        db.session.remove()
    made: list[str] = []
    failures: list[str] = []

    def write() -> None:
        api = Api(busy_app, token)
        for _ in range(6):
            post_id = str(uuid7())
            answer = api(
                "PUT", f"/posts/{post_id}", {"title": "Same title"}, If_None_Match="*", Idempotency_Key=post_id
            )
            while answer.status_code in {409, 503}:  # two writers chose one slug: the request is sent again
                answer = api(
                    "PUT", f"/posts/{post_id}", {"title": "Same title"}, If_None_Match="*", Idempotency_Key=post_id
                )
            (made if answer.status_code == 201 else failures).append(
                post_id if answer.status_code == 201 else answer.text
            )

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    reader, seen, cursor = Api(busy_app, token), [], ""
    while any(writer.is_alive() for writer in writers):
        news, cursor = read_all(reader, cursor, "limit=5&types=post")
        seen += [change["id"] for change in news]
    for writer in writers:
        writer.join()
    seen += [change["id"] for change in read_all(reader, cursor, "limit=5&types=post")[0]]
    assert failures == []
    assert sorted(seen) == sorted(made)
    assert len(made) == 48


def test_two_writers_of_one_revision_do_not_both_win(busy_app: Flask) -> None:
    with busy_app.app_context():
        user = add_user("ada", "author")
        with transaction():
            token = tokens.issue(user, name="t", scopes=ALL_SCOPES)[1].text
        db.session.remove()
    api = Api(busy_app, token)
    post = api.create()
    etag = api("GET", f"/posts/{post['id']}").headers["ETag"]
    statuses: list[int] = []
    start = threading.Barrier(6)

    def write(number: int) -> None:
        mine = Api(busy_app, token)
        start.wait()
        statuses.append(mine("PATCH", f"/posts/{post['id']}", {"title": f"t{number}"}, If_Match=etag).status_code)

    writers = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(statuses) == [200, 412, 412, 412, 412, 412]
    assert api("GET", f"/posts/{post['id']}").get_json()["rev"] == 2


def test_core_writes_work_on_both_databases(busy_app: Flask) -> None:
    with busy_app.app_context():
        user = add_user("ada", "author")
        with transaction():
            token = tokens.issue(user, name="t", scopes=ALL_SCOPES)[1].text
        db.session.remove()
    api = Api(busy_app, token)
    post = api.create(title="Nul \0 and bell \x07", markdown="a\0b", tags=["x"], status="published", note="n\0")
    path = f"/posts/{post['id']}"
    assert api("GET", path).get_json()["title"] == "Nul  and bell "
    assert api("PUT", path, {"title": "B", "markdown": "c"}, If_Match="*").status_code == 200
    assert api("DELETE", path, If_Match="*").status_code == 200
    assert api("GET", "/posts?q=a&tag=x&category=y&updated_since=2020-01-01T00:00:00Z").status_code == 200
