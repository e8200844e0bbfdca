import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from blogdesk.core.transactions import transaction
from blogdesk.media import service
from blogdesk.media.models import Media
from blogdesk.media.pictures import picture_url
from tests.site.conftest import Publish


def picture(*, size: tuple[int, int] = (1300, 700)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A camera with a name"
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def media(publish: Publish) -> Media:
    with transaction():
        return service.keep_picture(service.NewPicture(picture(), name="beach.jpg", alt="A beach"))


@pytest.mark.parametrize(
    ("name", "kind", "size"),
    [
        ("480", "image/webp", (480, 258)),
        ("960", "image/webp", (960, 517)),
        ("1600", "image/webp", (1300, 700)),
        ("card", "image/jpeg", (1200, 630)),
        ("original", "image/jpeg", (1300, 700)),
    ],
)
def test_every_form_of_a_picture_is_sent_to_be_kept_for_ever(
    reader: FlaskClient, media: Media, name: str, kind: str, size: tuple[int, int]
) -> None:
    answer = reader.get(picture_url(media, name), buffered=True)
    assert answer.status_code == 200
    assert answer.mimetype == kind
    assert Image.open(io.BytesIO(answer.data)).size == pytest.approx(size, abs=1)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"A camera with a name" not in answer.data
    again = reader.get(picture_url(media, name), headers={"If-None-Match": answer.headers["ETag"]}, buffered=True)
    assert again.status_code == 304


def test_a_post_shows_its_picture_in_the_width_a_screen_needs(
    reader: FlaskClient, publish: Publish, media: Media
) -> None:
    publish("Tide", f"![A beach](media:{media.id})", cover_media_id=media.id)
    page = reader.get("/posts/tide").text
    assert f'srcset="{picture_url(media, "480")} 480w, {picture_url(media, "960")} 960w' in page
    assert page.count('width="1300"') == 2
    assert f'content="https://blog.example{picture_url(media, "card")}"' in page
    feed = reader.get("/feed.xml").text
    assert f"https://blog.example{picture_url(media, '480')} 480w" in feed


def test_only_the_clean_copys_hash_is_an_address(reader: FlaskClient, media: Media) -> None:
    assert media.sha256 != media.clean_sha256
    assert reader.get(f"/media/{media.sha256}/original.jpg").status_code == 404


def test_a_trashed_picture_is_not_sent(reader: FlaskClient, media: Media) -> None:
    address = picture_url(media, "480")
    with transaction():
        service.trash_media(service.get_media(media.id))
    assert reader.get(address).status_code == 404


def test_a_picture_whose_file_is_lost_is_told_and_not_a_broken_page(reader: FlaskClient, media: Media) -> None:
    Path(service.clean_path(media)).unlink()
    assert reader.get(picture_url(media, "480")).status_code == 503
    assert reader.get(picture_url(media, "original")).status_code == 503


@pytest.mark.parametrize(
    "name",
    ["original.png", "480.jpg", "481.webp", "poster.webp", "..%2foriginal.jpg", "original", "original.jpg.exe",
     "%2e%2e/%2e%2e/secret-key", "480.webp%00.jpg", "ORIGINAL.JPG", "clean.jpg"],
)  # fmt: skip
def test_no_other_name_is_an_address(reader: FlaskClient, media: Media, name: str) -> None:
    assert reader.get(f"/media/{media.clean_sha256}/{name}").status_code == 404


@pytest.mark.parametrize("folder", ["..", "%2e%2e", "%2e%2e%2f%2e%2e", "a" * 63, "A" * 64, "g" * 64, "a" * 64])
def test_no_other_folder_is_an_address(reader: FlaskClient, media: Media, folder: str) -> None:
    assert reader.get(f"/media/{folder}/original.jpg").status_code == 404
