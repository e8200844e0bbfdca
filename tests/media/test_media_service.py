import errno
import hashlib
import io
import os
import re
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from blogdesk.core.database import db
from blogdesk.core.ids import uuid7
from blogdesk.core.instance import current_config
from blogdesk.core.transactions import in_transaction, transaction
from blogdesk.errors import Conflict, DiskFull, NotFound, PictureRefused, StorageError
from blogdesk.jobs.runner import run_pending
from blogdesk.media import service
from blogdesk.media.models import Media, Rendition
from blogdesk.media.renditions import MadeRendition, make_renditions
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


def test_a_picture_can_be_put_on_disk_before_any_transaction(app: Flask) -> None:
    taken = service.take_picture(NewPicture(photo(), "a.jpg"))
    assert list(service.list_media().items) == []
    with transaction():
        media = service.keep_picture(taken)
    assert service.original_path(media).read_bytes() == photo()


def test_renditions_are_made_while_others_can_write(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    media = keep(photo())
    open_during: list[bool] = []
    made = make_renditions

    def watched(source: Path, folder: Path) -> tuple[MadeRendition, ...]:
        open_during.append(in_transaction())
        return made(source, folder)

    monkeypatch.setattr(service, "make_renditions", watched)
    run_pending(app)
    assert open_during == [False]
    assert service.get_media(media.id).renditions_made_at is not None


def test_renditions_are_noted_with_size_and_hash_and_once(app: Flask) -> None:
    media = keep(screenshot())
    for _ in range(2):
        made = service.make_renditions_of(media)
        with transaction():
            service.note_renditions(media, made)
    rows = db.session.scalars(select(Rendition).where(Rendition.media_id == media.id)).all()
    assert {row.name for row in rows} == {"480", "960", "card"}
    assert len(rows) == 3
    for row in rows:
        data = service.rendition_path(media, row.name).read_bytes()
        assert (row.size_bytes, row.sha256) == (len(data), hashlib.sha256(data).hexdigest())


def test_pictures_that_differ_in_metadata_alone_each_give_their_own_bytes_back(app: Flask) -> None:
    first = keep(photo())
    clean = service.clean_path(first).read_bytes()
    second = keep(clean, "b.jpg")
    assert second.id != first.id
    assert service.original_path(second).read_bytes() == clean
    assert service.original_path(first).read_bytes() == photo()


def test_two_ids_of_another_instance_may_stand_for_the_same_bytes(app: Flask) -> None:
    one, two = uuid7(), uuid7()
    for media_id in (one, two, one):
        with transaction():
            assert service.keep_picture(NewPicture(screenshot()), media_id=media_id).id == media_id
    with pytest.raises(Conflict), transaction():
        service.keep_picture(NewPicture(photo()), media_id=one)
    assert len(service.list_media().items) == 2


def test_a_full_disk_keeps_nothing_and_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull), transaction():
        service.keep_picture(NewPicture(photo()))
    monkeypatch.undo()
    assert list(service.list_media().items) == []
    assert [path for path in current_config().data_folder.media.rglob("*") if path.is_file()] == []


def test_no_name_of_the_author_reaches_the_disk(app: Flask) -> None:
    keep(photo(), "../../../etc/pass\0wd.jpg")
    names = [path.name for path in current_config().data_folder.media.rglob("*")]
    assert all(re.fullmatch(r"original|clean|[0-9a-f]{2}|[0-9a-f]{62}", name) for name in names)


def test_a_kept_file_that_is_gone_is_said(app: Flask) -> None:
    media = keep(photo())
    service.clean_path(media).unlink()
    with pytest.raises(StorageError, match="cannot be read"):
        service.rendition_path(media, "480")
