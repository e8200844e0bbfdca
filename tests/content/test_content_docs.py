import re
from pathlib import Path

import pytest

from blogdesk.content.markdown import render_html

PAGE = (Path(__file__).parents[2] / "docs" / "markdown.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^~~~~ markdown\n(.*?)\n~~~~\n\n~~~~ html\n(.*?)\n~~~~$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("markdown", "html"), EXAMPLES)
def test_an_example_of_the_docs_becomes_what_they_say(markdown: str, html: str) -> None:
    assert render_html(markdown) == html


def test_every_example_of_the_docs_is_followed_by_its_html() -> None:
    assert len(EXAMPLES) == PAGE.count("~~~~ markdown") > 15
