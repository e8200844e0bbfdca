"""Settings, tags and categories."""

import pytest
from flask.testing import FlaskClient

from blogdesk.core.ids import uuid7
from blogdesk.core.transactions import transaction
from blogdesk.posts.models import Post
from blogdesk.posts.service import create_post, get_post
from blogdesk.settings.service import app_settings, site_settings
from blogdesk.taxonomy.models import Tag
from blogdesk.taxonomy.service import find_category, find_tag


def make(*tags: str, category: str | None = None) -> Post:
    with transaction():
        return create_post({"title": "Salt", "tags": list(tags), "category": category})


def tag(slug: str) -> Tag:
    found = find_tag(slug)
    assert found is not None
    return found


def test_a_setting_is_kept(client: FlaskClient) -> None:
    assert client.patch("/studio/settings", json={"title": " Field Notes "}).get_json() == {"saved": ["title"]}
    assert site_settings().title == "Field Notes"
    assert "Field Notes" in client.get("/studio/settings").text


def test_dark_is_dark_on_the_next_page(client: FlaskClient) -> None:
    client.patch("/studio/settings", json={"appearance": "dark"})
    assert 'data-appearance="dark"' in client.get("/studio/new").text
    assert app_settings().appearance == "dark"


@pytest.mark.parametrize(
    "values", [{"timezone": "Mars/Olympus"}, {"no_such": 1}, {"title": ""}, {"posts_per_page": "many"}, {}, [], None]
)
def test_a_setting_that_breaks_a_rule_changes_nothing(client: FlaskClient, values: object) -> None:
    answer = client.patch("/studio/settings", json=values)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]
    assert site_settings().title == "My blog"


def test_tags_are_listed_with_the_number_of_their_posts(client: FlaskClient) -> None:
    make("sea", "salt")
    make("sea")
    items = client.get("/studio/tags.json?q=s").get_json()["items"]
    assert [(item["name"], item["posts"]) for item in items] == [("sea", 2), ("salt", 1)]
    assert "2 posts" in client.get("/studio/tags").text


def test_a_tag_gets_another_name(client: FlaskClient) -> None:
    make("see")
    answer = client.patch(f"/studio/tags/{tag('see').id}", json={"name": "sea"})
    assert answer.get_json()["name"] == "sea"
    refused = client.patch(f"/studio/tags/{tag('see').id}", json={"name": " "})
    assert refused.status_code == 422


def test_merging_shows_what_it_changes_and_then_changes_it(client: FlaskClient) -> None:
    post = make("walk", "sea")
    make("walking")
    walk, walking = tag("walk"), tag("walking")
    preview = client.get(f"/studio/tags/{walk.id}/posts.json").get_json()
    assert preview == {"total": 1, "titles": ["Salt"]}
    answer = client.post(f"/studio/tags/{walk.id}/merge", json={"into": str(walking.id)})
    assert answer.get_json()["moved"] == 1
    assert {one.name for one in get_post(post.id).tags} == {"walking", "sea"}
    assert find_tag("walk") is None


def test_a_tag_merged_into_itself_is_refused_and_stays(client: FlaskClient) -> None:
    make("sea")
    url = f"/studio/tags/{tag('sea').id}/merge"
    assert client.post(url, json={"into": str(tag("sea").id)}).status_code == 422
    assert client.post(url, json={"into": str(uuid7())}).status_code == 404
    assert client.post(url, json={"into": "x"}).status_code == 422
    assert find_tag("sea") is not None


def test_only_a_tag_without_posts_is_removed(client: FlaskClient) -> None:
    post = make("sea")
    url = f"/studio/tags/{tag('sea').id}"
    assert client.delete(url).status_code == 409
    client.patch(f"/studio/posts/{post.id}", json={"tags": []})
    assert client.delete(url).status_code == 200
    assert find_tag("sea") is None


def test_a_category_gets_another_name_and_keeps_its_address(client: FlaskClient) -> None:
    make(category="Essays / Coast")
    category = find_category("essays/coast")
    assert category is not None
    url = f"/studio/categories/{category.id}"
    assert client.patch(url, json={"name": "The coast"}).get_json()["name"] == "The coast"
    assert client.patch(url, json={"name": "a/b"}).status_code == 422
    assert "The coast" in client.get("/studio/tags").text
