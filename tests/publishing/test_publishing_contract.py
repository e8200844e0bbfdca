"""The contract of a destination: the blog in memory and the real app over HTTP both keep it."""

import hashlib
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blogdesk.core.http import FileSlice, HttpClient
from blogdesk.core.ids import uuid7
from blogdesk.errors import PreconditionFailed, RemoteRefused
from blogdesk.publishing.blogdesk_api.client import BlogAddress, BlogDeskApi
from blogdesk.publishing.blogdesk_api.mapping import as_bytes, post_body, unpublish_body
from blogdesk.publishing.destination import Capabilities, Destination, PictureFile, PostWrite
from blogdesk.sync.comparing import same
from tests.blogs import URL, host_blog
from tests.conftest import dispose
from tests.fakes.destination import MemoryBlog
from tests.pictures import screenshot
from tests.wsgi_adapter import WsgiAdapter

SNAPSHOT: dict[str, Any] = {
    "kind": "post", "status": "published", "title": "A walk", "slug": "a-walk", "markdown": "Along the *coast*.\r\n",
    "eol": "crlf", "excerpt": "", "canonical_url": "", "meta": {"title": "", "description": "Sea"}, "featured": True,
    "comments_open": False, "tags": ["Sea", "Salt"], "category": None, "cover": None,
    "published_at": "2026-05-01T09:30:00.123456Z", "expires_at": None, "extra": {"series": [1, {"a": None}]},
}  # fmt: skip


@pytest.fixture(params=["memory", "blogdesk"])
def blog(request: pytest.FixtureRequest, tmp_path: Path, migrated_database: Path) -> Iterator[Destination]:
    if request.param == "memory":
        yield MemoryBlog()
        return
    wire = WsgiAdapter({})
    hosted = host_blog(tmp_path / "hosted", migrated_database, wire)
    found = hosted.found()
    address = BlogAddress(URL, found.instance_id, hosted.token)
    yield BlogDeskApi(HttpClient(transport=wire), address, found.capabilities)
    dispose(hosted.app)


def write(kind: str = "create", etag: str = "", post_id: uuid.UUID | None = None, **fields: Any) -> PostWrite:
    body = unpublish_body() if kind == "unpublish" else b"" if kind == "delete" else post_body({**SNAPSHOT, **fields})
    return PostWrite(uuid7(), post_id or uuid7(), kind, etag, body)


def test_what_is_written_comes_back_whole(blog: Destination) -> None:
    written = blog.write_post(write())
    assert written.post is not None
    assert same(written.post, SNAPSHOT)
    assert written.post["markdown"] == SNAPSHOT["markdown"]
    assert written.etag


def test_a_write_sent_twice_is_answered_alike_and_done_once(blog: Destination) -> None:
    first = write()
    one = blog.write_post(first)
    assert one.post is not None
    again = blog.write_post(first)
    assert (again.etag, again.post and again.post["rev"]) == (one.etag, one.post["rev"])
    later = blog.write_post(write("update", one.etag, first.post_id, title="Later"))
    assert blog.write_post(first).etag == one.etag
    assert blog.get_post(first.post_id).etag == later.etag


def test_an_operation_id_stands_for_one_request_only(blog: Destination) -> None:
    first = write()
    blog.write_post(first)
    other = PostWrite(first.op_id, first.post_id, "create", "", post_body({**SNAPSHOT, "title": "Other"}))
    with pytest.raises(RemoteRefused) as caught:
        blog.write_post(other)
    assert caught.value.status == 422


def test_a_write_on_an_older_revision_is_refused_with_what_stands(blog: Destination) -> None:
    first = write()
    one = blog.write_post(first)
    two = blog.write_post(write("update", one.etag, first.post_id, markdown="Newer."))
    for late in (write("update", one.etag, first.post_id), write("create", "", first.post_id)):
        with pytest.raises(PreconditionFailed) as caught:
            blog.write_post(late)
        assert caught.value.current is not None
        assert (caught.value.current["markdown"], caught.value.etag) == ("Newer.", two.etag)
    assert blog.get_post(first.post_id).etag == two.etag


