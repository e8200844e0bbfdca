import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blogdesk.content.frontmatter import split
from blogdesk.content.markdown import OutlineEntry, render
from blogdesk.content.xml_text import strip_illegal

SHARED = (folder / "shared" / "corpus" for folder in Path(__file__).parents if (folder / "shared" / "corpus").is_dir())
CORPUS = Path(os.environ.get("BLOGDESK_CORPUS") or next(SHARED, "/nonexistent")) / "rust-blog"


def test_the_outline_tells_level_text_anchor_and_line() -> None:
    text = "intro\n\n# The *first*\n\nTwo\nlines\n---\n\n> ### In a quote\n"
    assert render(text).outline == (
        OutlineEntry(1, "The first", "the-first", 2),
        OutlineEntry(2, "Two lines", "two-lines", 4),
        OutlineEntry(3, "In a quote", "in-a-quote", 8),
    )


def test_an_empty_text_renders_to_nothing() -> None:
    for text in ("", "\n", "  \n\t\n"):
        assert render(text).html == ""


def test_line_ends_of_any_kind_give_the_same_html() -> None:
    text = "a\nb\n\n- c\n- d\n"
    assert render(text.replace("\n", "\r\n")) == render(text) == render(text.replace("\n", "\r"))


@given(st.text(alphabet="ab \n\t#*_`~[]()<>!|:-+1.\\&;{}=\"'^/@\x00", max_size=80))
def test_any_text_renders_to_legal_characters_without_style_or_script(text: str) -> None:
    html = render(text).html
    assert html == strip_illegal(html)
    assert " style=" not in html.replace("&quot;", '"').split(">")[0]
    assert "<script" not in html


def test_threads_render_at_once() -> None:
    texts = [f"# {n}\n\n[a]\n\n[a]: /{n}\n" for n in range(40)]
    alone = [render(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(render, texts)) == alone


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the rust-blog corpus: set BLOGDESK_CORPUS")
def test_every_post_of_the_corpus_splits_without_loss_and_renders() -> None:
    paths = sorted(CORPUS.rglob("*.md"))
    for path in paths:
        text = path.read_bytes().decode()
        document = split(text)
        assert document.raw + document.body == text
        assert document.fault is None, path
        assert document.format == "toml", path
        html = render(document.body).html
        assert html == strip_illegal(html)
        assert html or not document.body.strip(), path
