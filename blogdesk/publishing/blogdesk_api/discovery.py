"""From an address as a person types it to the blog behind it, or to a useful answer, within three seconds."""

import queue
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import blogdesk
from blogdesk.core.http import HttpClient, HttpRequest, host_of, is_loopback
from blogdesk.core.http_answers import HttpAnswer
from blogdesk.errors import (
    BlogDeskError,
    FieldFault,
    InsecureAddress,
    InvalidInput,
    NotABlog,
    OutsideFailure,
    RemoteRefused,
    Unreachable,
)
from blogdesk.publishing.blogdesk_api.answers import check_answer
from blogdesk.publishing.destination import Capabilities
from blogdesk.wire.instance import API_MAX, API_MIN, InstanceInfo
from blogdesk.wire.shapes import read

WHOLE_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 2.5
# What people copy from the address bar of a blog of ours.
_INSIDE = re.compile(r"/(?:api/v1|api|studio|account|posts|pages|feed\.xml)(?:/.*)?$")
_GENERATOR = re.compile(
    rb"<meta[^>]{0,200}name=[\"']?generator[\"']?[^>]{0,200}content=[\"']([^\"'>]{1,80})", re.IGNORECASE
)
# Which failure tells most, when each place failed in its own way.
_RANK: dict[type[BlogDeskError], int] = {RemoteRefused: 4, NotABlog: 3, InsecureAddress: 2, Unreachable: 1}


@dataclass(frozen=True)
class FoundBlog:
    """A blog that answered. `url` is where, without a slash at its end."""

    url: str
    instance_id: str
    name: str
    info: InstanceInfo

    @property
    def capabilities(self) -> Capabilities:
        """What it told about itself."""
        limits = self.info.limits
        return Capabilities(self.name, max_chunk_bytes=limits.max_chunk, max_media_bytes=limits.max_media)


def candidate_urls(address: str) -> tuple[str, ...]:
    """Where the blog may be, likeliest first; https before http, which stands for this computer only.

    Raises:
        InvalidInput: that is no address.
    """
    text = address.strip().rstrip("/")
    scheme, mark, rest = text.partition("://")
    given = scheme.lower() if mark else ""
    rest = rest if mark else text
    parts = _split(f"https://{rest}")
    if given not in {"", "http", "https"} or parts is None or "@" in rest:
        raise InvalidInput([FieldFault("address", "is the address of a blog, such as blog.example.org")])
    host, path = parts.netloc, _INSIDE.sub("", parts.path.rstrip("/"))
    schemes = {"http": ("http", "https"), "https": ("https",)}.get(given) or (
        ("http", "https") if is_loopback(parts) else ("https",)
    )
    places = [f"{kind}://{host}{part}" for part in dict.fromkeys((path, "")) for kind in schemes]
    return tuple(dict.fromkeys(places))


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    return (
        parts
        if host and not re.search(r"[\s<>\"'\\%]", host) and ("." in host or is_loopback(parts) or ":" in host)
        else None
    )


def discover(address: str, http: HttpClient, *, timeout_s: float = WHOLE_TIMEOUT_S) -> FoundBlog:
    """The blog at this address.

    Every place is asked at the same time; the first that is a blog of ours is taken. Otherwise the most telling
    failure is raised.

    Raises:
        InvalidInput: that is no address.
        InsecureAddress, Unreachable, NotABlog, RemoteRefused: what was found instead.
    """
    places = candidate_urls(address)
    answers: queue.SimpleQueue[FoundBlog | BlogDeskError] = queue.SimpleQueue()
    for place in places:
        threading.Thread(target=_ask, args=(place, http, answers), daemon=True).start()
    return _first_blog(answers, places, timeout_s)


def _ask(place: str, http: HttpClient, answers: "queue.SimpleQueue[FoundBlog | BlogDeskError]") -> None:
    try:
        answers.put(look_at(place, http))
    except BlogDeskError as err:
        answers.put(err)


def _first_blog(
    answers: "queue.SimpleQueue[FoundBlog | BlogDeskError]", places: Sequence[str], timeout_s: float
) -> FoundBlog:
    until = time.monotonic() + timeout_s
    failures: list[BlogDeskError] = []
    while len(failures) < len(places):
        try:
            answer = answers.get(timeout=max(until - time.monotonic(), 0.001))
        except queue.Empty:
            break
        if isinstance(answer, FoundBlog):
            return answer
        failures.append(answer)
    host = host_of(places[0])
    silent = Unreachable(f"{host} did not answer in time.", next_step="Check the address and the network.")
    raise max(failures, key=lambda err: _RANK.get(type(err), 0), default=silent)


def look_at(place: str, http: HttpClient) -> FoundBlog:
    """The blog that answers at exactly this place.

    Raises:
        OutsideFailure: what was found instead.
    """
    answer = http.send(
        HttpRequest("GET", f"{place}/api/v1", {"Accept": "application/json"}, read_timeout_s=READ_TIMEOUT_S)
    )
    try:
        check_answer(answer, instance_id="")
        info = read(InstanceInfo, answer.body)
    except (NotABlog, InvalidInput, RemoteRefused) as err:
        raise _what_is_there(place, http, answer) from err
    if not info.api.max >= API_MIN or info.api.min > API_MAX:
        raise RemoteRefused(
            f"{host_of(place)} speaks another version of the protocol than this app ({blogdesk.__version__}).",
            status=426,
            next_step="Update this app, or the blog. Writing goes on; nothing is sent.",
        )
    return FoundBlog(place, str(info.instance_id), info.name, info)


def _what_is_there(place: str, http: HttpClient, answer: HttpAnswer) -> OutsideFailure:
    """Words for what answers in a blog's place."""
    host, kind = host_of(place), ""
    try:
        home = http.send(HttpRequest("GET", f"{place}/", read_timeout_s=READ_TIMEOUT_S))
        found = _GENERATOR.search(home.body[:100_000])
        kind = found[1].decode("utf-8", "replace") if found else ""
    except OutsideFailure as err:
        if isinstance(err, RemoteRefused):
            return err
    what = f"It is made with {kind}." if kind else f"It answered with status {answer.status}."
    return NotABlog(
        f"{host} answers, but it is not a BlogDesk blog. {what}",
        next_step="Check the address. Your blog's address is what its readers type, such as https://blog.example.org.",
    )
