"""Before it goes out: what the author would rather know first."""

from typing import Any

import pytest

from blogdesk.content.markdown import render
from blogdesk.content.targets import find_targets
from blogdesk.studio.checks import Finding, Picture, Subject, find_all, spelled_alike

MEDIA = "media:0191d0a0-0000-7000-8000-000000000001"
POST = "post:0191d0a0-0000-7000-8000-000000000002"


@pytest.fixture(autouse=True)
def _texts(desktop_studio: object) -> None:
    """Gettext needs an app."""


def findings(markdown: str = "Words.", **more: Any) -> dict[str, Finding]:
    values = {"title": "Salt", "tags": (), "pictures": {}, "links": {}, **more}
    outline, targets = render(markdown).outline, find_targets(markdown)
    found = find_all(Subject(markdown=markdown, outline=outline, targets=targets, **values))
    return {finding.key: finding for finding in found}


def test_a_plain_post_with_a_title_is_well() -> None:
    assert {finding.state for finding in findings().values()} == {"good"}


def test_a_missing_title_and_a_doubled_one_are_told() -> None:
    assert findings(title=" ")["title"].text == "It has no title"
    assert findings(other_titles=1)["title"].text == "Another post has the same title"


def test_a_picture_without_description_leads_to_it() -> None:
    finding = findings(f"Sea.\n\n![]({MEDIA})", pictures={MEDIA: Picture("", 10, ())})["alt"]
    assert (finding.state, finding.fix) == ("look", "Write it")
    assert finding.cure == {"kind": "describe", "target": MEDIA, "line": 2}


@pytest.mark.parametrize("markdown", [f"![A boat]({MEDIA})", f"![]({MEDIA})"])
def test_a_described_picture_is_well_by_its_own_words_or_those_of_the_library(markdown: str) -> None:
    alt = "" if "A boat" in markdown else "A boat"
    assert findings(markdown, pictures={MEDIA: Picture(alt, 10, ())})["alt"].state == "good"


def test_a_heading_that_skips_a_rank_is_shown() -> None:
    assert findings("## One\n\n#### Two\n")["headings"].cure["kind"] == "line"
    assert findings("# One\n")["headings"].state == "look"
    assert findings("## One\n\n### Two\n\n## Three\n")["headings"].state == "good"


@pytest.mark.parametrize(
    ("one", "other"),
    [("walk", "walking"), ("book", "books"), ("e-mail", "email"), ("harbour", "harbor"), ("Sea side", "seaside")],
)
def test_a_tag_spelled_two_ways_is_seen(one: str, other: str) -> None:
    assert spelled_alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("sea", "tea"), ("sea", "sea"), ("Sea", "sea"), ("rust 2018", "rust 2021"), ("art", "artist"), ("c", "css")],
)
def test_two_words_are_two_tags(one: str, other: str) -> None:
    assert not spelled_alike(one, other)


def test_a_tag_spelled_two_ways_can_be_brought_to_one() -> None:
    finding = findings(tags=("walk",), other_tags=("walk", "walking"))["tags"]
    assert finding.cure == {"kind": "tag", "from": "walk", "to": "walking"}


def test_broken_links_and_lost_pictures_are_shown() -> None:
    assert findings(f"[there]({POST})", links={POST: False})["links"].state == "look"
    assert findings(f"[there]({POST})", links={POST: True})["links"].state == "good"
    assert findings(f"![x]({MEDIA})", pictures={MEDIA: None})["pictures"].state == "look"


def test_a_large_picture_and_what_was_removed_are_told() -> None:
    found = findings(f"![x]({MEDIA})", pictures={MEDIA: Picture("x", 20_000_000, ("place",))})
    assert "20 MB" in found["sizes"].text
    assert found["privacy"].text == "Place and device removed: 1 photo"
