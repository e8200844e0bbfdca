import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from blogdesk.core.ids import uuid7
from blogdesk.wire.media import Media
from blogdesk.wire.shapes import read
from tests.api.conftest import Api


def picture(colour: str = "teal", *, gps: bool = False) -> bytes:
    buffer = io.BytesIO()
    exif = Image.Exif()
    if gps:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "CameraMaker"
    Image.effect_noise((640, 400), 60).convert("RGB").save(buffer, "JPEG", exif=exif) if gps else Image.new(
        "RGB", (640, 400), colour
    ).save(buffer, "PNG")
    return buffer.getvalue()


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def begin(api: Api, data: bytes, **changes: Any) -> Any:
    return api("POST", "/uploads", {"sha256": sha(data), "size_bytes": len(data), "mime": "image/png"} | changes)


def append(api: Api, upload_id: str, data: bytes, offset: int) -> Any:
    headers = {
        "Authorization": f"Bearer {api.token}", "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }  # fmt: skip
    return api.client.patch(f"/api/v1/uploads/{upload_id}", data=data, headers=headers)


def upload(api: Api, data: bytes) -> None:
    assert append(api, begin(api, data).get_json()["id"], data, 0).status_code == 200


def keep(api: Api, data: bytes, media_id: str = "", **words: str) -> Any:
    return api("PUT", f"/media/{media_id or uuid7()}", {"sha256": sha(data), **words})


def test_a_picture_comes_in_pieces_and_is_kept_under_the_clients_id(ada: Api) -> None:
    data, media_id = picture(), str(uuid7())
    assert ada("HEAD", f"/media/sha256:{sha(data)}").status_code == 404
    begun = begin(ada, data)
    assert begun.status_code == 201
    upload_id = begun.get_json()["id"]
    assert begun.headers["Location"].endswith(f"/api/v1/uploads/{upload_id}")
    half = len(data) // 2
    assert append(ada, upload_id, data[:half], 0).headers["Upload-Offset"] == str(half)
    assert ada("HEAD", f"/uploads/{upload_id}").headers["Upload-Offset"] == str(half)
    done = append(ada, upload_id, data[half:], half)
    assert done.get_json()["complete"] is True
    made = keep(ada, data, media_id, alt="Teal", name="teal.png")
    assert made.status_code == 201
    media = read(Media, made.data)
    assert (str(media.id), media.alt, media.width, media.height) == (media_id, "Teal", 640, 400)
    assert [r.name for r in media.renditions] == ["480", "960"]
    assert ada("HEAD", f"/media/sha256:{sha(data)}").status_code == 200
    assert ada("GET", f"/uploads/{upload_id}").status_code == 404


def test_a_cut_upload_goes_on_where_it_stopped(ada: Api) -> None:
    data = picture()
    upload_id = begin(ada, data).get_json()["id"]
    append(ada, upload_id, data[:100], 0)
    again = begin(ada, data)
    assert (again.status_code, again.get_json()["id"], again.get_json()["offset"]) == (200, upload_id, 100)
    late = append(ada, upload_id, data[:100], 0)
    assert (late.status_code, late.headers["Upload-Offset"]) == (409, "100")
    assert append(ada, upload_id, data[100:], 100).get_json()["complete"] is True


def test_bytes_that_are_not_those_announced_are_forgotten(ada: Api) -> None:
    data = picture()
    upload_id = begin(ada, data).get_json()["id"]
    wrong = append(ada, upload_id, bytes(len(data)), 0)
    assert (wrong.status_code, wrong.get_json()["code"]) == (422, "hash-mismatch")
    assert ada("GET", f"/uploads/{upload_id}").status_code == 404
    assert begin(ada, data).get_json()["offset"] == 0


def test_more_bytes_than_announced_are_refused(ada: Api) -> None:
    data = picture()
    upload_id = begin(ada, data).get_json()["id"]
    assert append(ada, upload_id, data + b"x", 0).status_code == 422
    assert ada("GET", f"/uploads/{upload_id}").get_json()["offset"] == 0


def test_an_upload_is_its_owners_alone(ada: Api, sign_up: Callable[..., Api]) -> None:
    data = picture()
    upload_id = begin(ada, data).get_json()["id"]
    bob = sign_up("bob")
    assert bob("GET", f"/uploads/{upload_id}").status_code == 404
    assert append(bob, upload_id, data, 0).status_code == 404
    upload(ada, data)
    assert keep(bob, data).get_json()["code"] == "bytes-missing"


def test_keeping_a_picture_again_has_the_effect_of_once(ada: Api) -> None:
    data, media_id = picture(), str(uuid7())
    upload(ada, data)
    first = keep(ada, data, media_id, alt="a")
    second = keep(ada, data, media_id, alt="a")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()
    assert begin(ada, data).get_json()["complete"] is True
    other_id = keep(ada, data)
    assert (other_id.status_code, other_id.get_json()["id"]) == (200, media_id)
    other_bytes = picture("red")
    upload(ada, other_bytes)
    assert keep(ada, other_bytes, media_id).status_code == 409


def test_what_is_no_picture_is_refused(ada: Api) -> None:
    data = b"<html>not a picture</html>"
    upload(ada, data)
    answer = keep(ada, data)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "picture-refused")


