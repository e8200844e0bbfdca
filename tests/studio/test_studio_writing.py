"""Writing in a post: the journal, the fields, versions, the trash."""

import json
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient

from blogdesk.core.ids import uuid7
from blogdesk.core.transactions import transaction
from blogdesk.posts.models import Post
from blogdesk.posts.service import create_post, find_post, get_post


def make(**fields: object) -> Post:
    with transaction():
        return create_post({"title": "Salt", **fields})  # type: ignore[typeddict-item]


def typed(words: str, *, at: int = 0, before: int = 0) -> dict[str, Any]:
    changes = [*([at] if at else []), [0, *words.split("\n")], *([before - at] if before - at else [])]
    return {"changes": changes, "kind": "input.type", "selection": [at + len(words), at + len(words)]}


def write(client: FlaskClient, post_id: uuid.UUID, words: str, base_seq: int = 0) -> Any:
    body = {"client": "a", "base_seq": base_seq, "entries": [typed(words)], "length": len(words), "scroll_top": 0}
    return client.post(f"/studio/posts/{post_id}/journal", json=body)


def boot_of(page: str) -> dict[str, Any]:
    text = page.partition('id="document">')[2].partition("</script>")[0]
    boot: dict[str, Any] = json.loads(text)
    return boot


def test_looking_at_a_new_post_makes_none(client: FlaskClient) -> None:
    boot = boot_of(client.get("/studio/new").text)
    assert boot["exists"] is False
    assert find_post(uuid.UUID(boot["id"])) is None


def test_the_first_words_make_the_post_and_are_kept(client: FlaskClient) -> None:
    post_id = uuid7()
    answer = write(client, post_id, "Rope, mostly.").get_json()
    assert answer["seq"] == 1
    assert answer["saved_at"].endswith("Z")
    boot = boot_of(client.get(f"/studio/posts/{post_id}").text)
    assert boot["entries"][0]["changes"] == [[0, "Rope, mostly."]]
    assert boot["selection"] == [13, 13]


def test_a_text_with_markup_cannot_break_out_of_the_boot_data(client: FlaskClient) -> None:
    post = make(markdown="</script><script>alert(1)</script><!-- <script>")
    page = client.get(f"/studio/posts/{post.id}").text
    assert "<script>alert(1)" not in page
    assert boot_of(page)["base_text"] == post.markdown


def test_words_on_top_of_an_older_text_are_refused_with_the_newer_one(client: FlaskClient) -> None:
    post_id = uuid7()
    write(client, post_id, "Rope")
    answer = write(client, post_id, "Shoe")
    assert answer.status_code == 409
    assert answer.get_json()["code"] == "journal-gap"
    assert answer.get_json()["text"] == "Rope"
    assert answer.get_json()["seq"] == 1


def test_words_that_do_not_add_up_are_refused_and_nothing_is_kept(client: FlaskClient) -> None:
    post_id = uuid7()
    body = {"base_seq": 0, "entries": [typed("Rope")], "length": 9}
    answer = client.post(f"/studio/posts/{post_id}/journal", json=body)
    assert answer.status_code == 422
    assert answer.get_json()["code"] == "journal-mismatch"


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"base_seq": -1, "entries": [], "length": 0},
        {"base_seq": 0, "entries": [{"changes": [[-1, "x"]]}], "length": 1},
        {"base_seq": 0, "entries": [{"changes": "x"}], "length": 1},
        {"base_seq": 0, "entries": [{"changes": [["x"]]}], "length": 1},
    ],
)
def test_a_journal_that_is_none_is_refused_in_words(client: FlaskClient, body: object) -> None:
    post_id = uuid7()
    answer = client.post(f"/studio/posts/{post_id}/journal", json=body)
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert find_post(post_id) is None


def test_a_pause_brings_the_words_into_the_post(client: FlaskClient) -> None:
    post_id = uuid7()
    write(client, post_id, "Rope, mostly.")
    answer = client.post(f"/studio/posts/{post_id}/settle").get_json()
    assert answer["item"]["words"] == 2
    assert get_post(post_id).markdown == "Rope, mostly."


