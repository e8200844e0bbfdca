"""From an author's computer to the real hosted app and its readers, over a network that fails on demand."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask

from blogdesk.core import clock
from blogdesk.core.database import db
from blogdesk.core.http import use_transport
from blogdesk.core.instance import current_secrets
from blogdesk.core.transactions import transaction
from blogdesk.jobs import runner
from blogdesk.jobs import service as job_service
from blogdesk.jobs.runner import run_pending
from blogdesk.jobs.service import list_jobs, wake
from blogdesk.media.models import Media
from blogdesk.media.service import NewPicture, keep_picture
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post, PostPicture
from blogdesk.posts.redirects import add_redirect
from blogdesk.posts.service import create_post, update_post
from blogdesk.publishing.models import Destination
from blogdesk.publishing.service import keep_destination
from blogdesk.sync import jobs, ledger, live, reaching, service, standing
from blogdesk.sync.standing import Standing, standing_of
from tests.blogs import HOST, HostedBlog, host_blog
from tests.conftest import dispose
from tests.pictures import photo, screenshot
from tests.wsgi_adapter import Faults, Seen, WsgiAdapter


class Desk:
    """An author's computer connected to a hosted blog."""

    def __init__(self, app: Flask, hosted: HostedBlog) -> None:
        self.app, self.hosted, self.wire = app, hosted, hosted.wire
        jobs.register(app)
        use_transport(app, self.wire)
        with transaction():
            self.destination: Destination = keep_destination(hosted.found())
        current_secrets().set(self.destination.secret_name, hosted.token)
        self.wire.seen.clear()

    def picture(self, data: bytes) -> Media:
        with transaction():
            return keep_picture(NewPicture(data, "sea.jpg", alt="The sea"))

    def post(self, title: str, markdown: str, **fields: Any) -> Post:
        with transaction():
            return create_post(cast("PostFields", {"title": title, "markdown": markdown, **fields}))

    def publish(self, post: Post) -> None:
        with transaction():
            service.publish(post, self.destination)

    def work(self) -> None:
        with transaction():
            wake()
        run_pending(self.app)
        db.session.rollback()

    def network_is_back(self) -> None:
        with transaction():
            service.resume(self.destination)
        self.work()

    def standing(self, post: Post) -> Standing:
        return standing_of(post, self.destination)

    def sent(self, method: str, part: str) -> list[Seen]:
        return [seen for seen in self.wire.seen if seen.method == method and part in seen.path]


@pytest.fixture
def desk(app: Flask, tmp_path: Path, migrated_database: Path) -> Iterator[Desk]:
    hosted = host_blog(tmp_path / "hosted", migrated_database, WsgiAdapter({}))
    yield Desk(app, hosted)
    dispose(hosted.app)


def with_pictures(desk: Desk, title: str = "What the tide leaves", count: int = 3) -> Post:
    media = [desk.picture(photo(600, 400, seed=number)) for number in range(count)]
    shown = "\n\n".join(f"![Sea {number}](media:{one.id})" for number, one in enumerate(media))
    return desk.post(
        title, f"Rope, *mostly*.\n\n{shown}\n\n```python\nprint(1)\n```\n", tags=["Sea"], category="Essays"
    )


def test_a_post_with_three_photos_goes_live_and_is_checked(desk: Desk) -> None:
    post = with_pictures(desk)
    desk.publish(post)
    desk.work()
    shown = desk.standing(post)
    assert shown.state.label.startswith("Live and checked "), shown
    assert shown.url == f"https://{HOST}/posts/what-the-tide-leaves"
    status, page = desk.hosted.page("/posts/what-the-tide-leaves")
    assert status == 200
    assert page.count("srcset=") >= 3
    assert "what-the-tide-leaves" in desk.hosted.page("/feed.xml")[1]
    assert "What the tide leaves" in desk.hosted.page("/tags/sea")[1]


def test_nothing_of_where_a_photo_was_taken_leaves_the_computer(desk: Desk) -> None:
    desk.publish(with_pictures(desk))
    desk.work()
    sent = b"".join(seen.body for seen in desk.wire.seen)
    assert b"SecretMaker" not in sent
    assert b"secret comment" not in sent
    assert b"Exif" not in sent or b"GPS" not in sent
    assert len(desk.sent("PATCH", "/uploads/")) == 3


def test_a_typo_costs_one_write_and_no_byte_of_pictures(desk: Desk) -> None:
    post = with_pictures(desk)
    desk.publish(post)
    desk.work()
    with transaction():
        update_post(post, PostFields(markdown=post.markdown.replace("mostly", "mainly")))
    assert "mostly" in desk.hosted.page("/posts/what-the-tide-leaves")[1]
    assert desk.standing(post).state.label == "Changes not live"
    desk.wire.seen.clear()
    desk.publish(post)
    desk.work()
    writes = [seen for seen in desk.wire.seen if seen.method not in {"GET", "HEAD"}]
    assert [(seen.method, seen.path) for seen in writes] == [("PUT", f"/api/v1/posts/{post.id}")]
    assert len(writes[0].body) < 20_000
    assert "mainly" in desk.hosted.page("/posts/what-the-tide-leaves")[1]
    assert desk.standing(post).state.label.startswith("Live and checked ")


