import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogdesk.content.frontmatter import Format, compose, split

TOML = '+++\n# mine\ntitle = "Hi"  # greeting\nextra = [1, 2]\n+++\n\nBody\n'
YAML = "---\n# mine\ntitle: Hi # greeting\ntags:\n  - a\n  - b\n\n# about dates\ndate: 2024-05-01\n---\nBody\n"


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        (TOML, "toml", "Hi"),
        (YAML, "yaml", "Hi"),
        ('{\n  "title": "Hi"\n}\n\nBody\n', "json", "Hi"),
        ("\ufeff---\r\ntitle: Hi\r\n---\r\nBody", "yaml", "Hi"),
        ("---\ntitle: Hi\n---", "yaml", "Hi"),
    ],
)
def test_front_matter_of_each_format_is_read(text: str, name: str, title: str) -> None:
    found = split(text)
    assert (found.format, found.data["title"], found.fault) == (name, title, None)
    assert found.raw + found.body == text


@pytest.mark.parametrize("text", ["", "Body", "---\nno end", "---\nJust prose\n---\nmore", "{ not json", "{\n", "+++"])
def test_a_text_without_front_matter_is_all_body(text: str) -> None:
    found = split(text)
    assert (found.format, found.raw, found.body, found.fault) == (None, "", text, None)


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: a: b\n---\nBody",
        "+++\ntitle = \n+++\nBody",
        "---\n- a\n- b\n---\nBody",
        "---\ndate: 2024-99-99\n---\nBody",
        "---\n" + "[" * 5000 + "\n---\nBody",
        "---\na: &a [1]\nb: *a\n---\nBody",
    ],
)
def test_front_matter_that_does_not_parse_is_a_fault_and_the_body_stays(text: str) -> None:
    found = split(text)
    assert found.fault
    assert (dict(found.data), found.body, found.raw + found.body) == ({}, "Body", text)


@given(st.text(alphabet="-+{}ab:\n\r \ufeff[]\"'", max_size=60))
def test_splitting_loses_no_character(text: str) -> None:
    found = split(text)
    assert found.raw + found.body == text


@pytest.mark.parametrize(("text", "name"), [(TOML, "toml"), (YAML, "yaml")])
def test_unchanged_fields_give_the_same_characters(text: str, name: Format) -> None:
    found = split(text)
    assert compose(found.data, name, found.raw) == found.raw


@pytest.mark.parametrize(("text", "name"), [(TOML, "toml"), (YAML, "yaml")])
def test_a_changed_field_leaves_comments_order_and_unknown_keys(text: str, name: Format) -> None:
    found = split(text)
    raw = compose({"title": "New: one", "slug": "new"}, name, found.raw)
    again = split(raw + found.body)
    assert again.data == {**found.data, "title": "New: one", "slug": "new"}
    assert "# mine" in raw
    assert list(again.data)[:2] == list(found.data)[:2]
    assert again.body == found.body


def test_a_field_of_none_goes() -> None:
    assert compose({"tags": None}, "yaml", split(YAML).raw) == "".join(
        line for line in split(YAML).raw.splitlines(keepends=True) if line[:4] not in {"tags", "  - "}
    )


def test_line_endings_stay() -> None:
    raw = compose({"title": "B"}, "toml", '+++\r\ntitle = "A"\r\n+++\r\n')
    assert raw == '+++\r\ntitle = "B"\r\n+++\r\n'


@pytest.mark.parametrize("name", ["toml", "yaml", "json"])
def test_new_front_matter_reads_back(name: Format) -> None:
    fields = {"title": "Größe: 1", "tags": ["a", "b"], "draft": True, "n": 1}
    found = split(compose(fields, name) + "Body")
    assert (found.data, found.body) == (fields, "Body")


def test_times_survive_in_toml_and_yaml() -> None:
    when = dt.datetime(2024, 5, 1, 10, 30, tzinfo=dt.UTC)
    for name in ("toml", "yaml"):
        assert split(compose({"date": when}, name)).data["date"] == when


def test_front_matter_with_a_fault_comes_back_untouched() -> None:
    raw = "---\ntitle: a: b\n---\n"
    assert compose({"title": "x"}, "yaml", raw) == raw
