import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from blogdesk.core.http import HttpClient
from blogdesk.errors import BlogDeskError, InsecureAddress, InvalidInput, NotABlog, RemoteRefused, Unreachable
from blogdesk.publishing.blogdesk_api.discovery import candidate_urls, discover
from tests.fakes.http_apps import INSTANCE_ID, instance_app, plain_app
from tests.wsgi_adapter import WsgiAdapter

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def found_at(address: str, apps: dict[str, App]) -> str:
    return discover(address, HttpClient(transport=WsgiAdapter(apps))).url


@pytest.mark.parametrize(
    "address",
    [
        "blog.example",
        " https://blog.example/ ",
        "BLOG.example/studio/",
        "https://blog.example/api/v1",
        "https://blog.example/posts/a-walk",
        "http://blog.example",
        "https://blog.example/some/page",
    ],
)
def test_whatever_is_copied_from_the_address_bar_finds_the_blog(address: str) -> None:
    assert (
        found_at(address, {"blog.example": instance_app(), "BLOG.example": instance_app()}).lower()
        == "https://blog.example"
    )


def test_a_blog_in_a_folder_of_a_host_is_found_before_the_host() -> None:
    apps = {"example.org": instance_app(prefix="/blog")}
    assert found_at("example.org/blog", apps) == "https://example.org/blog"


def test_this_computer_is_asked_without_encryption_first() -> None:
    assert candidate_urls("127.0.0.1:8000") == ("http://127.0.0.1:8000", "https://127.0.0.1:8000")
    assert found_at("localhost:8000", {"localhost:8000": instance_app()}) == "http://localhost:8000"


@pytest.mark.parametrize(
    "text", ["", " ", "ftp://x.example", "not an address", "https://", "x", "a@b.example", "x:9999999"]
)
def test_what_is_no_address_is_told_at_once(text: str) -> None:
    with pytest.raises(InvalidInput, match="address"):
        candidate_urls(text)


FAILURES: list[tuple[str, dict[str, App], type[BlogDeskError], str]] = [
    ("nowhere.example", {}, Unreachable, "cannot be reached"),
    ("x.example", {"x.example": plain_app(200, b"<title>Hello")}, NotABlog, "not a BlogDesk blog"),
    (
        "wp.example",
        {"wp.example": plain_app(200, b'<meta name="generator" content="WordPress 6.9">')},
        NotABlog,
        "WordPress",
    ),
    ("x.example", {"x.example": plain_app(404, b"")}, NotABlog, "status 404"),
    (
        "old.example",
        {"old.example": plain_app(301, b"", Location="https://new.example/")},
        RemoteRefused,
        "moved to https://new",
    ),
    ("http://nas.example", {}, InsecureAddress, "not encrypted"),
    ("x.example", {"x.example": instance_app(api={"min": 7, "max": 9})}, RemoteRefused, "another version"),
]


@pytest.mark.parametrize(("address", "apps", "error", "words"), FAILURES)
def test_a_wrong_address_gets_a_useful_answer(
    address: str, apps: dict[str, App], error: type[BlogDeskError], words: str
) -> None:
    with pytest.raises(BlogDeskError, match=words) as caught:
        found_at(address, apps)
    assert caught.value.next_step
    assert isinstance(caught.value, error)


def test_a_silent_host_is_given_up_in_time() -> None:
    enough = threading.Event()

    def silent(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        enough.wait(30)
        start("200 OK", [])
        return []

    with pytest.raises(Unreachable, match="in time"):
        discover("slow.example", HttpClient(transport=WsgiAdapter({"slow.example": silent})), timeout_s=0.2)
    enough.set()


def test_what_the_blog_tells_of_itself_is_kept() -> None:
    blog = discover("blog.example", HttpClient(transport=WsgiAdapter({"blog.example": instance_app()})))
    assert (blog.instance_id, blog.name) == (INSTANCE_ID, "Salt & Ink")
    assert blog.capabilities.max_chunk_bytes == 1_000_000
