import dataclasses
import json
import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogdesk.core.config import MAX_MEDIA_BYTES
from blogdesk.errors import InvalidInput
from blogdesk.settings.service import SiteSettings
from blogdesk.wire.media import MAX_BYTES
from blogdesk.wire.posts import (
    Author,
    Post,
    PostFacts,
    PostWrite,
    post_to_wire,
    put_defaults,
    read_only_faults,
    wire_to_fields,
)
from blogdesk.wire.shapes import read, to_json, write_moment
from blogdesk.wire.site import Settings, SettingsPatch

AT = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
# The names of the documented representation, in its order.
NAMES = [
    "id",
    "slug",
    "title",
    "kind",
    "status",
    "markdown",
    "html",
    "excerpt",
    "summary",
    "published_at",
    "created_at",
    "updated_at",
    "author",
    "tags",
    "category",
    "cover",
    "canonical_url",
    "meta",
    "featured",
    "comments_open",
    "word_count",
    "reading_minutes",
    "views",
    "comment_count",
    "rev",
    "url",
    "extra",
]


def facts(**changes: Any) -> PostFacts:
    known: dict[str, Any] = {
        "id": uuid.UUID(int=7), "rev": 3, "url": "https://blog.example/posts/salt", "html": "<p>Salt</p>",
        "summary": "Salt", "created_at": AT, "updated_at": AT, "author": Author(username="ada", name="Ada"),
        "word_count": 1, "reading_minutes": 1,
    }  # fmt: skip
    return PostFacts(**{**known, **changes})


def snapshot() -> dict[str, Any]:
    return {
        "kind": "post", "status": "published", "title": "Salt", "slug": "salt", "markdown": "Salt", "eol": "lf",
        "excerpt": "", "canonical_url": "", "meta": {"title": "", "description": ""}, "featured": False,
        "comments_open": True, "tags": ["Coast"], "category": "essays/coast", "expires_at": None,
        "cover": {"media_id": str(uuid.UUID(int=9)), "alt": "A shore"}, "published_at": "2026-05-01T09:30:00Z",
        "extra": {"mood": "calm"},
    }  # fmt: skip


def faults_of(body: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        read(PostWrite, json.dumps(body))
    return {fault.field: fault.reason for fault in caught.value.faults}


def test_a_post_on_the_wire_has_every_documented_name() -> None:
    sent = to_json(post_to_wire(snapshot(), facts()))
    assert set(NAMES) <= set(sent)
    assert sent["published_at"] == "2026-05-01T09:30:00Z"
    assert sent["cover"] == {"media_id": str(uuid.UUID(int=9)), "alt": "A shore"}
    assert sent["author"] == {"username": "ada", "name": "Ada"}


def test_a_post_survives_the_wire() -> None:
    post = post_to_wire(snapshot(), facts())
    assert read(Post, post.model_dump_json()) == post


def test_what_a_newer_server_adds_is_passed_over() -> None:
    sent = to_json(post_to_wire(snapshot(), facts())) | {"reactions": 3}
    assert read(Post, json.dumps(sent)).rev == 3


def test_the_source_can_be_left_out() -> None:
    assert post_to_wire(snapshot(), facts(), with_source=False).markdown is None


def test_a_write_sets_only_what_was_sent() -> None:
    assert wire_to_fields(read(PostWrite, '{"title": "Salt", "meta": {"title": "Sea"}}')) == {
        "title": "Salt",
        "meta_title": "Sea",
    }


def test_null_gives_the_default_back() -> None:
    fields = wire_to_fields(read(PostWrite, '{"tags": null, "cover": null, "meta": null, "category": null}'))
    assert fields == {
        "tags": [], "category": None, "cover_media_id": None, "cover_alt": "", "meta_title": "",
        "meta_description": "",
    }  # fmt: skip


def test_a_put_resets_what_it_leaves_out_but_not_what_an_older_client_cannot_mean() -> None:
    defaults = put_defaults()
    assert defaults["title"] == ""
    assert defaults["cover_media_id"] is None
    assert not {"status", "slug", "kind", "published_at", "extra"} & set(defaults)


def test_unknown_names_are_kept_and_made_ones_are_told_apart() -> None:
    write = read(PostWrite, '{"title": "x", "mood": "calm", "rev": 3}')
    assert write.unknown() == {"mood": "calm"}
    assert write.read_only() == {"rev": 3}


def test_every_fault_is_told_by_its_field() -> None:
    faults = faults_of({"title": 7, "status": "live", "tags": ["a", 1], "meta": {"title": 1}, "published_at": "May"})
    assert set(faults) == {"title", "status", "tags.1", "meta.title", "published_at"}


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '"x"', '{"extra": {"n": NaN}}', '{"title": "\\ud800"}',  "[" * 500],
)  # fmt: skip
def test_what_is_no_write_is_refused(body: str) -> None:
    with pytest.raises(InvalidInput):
        read(PostWrite, body)


def test_a_hundred_thousand_brackets_are_refused_and_nothing_falls_over() -> None:
    with pytest.raises(InvalidInput):
        read(PostWrite, '{"extra": ' + '{"a":' * 100_000 + "1" + "}" * 100_001)


def test_extra_is_bounded_in_depth_and_size() -> None:
    deep: Any = 1
    for _ in range(40):
        deep = [deep]
    assert "extra" in faults_of({"extra": {"deep": deep}})
    assert "extra" in faults_of({"extra": {"long": "x" * 70_000}})
    assert faults_of({"deep": deep})


@pytest.mark.parametrize(
    "text",
    ["2026-05-01", "2026-05-01T09:30:00", "2026-05-01 09:30:00Z", "2026-13-01T00:00:00Z", "1777627800", "2026-W18-5",
     "0001-01-01T00:00:00+05:00", "2026-05-01T09:30Z"],
)  # fmt: skip
def test_a_moment_needs_its_date_time_and_zone(text: str) -> None:
    assert "published_at" in faults_of({"published_at": text})


@given(st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)), st.integers(-23 * 60, 23 * 60))  # noqa: DTZ001 - the zone follows
def test_a_moment_survives_the_wire_in_any_zone(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    read_back = read(PostWrite, json.dumps({"published_at": aware.isoformat()})).published_at
    assert read_back == aware
    assert read(PostWrite, json.dumps({"published_at": write_moment(aware)})).published_at == aware


def test_what_the_server_makes_may_come_back_unchanged_and_not_otherwise() -> None:
    current = to_json(post_to_wire(snapshot(), facts(views=10)))
    same = {"rev": 3, "updated_at": "2026-05-01T11:30:00+02:00", "html": "<p>Salt</p>", "views": 8}
    assert read_only_faults(same, current) == []
    assert [name for name, _ in read_only_faults({"rev": 4, "views": 11, "url": "x"}, current)] == [
        "rev",
        "views",
        "url",
    ]
    assert [name for name, _ in read_only_faults({"rev": 1}, None)] == ["rev"]


def test_the_settings_on_the_wire_are_those_of_the_site() -> None:
    names = {field.name for field in dataclasses.fields(SiteSettings)}
    assert set(Settings.model_fields) == names
    assert set(SettingsPatch.model_fields) == names
    assert MAX_BYTES == MAX_MEDIA_BYTES
