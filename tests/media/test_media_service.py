import hashlib
import io

import pytest
from flask import Flask
from PIL import Image

from blogdesk.core.transactions import transaction
from blogdesk.errors import NotFound, PictureRefused
from blogdesk.jobs.runner import run_pending
from blogdesk.media import service
from blogdesk.media.models import Media
from blogdesk.media.service import NewPicture
from tests.pictures import drawing, photo, screenshot


def keep(data: bytes, name: str = "a.jpg") -> Media:
    with transaction():
        return service.keep_picture(NewPicture(data, name))


def test_the_original_stays_and_what_may_be_sent_tells_no_place_and_no_device(app: Flask) -> None:
    data = photo()
    media = keep(data)
    assert service.original_path(media).read_bytes() == data
    clean = service.clean_path(media).read_bytes()
    assert media.clean_sha256 == hashlib.sha256(clean).hexdigest() != media.sha256
    for secret in (b"SecretMaker", b"SecretModel", b"secret comment"):
        assert secret in data
        assert secret not in clean
    assert {"location", "device"} <= set(media.removed)
    assert not Image.open(io.BytesIO(clean)).getexif().get_ifd(0x8825)


def test_a_turned_photo_has_the_size_it_is_seen_in(app: Flask) -> None:
    media = keep(photo(1200, 900, orientation=6))
    assert (media.width, media.height) == (900, 1200)


def test_the_same_bytes_are_one_picture(app: Flask) -> None:
    assert keep(photo()).id == keep(photo(), "b.jpg").id
    assert keep(photo(seed=1)).id != keep(photo()).id


def test_renditions_are_made_in_the_background_and_tell_nothing(app: Flask) -> None:
    media = keep(photo(2400, 1800, orientation=1))
    assert run_pending(app) == 1
    for name, size in {"480": (480, 360), "960": (960, 720), "1600": (1600, 1200), "card": (1200, 630)}.items():
        with Image.open(service.rendition_path(media, name)) as image:
            assert image.size == size
            assert not image.getexif()
        assert b"Secret" not in service.rendition_path(media, name).read_bytes()


def test_a_rendition_whose_file_is_gone_is_made_again(app: Flask) -> None:
    media = keep(screenshot())
    path = service.rendition_path(media, "480")
    path.unlink()
    assert service.rendition_path(media, "480").exists()
    for name in ("1600", "poster", "../480", "original.png"):
        with pytest.raises(NotFound):
            service.rendition_path(media, name)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        photo()[:2000],
        b"GIF89a" + b"\xff" * 20,
        b"<svg",
        b"BM" * 90,
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(app: Flask, data: bytes) -> None:
    with pytest.raises(PictureRefused) as caught:
        keep(data)
    assert caught.value.next_step
    assert service.list_media().items == []


def test_a_bomb_is_refused_before_it_is_decoded(app: Flask) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(PictureRefused, match="too large"):
        keep(out.getvalue())


def test_a_harmless_drawing_keeps_its_bytes(app: Flask) -> None:
    media = keep(drawing(), "d.svg")
    assert (media.mime, media.width, media.height) == ("image/svg+xml", 100, 50)
    assert media.clean_sha256 == media.sha256


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)" width="1" height="1"/>',
        '<a href="javascript:alert(1)"><text>x</text></a>',
        '<a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://evil.example/"><text>x</text></a>',
        '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></body></foreignObject>',
        '<image href="https://evil.example/pixel.png" width="1" height="1"/>',
        "<style>@import url(https://evil.example/x.css);</style>",
        '<rect style="fill:url(https://evil.example/x)" width="1" height="1"/>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        '<use href="data:image/svg+xml;base64,PHN2Zy8+"/>',
        '<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example/"/>',
    ],
)
def test_a_drawing_cannot_act_or_call_home(app: Flask, inner: str) -> None:
    media = keep(drawing(inner), "d.svg")
    clean = service.clean_path(media).read_bytes()
    assert service.original_path(media).read_bytes() == drawing(inner)
    for word in (b"alert", b"evil", b"PHN2", b"script"):
        assert word not in clean


def test_a_drawing_that_unfolds_to_gigabytes_is_refused(app: Flask) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]>'.encode() + drawing("<text>&l9;</text>")
    with pytest.raises(PictureRefused):
        keep(bomb, "d.svg")


def test_a_description_is_kept_and_pictures_are_found_by_it(app: Flask) -> None:
    media = keep(screenshot())
    keep(photo())
    with transaction():
        service.describe_media(media, alt="A harbour at low water")
    assert [m.id for m in service.list_media(text="HARBOUR").items] == [media.id]
    assert len(service.list_media(missing_alt=True).items) == 1


def test_the_trash_gives_back(app: Flask) -> None:
    media = keep(screenshot())
    with transaction():
        service.trash_media(media)
    assert service.list_media().items == []
    assert keep(screenshot()).id == media.id
    assert len(service.list_media().items) == 1


def test_pages_meet_every_picture_once(app: Flask) -> None:
    made = {keep(screenshot(seed=n)).id for n in range(5)}
    first = service.list_media(limit=3)
    second = service.list_media(limit=3, cursor=first.cursor)
    assert {m.id for m in [*first.items, *second.items]} == made
    assert second.cursor is None
