import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogdesk.content.frontmatter import split
from blogdesk.content.incremental import IncrementalRenderer, Segmented
from blogdesk.content.links import ResolvedImage
from blogdesk.content.markdown import render
from blogdesk.content.segments import split_text

SHARED = (folder / "shared" / "corpus" for folder in Path(__file__).parents if (folder / "shared" / "corpus").is_dir())
CORPUS = Path(os.environ.get("BLOGDESK_CORPUS") or next(SHARED, "/nonexistent")) / "rust-blog"

PIECES = st.sampled_from([
    "", "\n", "\n\n", "a", "word ", "# H\n\n", "# H {#h}\n\n", "## H_1\n\n", "text\n", "- a\n", "  - b\n", "1. c\n",
    "\n\n- d\n", "> q\n", "```\n", "  ```\n", "~~~\n", "    code\n", "<div>\n", "</div>\n", "<b>", "</b>", "<p>",
    "<!-- ", " -->", "<pre>\n", "</pre>", "[x]", "[x][y]", "\n\n[x]: /u\n", "\n\n[x]: /v\n", "[^1]", "\n\n[^1]: n\n",
    "Term\n: def\n\n", ": more\n", "!!! note\n    body\n\n", "|a|\n|-|\n|b|\n", "*[HTML]: h\n\n", "HTML", "[TOC]\n\n",
    "---\n", "===\n", "*", "**", "`", "![p](media:1)", "[l](post:1)", "<img src=x>", "<li>", "<table>", "<a name=x>",
    "\t", "{.c}", "<script>", "&amp;", "\\",
])  # fmt: skip


def joined(segmented: Segmented) -> str:
    return "".join(segment.html for segment in segmented.segments)


def check(renderer: IncrementalRenderer, text: str) -> Segmented:
    """The parts are the whole: HTML and outline."""
    found, whole = renderer.render(text), render(text)
    assert joined(found) == whole.html
    assert found.outline == whole.outline
    return found


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_parts_joined_are_the_whole(text: str) -> None:
    assert "".join(split_text(text)) == text
    check(IncrementalRenderer(), text)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(PIECES, max_size=30).map("".join),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), max_size=6),
)
def test_every_state_of_an_edited_text_is_the_whole(text: str, edits: list[tuple[float, int, str]]) -> None:
    renderer = IncrementalRenderer()
    check(renderer, text)
    for place, removed, added in edits:
        at = int(place * len(text))
        text = text[:at] + added + text[at + removed :]
        check(renderer, text)


@pytest.mark.parametrize(
    "text",
    [
        "a[^1]\n\n[^1]: b\n",
        "*[A]: b\n\nA\n",
        "[TOC]\n\n# A\n",
        "<div>\n\na\n",
        "<p>a\n\n<b>b</b>\n",
        "```\na\n\nb\n",
        "A\n: b\n\nC\n: d\n",
        "<pre>\n\na\n\n</pre>\n\nb\n",
        "- ```\n  a\n\ntext\n\n  ```\n\nb\n",
    ],
)
def test_what_cannot_be_split_is_right_too(text: str) -> None:
    check(IncrementalRenderer(), text + "\n# end\n\nend\n")


def test_ordinary_texts_are_split_and_tell_their_lines() -> None:
    text = "# A\n\npara\nmore\n\n- a\n\n- b\n\n```\nx\n\ny\n```\n\n<kbd>K</kbd> end\n"
    found = check(IncrementalRenderer(), text)
    assert not found.whole
    assert [(part.first_line, part.last_line) for part in found.segments] == [(0, 0), (2, 7), (9, 13), (15, 15)]


def test_an_edit_changes_only_the_hashes_of_its_part() -> None:
    renderer = IncrementalRenderer()
    text = "".join(f"para {n}\n\n" for n in range(50))
    before = renderer.render(text)
    after = renderer.render(text.replace("para 20", "para twenty"))
    changed = [n for n, (a, b) in enumerate(zip(before.segments, after.segments, strict=True)) if a.hash != b.hash]
    assert changed == [20]


def test_a_definition_added_elsewhere_reaches_every_part_that_uses_it() -> None:
    renderer = IncrementalRenderer()
    for text in ("[x]\n\nb\n", "[x]\n\nb\n\n[x]: /u\n", "[x]\n\n[x]: /w\n\nb\n\n[x]: /u\n", "[x]\n\nb\n"):
        check(renderer, text)


def test_an_id_taken_further_up_moves_the_ids_below() -> None:
    renderer = IncrementalRenderer()
    for text in ("# A\n\n# A\n", "# A\n\n# A\n\n# A\n", "# B\n\n# A\n\n# A\n", "# B {#a}\n\n# A\n\n# A\n"):
        check(renderer, text)


def test_a_picture_that_arrives_later_is_shown() -> None:
    class Blog:
        known = False

        def image(self, target: str) -> ResolvedImage | None:
            return ResolvedImage(f"/{target[6:]}.webp") if self.known else None

        def link(self, target: str) -> str | None:
            return None

    blog, renderer, text = Blog(), IncrementalRenderer(), "a\n\n![x](media:1)\n\nb\n"
    assert "missing-picture" in joined(renderer.render(text, blog))
    blog.known = True
    assert joined(renderer.render(text, blog)) == render(text, blog).html
    assert '<img src="/1.webp"' in joined(renderer.render(text, blog))


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the rust-blog corpus: set BLOGDESK_CORPUS")
def test_the_corpus_renders_the_same_in_parts_and_after_edits() -> None:
    split_posts = 0
    for number, path in enumerate(sorted(CORPUS.rglob("*.md"))):
        text = split(path.read_text(encoding="utf-8")).body
        renderer = IncrementalRenderer()
        split_posts += not check(renderer, text).whole
        places = [found.start() for found in re.finditer(r"\w\b", text)] if number % 8 == 0 else []
        for at in places[len(places) // 3 :: max(1, len(places) // 2)]:
            check(renderer, text[:at] + "x *y*" + text[at:])
    assert split_posts >= 500
