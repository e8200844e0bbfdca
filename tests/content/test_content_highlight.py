import re

import pytest

from blogdesk.content.highlight import contrast, highlight_code, language_of, stylesheet


def test_known_languages_get_classes_and_unknown_ones_stay_plain() -> None:
    assert '<span class="k">fn</span>' in highlight_code("fn main() {}\n", "rust")
    assert highlight_code("a < b & c\n", "nonsense") == (
        '<pre class="highlight"><code class="language-nonsense">a &lt; b &amp; c\n</code></pre>'
    )


@pytest.mark.parametrize("code", ["", "\n\n", "  x\n\n", "x", "a = 1\n" * 2000, "a = 1\n\n" * 2000, "a " * 5000])
def test_no_character_of_the_code_is_lost(code: str) -> None:
    html = highlight_code(code, "python")
    assert re.sub("<[^>]*>", "", html) == code


@pytest.mark.parametrize(
    ("info", "language"),
    [("rust,ignore", "rust"), ("Python title=x", "python"), ("{.js}", "js"), ("", ""), ("c++", "c++"), ("{}", "")],
)
def test_a_fence_names_its_language(info: str, language: str) -> None:
    assert language_of(info) == language


def test_every_colour_of_the_stylesheet_reads_on_its_ground() -> None:
    css = stylesheet()
    ground = ""
    for rule in css.splitlines():
        if found := re.search(r"background: #(\w+)", rule):
            ground = found[1]
        if found := re.search(r"(?<!-)\bcolor: #(\w+)", rule):
            assert contrast(found[1], ground) >= 4.5, rule
    assert "prefers-color-scheme: dark" in css
    assert '[data-theme="dark"]' in css


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("language", "part"), [("rust", "/"), ("java", "a "), ("c", "\n "), ("diff", "("), ("python", "\n ")]
)
def test_code_that_is_slow_to_read_takes_bounded_time(language: str, part: str) -> None:
    code = (part * 40_000)[:40_000]
    assert re.sub("<[^>]*>", "", highlight_code(code, language)) == code
