"""The studio where readers read the same instance: who may, and what readers see before "Update"."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from blogdesk.accounts.models import User
from blogdesk.core.database import db
from blogdesk.core.ids import uuid7
from blogdesk.core.transactions import transaction
from blogdesk.posts import held
from blogdesk.posts.models import Post
from blogdesk.posts.service import create_post, get_post
from blogdesk.studio.face import Author


@pytest.fixture
def window(hosted_studio: Flask) -> FlaskClient:
    return hosted_studio.test_client()


def make(**fields: Any) -> Post:
    with transaction():
        return create_post({"title": "Salt", "markdown": "Old words.", "status": "published", **fields})  # type: ignore[typeddict-item]


def write(client: FlaskClient, post: Post, words: str) -> Any:
    changes = [len("Old words."), [0, words]]
    body = {"base_seq": 0, "entries": [{"changes": changes}], "length": len("Old words.") + len(words)}
    return client.post(f"/studio/posts/{post.id}/journal", json=body)


def test_readers_see_the_old_text_until_update(window: FlaskClient) -> None:
    post = make()
    assert write(window, post, " New words.").status_code == 200
    window.patch(f"/studio/posts/{post.id}", json={"title": "Salt and light"})
    state = window.post(f"/studio/posts/{post.id}/settle").get_json()["item"]["state"]
    assert state == {"key": "changed", "label": "Changes not live"}
    assert (get_post(post.id).title, get_post(post.id).markdown) == ("Salt", "Old words.")
    with transaction():
        held.release(get_post(post.id))
    assert (get_post(post.id).title, get_post(post.id).markdown) == ("Salt and light", "Old words. New words.")
    assert window.get("/studio/library.json").get_json()["items"][0]["state"]["key"] == "live"


def test_the_editor_comes_back_with_the_held_words_and_fields(window: FlaskClient) -> None:
    post = make()
    write(window, post, " New words.")
    window.patch(f"/studio/posts/{post.id}", json={"title": "Salt and light"})
    page = window.get(f"/studio/posts/{post.id}").text
    assert "New words." in page
    assert ">Salt and light</textarea>" in page


def test_giving_up_the_held_changes_leaves_the_live_text(window: FlaskClient) -> None:
    post = make()
    write(window, post, " New words.")
    with transaction():
        held.discard(get_post(post.id))
    answer = window.post(f"/studio/posts/{post.id}/settle").get_json()
    assert answer["item"]["state"]["key"] == "live"
    assert get_post(post.id).markdown == "Old words."


def test_the_filter_of_changed_posts_finds_the_held_ones(window: FlaskClient) -> None:
    post = make()
    make(title="Untouched")
    write(window, post, "!")
    items = window.get("/studio/library.json?changed=1").get_json()["items"]
    assert [item["id"] for item in items] == [str(post.id)]


def test_whoever_is_not_signed_in_is_sent_to_sign_in(hosted_studio: Flask, window: FlaskClient) -> None:
    hosted_studio.config["WHO"] = None
    answer = window.get("/studio/settings")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/account/sign-in?next=/studio/settings"
    assert window.get("/studio/library.json").status_code == 401


def someone(*permissions: str) -> Author:
    return Author(uuid7(), "Ben", lambda permission: permission in permissions)


def test_an_author_neither_sees_nor_changes_the_posts_of_others(hosted_studio: Flask, window: FlaskClient) -> None:
    post = make()
    hosted_studio.config["WHO"] = someone("posts:write")
    assert window.get("/studio/library.json").get_json()["items"] == []
    assert window.get(f"/studio/posts/{post.id}").status_code == 403
    assert write(window, post, "!").status_code == 403
    assert window.patch(f"/studio/posts/{post.id}", json={"title": "Mine"}).status_code == 403
    assert window.delete(f"/studio/posts/{post.id}").status_code == 403
    assert get_post(post.id).title == "Salt"


def test_a_reader_has_no_place_in_the_studio(hosted_studio: Flask, window: FlaskClient) -> None:
    hosted_studio.config["WHO"] = someone("comments:write")
    assert window.get("/studio/").status_code == 403
    assert (
        window.post(f"/studio/posts/{uuid7()}/journal", json={"base_seq": 0, "entries": [], "length": 0}).status_code
        == 403
    )


@pytest.mark.parametrize("values", [{"title": "Mine"}, {"appearance": "dark", "title": "Mine"}])
def test_only_who_may_change_the_site_does(hosted_studio: Flask, window: FlaskClient, values: dict[str, str]) -> None:
    hosted_studio.config["WHO"] = someone("posts:write")
    assert window.patch("/studio/settings", json=values).status_code == 403
    assert window.patch("/studio/settings", json={"appearance": "dark"}).status_code == 200


def test_publishing_shows_the_newest_words_and_updating_shows_the_held_ones(window: FlaskClient) -> None:
    post = make(status="draft")
    write(window, post, " More.")
    answer = window.post(f"/studio/posts/{post.id}/publish", json={})
    assert answer.status_code == 202
    assert answer.get_json()["state"]["send"]["key"] == "live"
    assert get_post(post.id).markdown == "Old words. More."
    window.patch(f"/studio/posts/{post.id}", json={"title": "Light"})
    assert get_post(post.id).title == "Salt"
    assert window.post(f"/studio/posts/{post.id}/publish", json={}).get_json()["state"]["send"]["key"] == "live"
    assert get_post(post.id).title == "Light"


def test_a_post_can_be_given_a_moment_to_go_live(window: FlaskClient) -> None:
    post = make(status="draft")
    answer = window.post(f"/studio/posts/{post.id}/publish", json={"at": "2099-01-01T09:00:00Z"}).get_json()
    assert answer["state"]["send"]["key"] == "scheduled"
    assert "2099" in answer["state"]["send"]["label"]
    assert window.post(f"/studio/posts/{post.id}/publish", json={"at": "tomorrow"}).status_code == 422


def test_taken_offline_a_post_is_a_draft_with_its_newest_words(window: FlaskClient) -> None:
    post = make()
    write(window, post, " More.")
    answer = window.post(f"/studio/posts/{post.id}/unpublish", json={}).get_json()
    assert answer["state"]["send"]["key"] == "draft"
    assert get_post(post.id).markdown == "Old words. More."


def test_the_send_sheet_shows_what_would_change_and_changes_nothing(window: FlaskClient) -> None:
    post = make()
    write(window, post, " More.")
    sheet = window.get(f"/studio/posts/{post.id}/send-sheet")
    assert "<ins>" in sheet.text
    assert "More." in sheet.text
    assert "/posts/salt" in sheet.text
    assert get_post(post.id).markdown == "Old words."


def test_who_writes_drafts_only_does_not_publish(hosted_studio: Flask, window: FlaskClient) -> None:
    with transaction():
        db.session.add(User(username="ben", email="ben@example.org", role_name="contributor"))
    user = db.session.scalars(select(User)).one()
    hosted_studio.config["WHO"] = Author(user.id, "Ben", lambda permission: permission == "posts:write")
    post_id = uuid7()
    assert window.patch(f"/studio/posts/{post_id}", json={"title": "Mine"}).status_code == 200
    assert get_post(post_id).author_id == user.id
    assert window.post(f"/studio/posts/{post_id}/publish", json={}).status_code == 403
    assert get_post(post_id).status == "draft"
