import pytest

from blogdesk.content.targets import find_targets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![A](a.png)", [("image", "a.png")]),
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
