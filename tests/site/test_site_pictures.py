from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blogdesk import site
from blogdesk.core.config import Config
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import create_app
from blogdesk.media import service
from blogdesk.media.models import Media
from blogdesk.media.pictures import card_url, picture_url
from blogdesk.media.service import NewPicture
from tests.conftest import dispose
from tests.pictures import drawing, photo


@pytest.fixture
def preview_app(config: Config) -> Iterator[Flask]:
    app = create_app(config, [site.register_preview], MemorySecretStore())
    with app.app_context():
        yield app
    dispose(app)


@pytest.fixture
def client(preview_app: Flask) -> FlaskClient:
    return preview_app.test_client()


def keep(data: bytes) -> Media:
    with transaction():
        return service.keep_picture(service.take_picture(NewPicture(data, "a")))


def test_a_picture_is_served_for_ever_and_without_its_place(client: FlaskClient) -> None:
    media = keep(photo())
    for address in (picture_url(media, "480"), picture_url(media, "original"), card_url(media)):
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert b"SecretMaker" not in answer.data
        assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}, buffered=True).status_code == 304


def test_the_authors_own_file_cannot_be_had(client: FlaskClient) -> None:
    media = keep(photo())
    assert media.sha256 != media.clean_sha256
    assert client.get(f"/media/{media.sha256}/original.jpg").status_code == 404


def test_a_drawing_opened_by_itself_can_do_nothing(client: FlaskClient) -> None:
    answer = client.get(picture_url(keep(drawing("<script>alert(1)</script>")), "original"), buffered=True)
    assert answer.mimetype == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"alert" not in answer.data


@pytest.mark.parametrize(
    "address", ["/media/x/480.webp", "/media/{}/480.png", "/media/{}/../../secret-key", "/media/{}/999.webp"]
)
def test_nothing_else_is_found(client: FlaskClient, address: str) -> None:
    media = keep(photo())
    assert client.get(address.format(media.clean_sha256)).status_code == 404


def test_a_picture_in_the_trash_is_gone(client: FlaskClient) -> None:
    media = keep(photo())
    with transaction():
        service.trash_media(media)
    assert client.get(picture_url(media, "480")).status_code == 404
