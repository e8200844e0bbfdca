"""The studio where readers read the same instance: who may, and what readers see before "Update"."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

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