def fault_at(step: int, kind: str) -> Faults:
    """One cut of this kind, at the request that comes after `step` others."""
    left = iter(range(step))
    fault = Faults(lambda _request: next(left, None) is None)
    setattr(fault, kind, 1)
    return fault


def calls_of(desk: Desk, post: Post) -> int:
    desk.publish(post)
    desk.work()
    return len([seen for seen in desk.wire.seen if "/api/v1/" in seen.path])


@pytest.mark.parametrize("kind", ["cut_before", "cut_inside", "cut_after"])
def test_cut_at_every_step_readers_see_wholly_old_or_new_and_nothing_comes_twice(desk: Desk, kind: str) -> None:
    steps = calls_of(desk, with_pictures(desk))
    for step in range(steps):
        media = [desk.picture(screenshot(seed=step * 3 + number)) for number in range(3)]
        shown = " ".join(f"![Sea](media:{one.id})" for one in media)
        post = desk.post(f"Walk {step}", f"Step. {shown}")
        desk.wire.seen.clear()
        desk.wire.faults = [fault_at(step, kind)]
        desk.publish(post)
        desk.work()
        status, page = desk.hosted.page(f"/posts/walk-{step}")
        assert status == 404 or page.count('src="/media/') == 3, step
        desk.wire.faults = []
        desk.network_is_back()
        assert desk.standing(post).state.key == "live", step
        assert desk.hosted.page(f"/posts/walk-{step}")[1].count("srcset=") >= 3 or status == 200
        assert desk.hosted.page(f"/posts/walk-{step}-2")[0] == 404
        assert len(desk.sent("PATCH", "/uploads/")) <= 3 + (kind != "cut_after"), step


def test_a_lost_answer_is_asked_for_again_with_the_same_key_and_bytes(desk: Desk) -> None:
    post = desk.post("A walk", "Along.")
    desk.wire.faults = [Faults(lambda request: request.method == "PUT", cut_after=1)]
    desk.publish(post)
    desk.work()
    assert desk.hosted.page("/posts/a-walk")[0] == 200
    with transaction():
        update_post(post, PostFields(markdown="Along, and on."))
    desk.network_is_back()
    one, two = desk.sent("PUT", "/posts/")
    assert (one.body, one.headers["Idempotency-Key"]) == (two.body, two.headers["Idempotency-Key"])
    assert desk.standing(post).state.label == "Changes not live"


PORTAL = (200, {"Content-Type": "text/html"}, b"<h1>Welcome to Hotel WiFi</h1>")


@pytest.mark.parametrize(
    "answer",
    [
        PORTAL,
        (302, {"Location": "https://portal.example/login"}, b""),
        (200, {"Content-Type": "application/json"}, b'{"ok": true}'),
        (200, {"Content-Type": "application/json", "BlogDesk-Instance": "another"}, b"{}"),
        (404, {"Content-Type": "application/problem+json", "BlogDesk-Instance": "another"}, b"{}"),
        (502, {"Content-Type": "text/html"}, b"Bad gateway"),
        (500, {"Content-Type": "text/html"}, b"Oops"),
        (503, {"Retry-After": "1"}, b""),
    ],
)
def test_whatever_answers_in_the_blogs_place_nothing_is_lost(
    desk: Desk, answer: tuple[int, dict[str, str], bytes]
) -> None:
    post = desk.post("A walk", "Along.")
    desk.publish(post)
    desk.wire.faults = [Faults(answers=[answer] * 3)]
    desk.work()
    assert desk.standing(post).state.key in {"waiting", "sending"}, desk.standing(post)
    desk.wire.faults = []
    desk.network_is_back()
    assert desk.standing(post).state.key == "live"
    assert not any("portal.example" in seen.url for seen in desk.wire.seen)


def test_the_network_comes_back_and_work_goes_on_by_itself(desk: Desk) -> None:
    post = desk.post("A walk", "Along.")
    desk.wire.offline = True
    desk.publish(post)
    desk.work()
    assert desk.standing(post).state.label == "Waiting for the network"
    desk.work()
    [reach] = list_jobs(kind="reach", state="waiting")
    assert reach.run_after <= clock.now() + timedelta(seconds=3.1)
    desk.wire.offline = False
    desk.work()
    assert desk.standing(post).state.key == "live"


def test_a_token_revoked_in_the_middle_is_approved_again_and_nothing_is_sent_twice(desk: Desk) -> None:
    post = with_pictures(desk)
    desk.publish(post)
    uploads = iter(range(2))
    original = desk.wire.apps[HOST]

    def revoking(environ: dict[str, Any], start: Any) -> Any:
        if environ["REQUEST_METHOD"] == "PATCH" and next(uploads, None) is None:
            desk.hosted.revoke_tokens()
        return original(environ, start)

    desk.wire.apps[HOST] = revoking
    desk.work()
    assert desk.standing(post).state.label == "Needs you: approve the connection again"
    desk.wire.apps[HOST] = original
    current_secrets().set(desk.destination.secret_name, desk.hosted.new_token())
    desk.network_is_back()
    assert desk.standing(post).state.label.startswith("Live and checked ")
    done = desk.sent("PATCH", "/uploads/")
    assert len({seen.path for seen in done}) == 3
    assert len(done) == 4


