import gzip
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.test import Client

from blogdesk.server.page_cache import MARK, PageCache, PageStore, accepts_gzip, stored_page

WHEN = datetime(2026, 11, 20, 9, 30, 15, 7, tzinfo=UTC)


class CountingApp:
    """Answers every address with its own text; counts how often it was asked."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.text = "one"
        self.during: Callable[[], None] = lambda: None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.calls.append(f"{environ['REQUEST_METHOD']} {path}")
        body = f"<p>{self.text} {path} {environ['QUERY_STRING']}</p>".encode() * 100
        self.during()
        headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body)))]
        if path != "/private":
            environ[MARK] = True
        if path == "/cookie":
            headers.append(("Set-Cookie", "who=me"))
        start_response("404 NOT FOUND" if path == "/gone" else "200 OK", headers)
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@pytest.fixture
def inner() -> CountingApp:
    return CountingApp()


@pytest.fixture
def store() -> PageStore:
    return PageStore()


@pytest.fixture
def client(inner: CountingApp, store: PageStore) -> Client:
    return Client(PageCache(inner, store, lambda: None))


def test_a_page_is_made_once(client: Client, inner: CountingApp) -> None:
    first, second = client.get("/a"), client.get("/a")
    assert first.data == second.data
    assert inner.calls == ["GET /a"]


def test_a_page_is_made_again_after_a_change(client: Client, inner: CountingApp, store: PageStore) -> None:
    client.get("/a")
    inner.text = "two"
    store.clear()
    assert client.get("/a").text.startswith("<p>two")


def test_a_page_made_while_something_changed_is_not_kept(client: Client, inner: CountingApp, store: PageStore) -> None:
    inner.during = store.clear
    client.get("/a")
    assert store.find("/a?") is None


@pytest.mark.parametrize("path", ["/private", "/cookie", "/gone"])
def test_what_is_not_for_everybody_is_not_kept(client: Client, inner: CountingApp, path: str) -> None:
    client.get(path)
    client.get(path)
    assert inner.calls == [f"GET {path}"] * 2


def test_numbered_pages_are_kept_apart_and_other_queries_pass_by(client: Client, inner: CountingApp) -> None:
    assert "page=2" in client.get("/a?page=2").text
    assert "page" not in client.get("/a").text
    assert "x=1" in client.get("/a?x=1").text
    assert "x=1" in client.get("/a?x=1").text
    assert "x=1" not in client.get("/a").text
    assert len(inner.calls) == 4


def test_a_posted_form_passes_by(client: Client, inner: CountingApp) -> None:
    client.get("/a")
    client.post("/a")
    assert inner.calls == ["GET /a", "POST /a"]


def test_a_reader_who_has_the_page_gets_304(client: Client) -> None:
    tag = client.get("/a").headers["ETag"]
    assert client.get("/a", headers={"If-None-Match": tag}).status_code == 304
    weak = client.get("/a", headers={"If-None-Match": f'"other", W/{tag}'})
    assert weak.status_code == 304
    assert weak.data == b""
    assert weak.headers["ETag"] == tag
    assert client.get("/a", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_date_counts_when_there_is_no_tag(client: Client) -> None:
    since = client.get("/a").headers["Last-Modified"]
    assert client.get("/a", headers={"If-Modified-Since": since}).status_code == 304
    assert client.get("/a", headers={"If-Modified-Since": "Thu, 19 Nov 2020 09:30:15 GMT"}).status_code == 200
    assert client.get("/a", headers={"If-Modified-Since": "nonsense"}).status_code == 200
    assert client.get("/a", headers={"If-Modified-Since": since, "If-None-Match": '"x"'}).status_code == 200


def test_gzip_is_sent_to_those_who_take_it(client: Client) -> None:
    plain = client.get("/a")
    zipped = client.get("/a", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert zipped.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    again = client.get("/a", headers={"Accept-Encoding": "gzip", "If-None-Match": zipped.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("accepted", "answer"),
    [("", False), ("br", False), ("gzip", True), ("*", True), ("gzip;q=0", False), ("br, GZIP;q=0.5", True)],
)
def test_accept_encoding_is_read(accepted: str, *, answer: bool) -> None:
    assert accepts_gzip(accepted) is answer


def test_head_has_the_headers_of_get_and_no_body(client: Client, inner: CountingApp) -> None:
    head, get = client.head("/a"), client.get("/a")
    assert head.data == b""
    assert head.headers == get.headers
    assert inner.calls == ["GET /a"]
    assert client.head("/private").data == b""
    assert inner.calls[-1] == "HEAD /private"


def test_the_least_read_pages_make_room() -> None:
    store = PageStore(max_bytes=2_500)
    page = stored_page([], b"x" * 700, WHEN)
    for key in ("a", "b", "c"):
        store.keep(key, page, 0)
    store.find("a")
    store.keep("d", page, 0)
    assert [key for key in "abcd" if store.find(key)] == ["a", "c", "d"]