def test_a_size_is_a_whole_number_however_it_is_written(ada: Api) -> None:
    assert begin(ada, b"x", size_bytes=1.0).status_code == 201
    assert begin(ada, b"y", size_bytes=1.5).status_code == 422


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(ada: Api) -> None:
    assert begin(ada, b"x", size_bytes=10**9).status_code == 422
    assert append(ada, begin(ada, b"x").get_json()["id"], bytes(9 * 1024 * 1024), 0).status_code == 413


@pytest.mark.parametrize("offset", ["", "-1", "x", "1e3", "٣"])
def test_an_offset_is_a_number_of_bytes(ada: Api, offset: str) -> None:
    upload_id = begin(ada, picture()).get_json()["id"]
    headers = {"Authorization": f"Bearer {ada.token}", "Upload-Offset": offset.encode().decode("latin-1")}
    assert ada.client.patch(f"/api/v1/uploads/{upload_id}", data=b"x", headers=headers).status_code == 400


def test_a_simple_client_sends_the_file_itself(ada: Api) -> None:
    data = picture(gps=True)

    def send() -> Any:
        form = {"file": (io.BytesIO(data), "IMG_1.JPG"), "alt": "Noise"}
        return ada.client.post("/api/v1/media", data=form, headers={"Authorization": f"Bearer {ada.token}"})

    made = send()
    assert made.status_code == 201
    assert made.get_json()["alt"] == "Noise"
    assert made.get_json()["sha256"] != sha(data)  # the copy that may be sent has no place and no camera in it
    assert send().status_code == 200
    assert ada("POST", "/media").status_code == 422


def test_a_deleted_picture_is_gone_until_it_is_sent_again(ada: Api, sign_up: Callable[..., Api]) -> None:
    data, media_id = picture(), str(uuid7())
    upload(ada, data)
    keep(ada, data, media_id)
    assert sign_up("bob")("DELETE", f"/media/{media_id}").status_code == 403
    assert ada("DELETE", f"/media/{media_id}").status_code == 204
    assert ada("GET", f"/media/{media_id}").status_code == 404
    assert ada("HEAD", f"/media/sha256:{sha(data)}").status_code == 404
    assert ada("GET", "/media").get_json()["items"] == []
    upload(ada, data)
    assert keep(ada, data, media_id).status_code == 200
    assert len(ada("GET", "/media?missing_alt=1").get_json()["items"]) == 1


def test_a_post_shows_the_pictures_behind_its_targets(ada: Api, app: Flask) -> None:
    data, media_id = picture(), str(uuid7())
    upload(ada, data)
    keep(ada, data, media_id)
    text = "![](img/teal.png)"
    post = ada.create(markdown=text, targets={"img/teal.png": f"media:{media_id}"}, cover={"media_id": media_id})
    assert post["targets"] == {"img/teal.png": f"media:{media_id}"}
    assert post["cover"]["media_id"] == media_id
    assert 'src="/media/' in post["html"]
    assert post["markdown"] == text