def test_fields_are_changed_one_by_one_and_a_title_makes_the_address(client: FlaskClient) -> None:
    post_id = uuid7()
    answer = client.patch(f"/studio/posts/{post_id}", json={"title": "Notes on salt"}).get_json()
    assert answer["post"]["slug"] == "notes-on-salt"
    change = {"tags": ["sea", "salt"], "category": "Essays / Coast", "meta": {"description": "White."}}
    answer = client.patch(f"/studio/posts/{post_id}", json=change).get_json()
    assert answer["post"]["title"] == "Notes on salt"
    assert set(answer["post"]["tags"]) == {"sea", "salt"}
    assert answer["post"]["category"] == "Essays / Coast"
    assert answer["post"]["meta_description"] == "White."


def test_giving_the_same_category_again_writes_nothing(client: FlaskClient) -> None:
    post = make(category="Essays / Coast")
    client.patch(f"/studio/posts/{post.id}", json={"category": "Essays / Coast"})
    assert get_post(post.id).rev == 1


def test_a_field_that_breaks_a_rule_is_named_and_nothing_changes(client: FlaskClient) -> None:
    post = make()
    answer = client.patch(f"/studio/posts/{post.id}", json={"slug": "No Such Slug!", "title": "Other"})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "slug"
    assert get_post(post.id).title == "Salt"


def test_an_address_another_post_has_is_refused_with_a_free_one(client: FlaskClient) -> None:
    make(slug="salt")
    other = make(title="Pepper")
    answer = client.patch(f"/studio/posts/{other.id}", json={"slug": "salt"})
    assert answer.status_code == 409
    assert answer.get_json()["code"] == "slug-taken"
    assert "salt-2" in answer.get_json()["next_step"]


def test_a_field_that_there_is_not_is_refused(client: FlaskClient) -> None:
    post = make()
    assert client.patch(f"/studio/posts/{post.id}", json={"html": "<p>"}).status_code == 422


def test_a_post_goes_to_the_trash_and_comes_back(client: FlaskClient) -> None:
    post = make()
    assert client.delete(f"/studio/posts/{post.id}").status_code == 200
    assert client.get("/studio/library.json").get_json()["total"] == 0
    answer = client.post(f"/studio/posts/{post.id}/restore").get_json()
    assert answer["item"]["status"] == "draft"
    assert client.get("/studio/library.json").get_json()["total"] == 1


def test_an_old_version_comes_back_as_the_newest_and_the_one_before_is_kept(client: FlaskClient) -> None:
    post = make(markdown="First.")
    client.patch(f"/studio/posts/{post.id}", json={"title": "Salt and pepper"})
    versions = client.get(f"/studio/posts/{post.id}/history.json").get_json()["items"]
    oldest = versions[-1]
    assert oldest["title"] == "Salt"
    assert client.post(oldest["url"]).status_code == 200
    assert get_post(post.id).title == "Salt"
    titles = [one["title"] for one in client.get(f"/studio/posts/{post.id}/history.json").get_json()["items"]]
    assert "Salt and pepper" in titles


@pytest.mark.parametrize("path", ["", "/state", "/history.json"])
def test_a_post_that_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/studio/posts/{uuid7()}{path}")
    assert answer.status_code == 404


def test_a_version_of_another_post_is_not_found(client: FlaskClient) -> None:
    post, other = make(), make(title="Pepper")
    version = client.get(f"/studio/posts/{other.id}/history.json").get_json()["items"][0]["id"]
    assert client.post(f"/studio/posts/{post.id}/versions/{version}/restore").status_code == 404


def test_a_version_is_shown_against_the_text_as_it_is_now(client: FlaskClient) -> None:
    post = make(markdown="The sea is wide.")
    client.patch(f"/studio/posts/{post.id}", json={"title": "Other"})
    write_over = {"base_seq": 0, "entries": [{"changes": [11, [4, "deep"], 1]}], "length": 16}
    assert client.post(f"/studio/posts/{post.id}/journal", json=write_over).status_code == 200
    oldest = client.get(f"/studio/posts/{post.id}/history.json").get_json()["items"][-1]
    shown = client.get(oldest["compare"]).text
    assert "wide</del>" in shown
    assert "deep</ins>" in shown


def test_a_pause_says_what_is_worth_a_look(client: FlaskClient) -> None:
    make(title="Salt")
    post = make(title="salt")
    checks = client.post(f"/studio/posts/{post.id}/settle").get_json()["checks"]
    assert {"title"} == {check["key"] for check in checks if check["state"] == "look"}