def test_a_clock_that_is_wrong_by_a_day_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    post = desk.post("A walk", "Along.", published_at=clock.now() - timedelta(days=2))
    desk.publish(post)
    desk.work()
    desk.wire.faults = [Faults(lambda request: request.method == "PUT", cut_after=1)]
    with transaction():
        update_post(post, PostFields(markdown="Along, and on."))
    desk.publish(post)
    desk.work()
    true_now = clock.now
    for module in (clock, *_users_of_the_clock()):
        monkeypatch.setattr(module, "now", lambda: true_now() + timedelta(days=1))
    desk.network_is_back()
    assert "and on" in desk.hosted.page("/posts/a-walk")[1]
    assert desk.standing(post).state.key == "live"


def _users_of_the_clock() -> list[Any]:
    return [runner, job_service, jobs, ledger, live, reaching, standing]


def test_a_change_made_in_the_hosted_studio_is_never_overwritten(desk: Desk) -> None:
    post = desk.post("A walk", "Along.")
    desk.publish(post)
    desk.work()
    with desk.hosted.app.app_context(), transaction():
        there = db.session.get(Post, post.id)
        assert there is not None
        update_post(there, PostFields(markdown="Theirs."))
    with transaction():
        update_post(post, PostFields(markdown="Mine."))
    desk.publish(post)
    desk.work()
    assert desk.standing(post).state.label == "Needs you: two versions"
    assert "Theirs." in desk.hosted.page("/posts/a-walk")[1]


def test_a_slug_that_is_taken_there_is_told_by_its_field(desk: Desk) -> None:
    with desk.hosted.app.app_context(), transaction():
        create_post(PostFields(title="Other", slug="a-walk", status="published"))
    post = desk.post("A walk", "Along.")
    desk.publish(post)
    desk.work()
    shown = desk.standing(post).state
    assert shown.key == "needs_you"
    assert "a-walk" in shown.detail
    with transaction():
        update_post(post, PostFields(slug="another-walk"))
    desk.publish(post)
    desk.work()
    assert desk.hosted.page("/posts/another-walk")[0] == 200


def test_a_picture_that_the_blog_has_under_another_id_is_not_sent_and_shows(desk: Desk) -> None:
    data = screenshot(seed=9)
    with desk.hosted.app.app_context(), transaction():
        theirs = keep_picture(NewPicture(data, "theirs.png")).id
    media = desk.picture(data)
    assert media.id != theirs
    post = desk.post("A walk", f"![Sea](media:{media.id})", cover_media_id=media.id, cover_alt="Sea")
    desk.publish(post)
    desk.work()
    assert desk.sent("PATCH", "/uploads/") == []
    assert desk.standing(post).state.label.startswith("Live and checked ")
    assert "missing-picture" not in desk.hosted.page("/posts/a-walk")[1]


def test_pictures_beside_an_imported_post_and_its_old_addresses_go_along(desk: Desk) -> None:
    media = desk.picture(photo(300, 200))
    post = desk.post("Imported", "![Sea](../images/sea.jpg)", source_path="posts/imported.md")
    with transaction():
        row = db.session.query(PostPicture).filter_by(post_id=post.id).one()
        row.media_id = media.id
        add_redirect("/old/address", post)
    desk.publish(post)
    desk.work()
    assert desk.standing(post).state.label.startswith("Live and checked ")
    assert media.clean_sha256 in desk.hosted.page("/posts/imported")[1]
    assert desk.hosted.page("/old/address")[0] == 301
    body = json.loads(desk.sent("PUT", "/posts/")[0].body)
    assert body["markdown"] == "![Sea](../images/sea.jpg)"


def test_taken_offline_readers_lose_it_at_once_and_that_is_checked(desk: Desk) -> None:
    post = desk.post("A walk", "Along.")
    desk.publish(post)
    desk.work()
    with transaction():
        service.unpublish(post, desk.destination)
    desk.work()
    assert desk.hosted.page("/posts/a-walk")[0] in {404, 410}
    assert desk.standing(post).state.label == "Saved on this computer"


def test_the_token_is_in_no_log_and_in_no_file(desk: Desk, caplog: pytest.LogCaptureFixture, config: Any) -> None:
    caplog.set_level("DEBUG")
    desk.publish(with_pictures(desk, count=1))
    desk.wire.faults = [Faults(answers=[(500, {}, b"")])]
    desk.work()
    desk.network_is_back()
    assert desk.hosted.token not in caplog.text
    for path in config.data_folder.root.rglob("*"):
        if path.is_file():
            assert desk.hosted.token.encode() not in path.read_bytes(), path
