"""Texts made to be slow or deep. Each bound is far above what is needed and far below what a bad rule takes."""

import pytest

from blogdesk.content.excerpt import make_excerpt
from blogdesk.content.frontmatter import split
from blogdesk.content.incremental import IncrementalRenderer
from blogdesk.content.markdown import render
from blogdesk.content.reading_time import count_words
from blogdesk.content.slugs import slugify_title
from blogdesk.content.targets import find_targets

SIZE = 50_000
REPEATED = [
    "[", "*", ">", "> ", "`", "<", "_", "~", "!", "|", "&", "\\", ":", "#", "-", "=", "{", "\n", "\t", ".", "]", "](",
    "![", "[]", "[a](", "[a](b ", '[a](b "', "[a](<", "[a](b)", "<a ", '<a b="', "<!--", "<?", "<!A", "<![CDATA[",
    "<b>", "<div>", "</div>", "<table>", "<script>", "<details>\n\n", "*a ", "a* ", "*a_ ", "**a *b ", "~~a", "- ",
    "1. ", "-\t", "* ", "# a\n", "a\n-\n", "a\n: b\n", "!!! a\n", "&#", "&nbsp;", "http://", "http://a/( ", "www.",
    "a.", "a@", "a-", "x@a.b ", "[a]: b\n", '[a]: b "\n', "[^1]", "[^1]: a\n", "*[a]: b\n", "[TOC]\n\n", "*x*{.a ",
    "```\n", "~~~ a\n\n```\n", "|-", "|a|\n|-|\n", "![a](b)", "a{.b}", "+++\n", "---\n", "a: &a [*a]\n",
]  # fmt: skip
SHAPED = {
    "brackets that close": "[" * (SIZE // 2) + "]" * (SIZE // 2),
    "stars around a letter": "*" * (SIZE // 2) + "a" + "*" * (SIZE // 2),
    "emphasis in emphasis": "*a " * 8000 + "a* " * 8000,
    "runs of backticks of every length": " ".join("`" * (n % 300 + 1) for n in range(350)),
    "a staircase of items": "\n".join("  " * n + "- a" for n in range(300)),
    "a staircase of quotes": "\n".join(">" * n + " a" for n in range(300)),
    "a staircase of notes": "\n".join("    " * n + "!!! a" for n in range(150)),
    "a wide table with short rows": "|a" * 5000 + "\n" + "|-" * 5000 + "\n" + "|x\n" * 10_000,
    "a path of open brackets": "http://a/" + "(" * SIZE,
    "pictures in pictures": "![" * 10_000 + "a" + "](b)" * 10_000,
    "links below brackets": "[" * (SIZE // 2) + "[a](b)" * 4000,
    "footnotes": "".join(f"[^{n}]" for n in range(4000)) + "\n\n" + "".join(f"[^{n}]: x\n" for n in range(4000)),
    "contents again and again": "[TOC]\n\n" * 3000 + "# a\n" * 300,
    "an attribute list without end": "# a {" + ".a " * 16_000,
    "a megabyte of prose": ("word *em* `c` [l](u) https://x.org/a_b. " * 12 + "\n\n") * 2_200,
    "a megabyte in a line": "word *em* `c` " * 75_000,
    "a megabyte of code": "```python\n" + 'x = [1, 2, {"a": None}]\n' * 42_000 + "```",
}
TEXTS = [
    *(pytest.param((part * SIZE)[:SIZE], id=repr(part)) for part in REPEATED),
    *(pytest.param(text, id=name) for name, text in SHAPED.items()),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", TEXTS)
def test_no_text_is_slow_or_too_deep(text: str) -> None:
    html = render(text).html
    assert "".join(part.html for part in IncrementalRenderer().render(text).segments) == html
    assert len(make_excerpt(html)) <= 201
    assert count_words(text) <= len(text)
    assert len(find_targets(text)) <= len(text)
    document = split(text)
    assert document.raw + document.body == text
    assert len(slugify_title(text)) <= 80