def test_unpublishing_changes_the_status_alone(blog: Destination) -> None:
    first = write()
    one = blog.write_post(first)
    draft = blog.write_post(write("unpublish", one.etag, first.post_id))
    assert draft.post is not None
    assert same(draft.post, {**SNAPSHOT, "status": "draft"})


def test_a_deleted_post_is_a_tombstone_that_can_be_written_over_knowingly(blog: Destination) -> None:
    first = write()
    one = blog.write_post(first)
    gone = blog.write_post(write("delete", one.etag, first.post_id))
    assert gone.post is None
    with pytest.raises(PreconditionFailed) as caught:
        blog.write_post(write("update", one.etag, first.post_id))
    assert caught.value.current is not None
    assert "deleted_at" in caught.value.current
    back = blog.write_post(write("update", caught.value.etag, first.post_id, markdown="Back."))
    assert back.post is not None
    assert (back.post["markdown"], back.post["status"]) == ("Back.", "published")


def test_updating_a_post_that_never_was_is_refused(blog: Destination) -> None:
    with pytest.raises(RemoteRefused) as caught:
        blog.write_post(write("update", '"0a1b2c3d-7"'))
    assert caught.value.status == 404


@pytest.fixture
def picture(tmp_path: Path) -> PictureFile:
    data = screenshot()
    path = tmp_path / "picture"
    path.write_bytes(data)
    return PictureFile(uuid7(), path, hashlib.sha256(data).hexdigest(), len(data), "image/png", "sea.png", "Sea")


def test_a_picture_comes_in_pieces_and_is_then_there(blog: Destination, picture: PictureFile) -> None:
    assert not blog.has_file(picture.sha256)
    place = blog.begin_upload(picture)
    half = picture.size_bytes // 2
    assert (place.offset, place.complete) == (0, False)
    assert blog.append(place.url, FileSlice(picture.path, 0, half)) == half
    assert blog.upload_offset(place.url) == half
    with pytest.raises(RemoteRefused) as caught:
        blog.append(place.url, FileSlice(picture.path, 0, half))
    assert caught.value.status == 409
    assert blog.append(place.url, FileSlice(picture.path, half, picture.size_bytes - half)) == picture.size_bytes
    kept = blog.keep_picture(picture)
    assert kept.id == str(picture.media_id)
    assert blog.has_file(picture.sha256)
    assert blog.keep_picture(picture) == kept
    assert blog.begin_upload(picture).complete


def test_bytes_that_are_not_those_announced_are_not_kept(blog: Destination, picture: PictureFile) -> None:
    place = blog.begin_upload(picture)
    other = picture.path.with_name("other")
    other.write_bytes(bytes(picture.size_bytes))
    with pytest.raises(RemoteRefused) as caught:
        blog.append(place.url, FileSlice(other, 0, picture.size_bytes))
    assert caught.value.status == 422
    assert not blog.has_file(picture.sha256)
    assert blog.upload_offset(place.url) is None


def test_an_upload_nobody_began_has_no_place(blog: Destination) -> None:
    assert blog.upload_offset(f"{URL}/api/v1/uploads/{uuid7()}") is None


def test_the_same_post_is_the_same_bytes() -> None:
    assert post_body(SNAPSHOT) == post_body(dict(reversed(SNAPSHOT.items())))
    assert as_bytes({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()


def test_the_token_goes_to_no_address_that_the_blog_names_elsewhere(picture: PictureFile) -> None:
    wire = WsgiAdapter({})
    api = BlogDeskApi(HttpClient(transport=wire), BlogAddress(URL, "", "bdk_x"), Capabilities("x"))
    with pytest.raises(RemoteRefused, match="another host"):
        api.append("https://evil.example/uploads/1", FileSlice(picture.path, 0, 1))
    assert wire.seen == []
