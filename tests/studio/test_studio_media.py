"""Pictures: taken in by content, shown at once, described, never lost."""

import io
import uuid
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from blogdesk.core.ids import uuid7
from blogdesk.posts.service import get_post

POST = str(uuid7())


def jpeg(colour: str = "navy", *, camera: str = "") -> bytes:
    file = io.BytesIO()
    exif = Image.Exif()
    if camera:
        exif[0x010F] = camera
    Image.new("RGB", (640, 480), colour).save(file, "JPEG", exif=exif)
    return file.getvalue()


def add(client: FlaskClient, *files: tuple[bytes, str]) -> Any:
    form = {"post_id": POST, "file": [(io.BytesIO(data), name) for data, name in files]}
    return client.post("/studio/media", data=form, content_type="multipart/form-data")


def test_a_picture_is_kept_and_shown_at_once_without_what_is_private(client: FlaskClient) -> None:
    answer = add(client, (jpeg(camera="Secretcam"), "../../low water.jpg"))
    assert answer.status_code == 201
    [item] = answer.get_json()["items"]
    assert item["markdown"] == f"![](media:{item['id']})"
    assert (item["width"], item["height"], item["name"]) == (640, 480, "low water.jpg")
    assert item["removed"]
    with client.get(item["url"]) as shown:
        assert shown.status_code == 200
        assert shown.mimetype == "image/jpeg"
        assert b"Secretcam" not in shown.data
    with client.get(item["thumb"]) as small:
        assert small.status_code == 200


def test_what_is_no_picture_is_refused_in_words_and_keeps_no_other_out(client: FlaskClient) -> None:
    answer = add(client, (b"not a picture", "a.jpg"), (jpeg(), "b.jpg"))
    assert answer.status_code == 201
    refused, kept = answer.get_json()["items"]
    assert refused["error"]
    assert "id" in kept
    alone = add(client, (b"not a picture", "a.jpg"))
    assert alone.status_code == 422
    assert alone.get_json()["detail"] == refused["error"]


def test_an_empty_form_is_refused(client: FlaskClient) -> None:
    assert client.post("/studio/media", data={"post_id": POST}).status_code == 422


def test_pictures_are_described_and_found_by_their_description(client: FlaskClient) -> None:
    [item] = add(client, (jpeg(), "a.jpg")).get_json()["items"]
    assert len(client.get("/studio/media.json?missing_alt=1").get_json()["items"]) == 1
    client.patch(item["change"], json={"alt": "A boat at low water"})
    assert client.get("/studio/media.json?missing_alt=1").get_json()["items"] == []
    assert len(client.get("/studio/media.json?q=boat").get_json()["items"]) == 1
    assert client.patch(item["change"], json={"alt": "x" * 3000}).status_code == 422


def test_a_picture_says_where_it_is_shown_and_is_not_removed_from_there(client: FlaskClient) -> None:
    [item] = add(client, (jpeg(), "a.jpg")).get_json()["items"]
    words = item["markdown"]
    body = {"base_seq": 0, "entries": [{"changes": [[0, words]]}], "length": len(words)}
    client.post(f"/studio/posts/{POST}/journal", json=body)
    client.post(f"/studio/posts/{POST}/settle")
    assert len(client.get(f"/studio/media/{item['id']}.json").get_json()["used"]) == 1
    assert client.delete(item["change"]).status_code == 409
    with client.get(item["url"]) as shown:
        assert shown.status_code == 200


def test_an_unused_picture_goes_to_the_trash_and_comes_back(client: FlaskClient) -> None:
    [item] = add(client, (jpeg(), "a.jpg")).get_json()["items"]
    answer = client.delete(item["change"]).get_json()
    assert client.get("/studio/media.json").get_json()["items"] == []
    client.post(answer["restore"])
    assert len(client.get("/studio/media.json").get_json()["items"]) == 1


def test_a_cover_is_chosen_and_taken_away(client: FlaskClient) -> None:
    [item] = add(client, (jpeg(), "a.jpg")).get_json()["items"]
    client.patch(f"/studio/posts/{POST}", json={"cover": {"media_id": item["id"], "alt": "A boat"}})
    post = get_post(uuid.UUID(POST))
    assert str(post.cover_media_id) == item["id"]
    assert item["thumb"] in client.get(f"/studio/posts/{POST}").text
    client.patch(f"/studio/posts/{POST}", json={"cover": None})
    assert get_post(uuid.UUID(POST)).cover_media_id is None


def test_a_cover_that_does_not_exist_is_refused(client: FlaskClient) -> None:
    answer = client.patch(f"/studio/posts/{POST}", json={"cover": {"media_id": str(uuid7())}})
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["view", "thumb"])
def test_a_picture_that_does_not_exist_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(f"/studio/media/{uuid7()}/{path}").status_code == 404


def test_the_page_of_pictures_says_how_many_there_are(client: FlaskClient) -> None:
    add(client, (jpeg(), "a.jpg"), (jpeg("red"), "b.jpg"))
    page = client.get("/studio/media").text
    assert ">2</span>" in page
