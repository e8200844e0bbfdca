import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogdesk.content.excerpt import make_excerpt
from blogdesk.content.reading_time import count_words, reading_minutes
from blogdesk.content.slugs import MAX_LENGTH, RESERVED, numbered, slugify_title
from blogdesk.content.xml_text import strip_illegal


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, World!", "hello-world"),
        ("Größe & Übermut", "grosse-ubermut"),
        ("日本語", "ri-ben-yu"),
        ("Привет мир", "privet-mir"),
        ("", "untitled"),
        ("🙂", "untitled"),
        ("Studio", "studio-2"),
    ],
)
def test_a_title_becomes_a_slug(title: str, slug: str) -> None:
    assert slugify_title(title) == slug


@given(st.text())
def test_a_slug_is_plain_short_and_never_reserved(title: str) -> None:
    slug = slugify_title(title)
    assert 0 < len(slug) <= MAX_LENGTH
    assert slug.isascii()
    assert slug.replace("-", "a").isalnum()
    assert slug not in RESERVED


def test_a_numbered_slug_stays_short() -> None:
    assert numbered("a", 2) == "a-2"
    assert len(numbered("a" * 80, 12)) == MAX_LENGTH


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("", 0),
        ("one two-three don't", 3),
        ("**bold** and [a link](https://example.com/a/b)", 4),
        ("<b>x</b>", 1),
        ("日本語 and more", 5),
        ("---\n\n# A title", 2),
    ],
)
def test_words_are_those_a_reader_sees(markdown: str, words: int) -> None:
    assert count_words(markdown) == words


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (200, 1), (201, 2), (2000, 10)])
def test_reading_takes_a_minute_for_200_words(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes


def test_an_excerpt_is_the_first_prose() -> None:
    html = "<h1>Title</h1><pre>code</pre><p>One <em>two</em>&amp;<br>three.</p><ul><li>four</li></ul>"
    assert make_excerpt(html) == "One two& three. four"


def test_a_long_excerpt_is_cut_at_a_word() -> None:
    text = make_excerpt(f"<p>{'word ' * 100}</p>", 50)
    assert text.endswith("word…")
    assert len(text) <= 51


def test_an_excerpt_of_code_alone_is_the_code() -> None:
    assert make_excerpt("<pre>print()</pre>") == "print()"


@given(st.text())
def test_what_is_left_is_legal_xml(text: str) -> None:
    root = ET.Element("a")
    root.text = strip_illegal(text)
    ET.fromstring(ET.tostring(root))


def test_illegal_characters_go_and_others_stay() -> None:
    assert strip_illegal("a\x00b\x1fc\ufffed\t\n\U0001f600\ud800") == "abcd\t\n\U0001f600"
