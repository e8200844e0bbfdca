import os
from pathlib import Path

import pytest

from blogdesk.content.dialect.elements import fill
from blogdesk.content.dialect.extension import parse
from blogdesk.content.frontmatter import split
from blogdesk.content.targets import find_targets

SHARED = (folder / "shared" / "corpus" for folder in Path(__file__).parents if (folder / "shared" / "corpus").is_dir())
CORPUS = Path(os.environ.get("BLOGDESK_CORPUS") or next(SHARED, "/nonexistent")) / "rust-blog"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![A](a.png)", [("image", "a.png")]),
        ("![An\nalt](a.png)", [("image", "a.png")]),
        ("![An alt] [x](b.md)", [("link", "b.md")]),
        ("![open\n\n[x](b.md)", [("link", "b.md")]),
        ("<img\n  src='a.png'>", [("image", "a.png")]),
        ('see [it](x.md "title") and ![](<b c.png>)', [("link", "x.md"), ("image", "b c.png")]),
        ("[![badge](b.svg)](https://e.org)", [("image", "b.svg"), ("link", "https://e.org")]),
        ("![a [nested] alt](n.png)", [("image", "n.png")]),
        ("[wiki](https://e.org/A_(b))", [("link", "https://e.org/A_(b)")]),
        ("![x][pic] [y][ref]\n\n[pic]: p.png\n[REF]: r.html 'T'", [("image", "p.png"), ("link", "r.html")]),
        ("![shortcut]\n\n[shortcut]: s.png", [("image", "s.png")]),
        ("[^1]: note.png", []),
        ("`![no](no.png)` but ![yes](yes.png)", [("image", "yes.png")]),
        ("```\n![no](no.png)\n```\n![yes](yes.png)", [("image", "yes.png")]),
        ("~~~ md\n```\n![no](no.png)\n~~~\n![yes](yes.png)", [("image", "yes.png")]),
        ("> ```\n> ![no](no.png)\n> ```\n> ![yes](yes.png)", [("image", "yes.png")]),
        (
            '<img alt="x" src="i.png"> <a class=b href=\'l.html?a=1&amp;b=2\'>',
            [("image", "i.png"), ("link", "l.html?a=1&b=2")],
        ),
        ("<https://e.org/x>", [("link", "https://e.org/x")]),
        (r"\![text](link.html)", [("link", "link.html")]),
        ("![media](media:0190-x)", [("image", "media:0190-x")]),
        (r"[a](b\_c\(d\).png)", [("link", "b_c(d).png")]),
    ],
)
def test_destinations_are_found_as_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(target.kind, target.target) for target in find_targets(text)] == expected


def test_a_target_tells_its_line() -> None:
    assert [target.line for target in find_targets("a\n\n![](x.png)\n")] == [2]


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "](" * 25_000, "`" * 50_000, "<" * 50_000, "![" * 25_000, "[a](" * 12_000]
)
def test_hostile_texts_take_bounded_steps(text: str) -> None:
    assert len(find_targets(text)) <= len(text)


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="needs the rust-blog corpus: set BLOGDESK_CORPUS")
def test_no_target_that_a_page_of_the_corpus_shows_is_missed() -> None:
    for path in sorted(CORPUS.rglob("*.md")):
        text = split(path.read_text(encoding="utf-8")).body
        document = parse(text)
        for leaf in document.leaves:
            fill(leaf, document)
        shown = {("image", link.element.get("src", "")) for link in document.links if link.element.tag == "img"}
        linked = {("link", link.element.get("href", "")) for link in document.links if link.element.tag == "a"}
        found = {(target.kind, target.target) for target in find_targets(text)}
        assert shown <= found, path
        # An address written bare leads where it says: nobody has to find it.
        assert {link for link in linked if ":" not in link[1]} <= found | {("link", t) for _, t in found}, path
