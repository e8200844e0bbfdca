"""The hosted app in one process: what readers see, and when it changes."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from blogdesk.core import schema
from blogdesk.core.clock import now
from blogdesk.core.config import Config
from blogdesk.core.database import db
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import create_app
from blogdesk.posts import service
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post, Revision
from blogdesk.server.freshness import Freshness
from blogdesk.server.page_cache import PageStore
from blogdesk.server.schedule import Timer, publish_due_posts
from blogdesk.server.wsgi import hosted_app
from blogdesk.settings.service import change_settings
from tests.conftest import dispose

BASE = "https://blog.example"


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    app = hosted_app(replace(config, base_url=BASE))
    with app.app_context():
        yield app
    dispose(app)


@pytest.fixture
def store(app: Flask) -> PageStore:
    found: PageStore = app.extensions["blogdesk.page_store"]
    return found


@pytest.fixture
def freshness(app: Flask) -> Freshness:
    found: Freshness = app.extensions["blogdesk.freshness"]
    return found


def make(title: str = "Tide", **fields: Any) -> Post:
    given = {"title": title, "markdown": "Rope.", "status": "published", "published_at": now(), **fields}
    with transaction():
        return service.create_post(PostFields(**given))  # type: ignore[typeddict-item]


def get(app: Flask, path: str, **headers: str) -> Any:
    db.session.remove()
    return Client(app.wsgi_app).get(path, headers={"Host": "blog.example", **headers})


def test_a_page_is_kept_and_answered_with_its_headers(app: Flask, store: PageStore) -> None:
    make()
    first, second = get(app, "/posts/tide"), get(app, "/posts/tide")
    assert store.find("/posts/tide?") is not None
    assert first.data == second.data
    for answer in (first, second):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_a_change_is_seen_with_the_next_request(app: Flask) -> None:
    post_id = make().id
    for path in ("/", "/posts/tide", "/feed.xml"):
        get(app, path)
    with transaction():
        service.update_post(service.get_post(post_id), PostFields(title="Ebb"))
    for path in ("/", "/posts/tide", "/feed.xml"):
        assert "Ebb" in get(app, path).text
    with transaction():
        service.trash_post(service.get_post(post_id))
    assert get(app, "/posts/tide").status_code == 410
    assert "Ebb" not in get(app, "/").text
    with transaction():
        change_settings(title="Field Notes")
    assert "Field Notes" in get(app, "/").text


def test_what_another_process_changed_is_seen_at_the_next_look(
    app: Flask, config: Config, freshness: Freshness
) -> None:
    get(app, "/")
    freshness.look()
    other = create_app(config, [], MemorySecretStore())
    with other.app_context():
        make("From elsewhere")
    dispose(other)
    freshness.look()
    assert "From elsewhere" in get(app, "/").text


def test_looks_are_not_made_for_every_request(app: Flask) -> None:
    looks: list[int] = []
    freshness = Freshness(app, PageStore(), every_s=3600)
    freshness.look = lambda: looks.append(1)  # type: ignore[method-assign]
    for _ in range(5):
        freshness.check()
    assert len(looks) == 1


def test_a_scheduled_post_appears_with_any_request_after_its_moment(
    app: Flask, freshness: Freshness, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now() + timedelta(hours=1)
    post_id = make("Later", status="scheduled", published_at=moment).id
    freshness.look()
    assert get(app, "/posts/later").status_code == 404
    assert "Later" not in get(app, "/").text
    later = lambda: moment + timedelta(seconds=2)  # noqa: E731 - a clock
    for place in ("posts.queries", "posts.public", "posts.service", "server.freshness", "server.schedule"):
        monkeypatch.setattr(f"blogdesk.{place}.now", later)
    monkeypatch.setattr(freshness, "_look_at", 0.0)
    assert "Later" in get(app, "/").text
    kept = service.get_post(post_id)
    assert (kept.status, kept.published_at) == ("published", moment)


def test_a_post_that_expires_leaves_the_kept_pages(
    app: Flask, freshness: Freshness, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now() + timedelta(hours=1)
    make("Short", expires_at=moment)
    freshness.look()
    assert "Short" in get(app, "/").text
    later = lambda: moment + timedelta(seconds=2)  # noqa: E731 - a clock
    for place in ("posts.queries", "posts.public", "server.freshness"):
        monkeypatch.setattr(f"blogdesk.{place}.now", later)
    monkeypatch.setattr(freshness, "_look_at", 0.0)
    assert "Short" not in get(app, "/").text


def test_a_due_post_is_published_once(app: Flask) -> None:
    make("Due", status="scheduled", published_at=now() - timedelta(minutes=3))
    assert publish_due_posts() == 1
    assert publish_due_posts() == 0
    revisions = db.session.query(Revision).filter_by(reason="published").all()
    assert len(revisions) == 1


def test_two_processes_on_postgresql_publish_a_due_post_once(config: Config, postgres_url: str) -> None:
    app = create_app(replace(config, database_url=postgres_url), [], MemorySecretStore())
    schema.upgrade(app)
    with app.app_context():
        for number in range(5):
            make(f"Due {number}", status="scheduled", published_at=now() - timedelta(minutes=3))
    counts: list[int] = []
    start = threading.Barrier(4)

    def one() -> None:
        start.wait()
        with app.app_context():
            counts.append(publish_due_posts())

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 5
    dispose(app)


def test_every_page_is_read_on_postgresql_too(config: Config, postgres_url: str) -> None:
    app = hosted_app(replace(config, base_url=BASE, database_url=postgres_url))
    schema.upgrade(app)
    with app.app_context():
        for number, tags in enumerate((["a", "b"], ["a"], ["a", "b"], [], ["b", "a"])):
            make(
                f"Post {number}", tags=tags, category="Essays / Coast", published_at=now() - timedelta(hours=9 - number)
            )
        page = get(app, "/posts/post-2").text
        assert "<span>Earlier</span>Post 1</a>" in page
        assert "<span>Later</span>Post 3</a>" in page
        assert re.findall(r">(Post \d)</a> <time", page) == ["Post 4", "Post 0", "Post 1"]
        assert 'id="related"' not in get(app, "/posts/post-3").text
        for path in ("/", "/tags/a", "/tags/", "/categories/essays", "/archive", "/archive/2026", "/search?q=rope",
                     "/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml", "/robots.txt", "/readyz"):  # fmt: skip
            assert get(app, path.replace("2026", str(now().year))).status_code == 200, path
    dispose(app)


def test_the_timer_calls_at_once_survives_a_failure_and_stops() -> None:
    called = threading.Semaphore(0)

    def call() -> None:
        called.release()
        raise ValueError("once in a while")

    timer = Timer(call, every_s=0.01)
    timer.start()
    assert called.acquire(timeout=5)
    assert called.acquire(timeout=5)
    timer.stop()
    assert not timer._thread.is_alive()


def test_the_clients_address_is_believed_only_behind_a_known_proxy(config: Config) -> None:
    for hops, expected in ((0, "None"), (1, "203.0.113.9")):
        app = hosted_app(replace(config, base_url=BASE, trusted_proxies=hops))

        @app.get("/api/who")
        def who() -> dict[str, str]:
            from flask import request

            return {"address": str(request.remote_addr), "scheme": request.scheme}

        answer = Client(app.wsgi_app).get(
            "/api/who",
            headers={"Host": "blog.example", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https",
                     "X-Forwarded-Host": "evil.example"},
        )  # fmt: skip
        assert answer.json == {"address": expected, "scheme": "https" if hops else "http"}
        dispose(app)
