import re

import pytest

from blogdesk.content.markdown import render_html

BLOCK = "(?:p|ul|ol|li|pre|blockquote|h[1-6]|hr|table|thead|tbody|tr|th|td|div|dl|dt|dd|details|summary)"
HEAD = "<table><thead><tr><th>a</th><th>b</th></tr></thead>"


def shape(markdown: str) -> str:
    """The HTML without attributes and without the line ends between tags."""
    html = re.sub(r"<(\w+)[^>]*>", r"<\1>", render_html(markdown))
    html = re.sub(rf"\n(?=</?{BLOCK}>)|(?<=[^>]>)\n(?=<)", "", html)
    return re.sub(rf"(?<=<li>)\n|({BLOCK}>)\n", r"\1", html)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("para\n- a\n- b", "<p>para</p><ul><li>a</li><li>b</li></ul>"),
        ("- a\n  - b\n    - c", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"),
        ("- a\n    - b", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("1. a\n\n2. b", "<ol><li><p>a</p></li><li><p>b</p></li></ol>"),
        ("- a\n\n  b\n- c", "<ul><li><p>a</p><p>b</p></li><li><p>c</p></li></ul>"),
        ("- a\n+ b", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ("- ```\n  x\n\n  y\n  ```\n- b", "<ul><li><pre><code>x\n\ny\n</code></pre></li><li>b</li></ul>"),
        ("- > q\n- b", "<ul><li><blockquote><p>q</p></blockquote></li><li>b</li></ul>"),
        ("the number\n14. is no list", "<p>the number\n14. is no list</p>"),
        ("-\n\n  x", "<ul><li></li></ul><p>x</p>"),
        ("* * *\n* a", "<hr><ul><li>a</li></ul>"),
    ],
)
def test_lists_as_written_elsewhere(markdown: str, html: str) -> None:
    assert shape(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("> a\nb\n\nc", "<blockquote><p>a\nb</p></blockquote><p>c</p>"),
        ("> a\n- b", "<blockquote><p>a</p></blockquote><ul><li>b</li></ul>"),
        ("> > a\n> b", "<blockquote><blockquote><p>a\nb</p></blockquote></blockquote>"),
        ("text\n# H #\ntext", "<p>text</p><h1>H</h1><p>text</p>"),
        ("#no", "<p>#no</p>"),
        ("two\nlines\n===", "<h1>two\nlines</h1>"),
        ("a\n---\nb", "<h2>a</h2><p>b</p>"),
        ("text\n```\ncode\n```\ntext", "<p>text</p><pre><code>code\n</code></pre><p>text</p>"),
        ("~~~\n```\n~~~", "<pre><code>```\n</code></pre>"),
        ("   ```\n     a\n   ```", "<pre><code>  a\n</code></pre>"),
        ("    a\n\n    b\n\nc", "<pre><code>a\n\nb\n</code></pre><p>c</p>"),
        ("para\n    not code", "<p>para\nnot code</p>"),
        ("\tcode\there", "<pre><code>code\there\n</code></pre>"),
        ("-\t\tx", "<ul><li><pre><code>  x\n</code></pre></li></ul>"),
        ("```\nopen", "<pre><code>open\n</code></pre>"),
    ],
)
def test_quotes_headings_and_code(markdown: str, html: str) -> None:
    assert shape(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("<div>\n*a*\n</div>", "<div>*a*</div>"),
        ("<div>\n\n*a*\n\n</div>", "<div><p><em>a</em></p></div>"),
        ("<!-- a\n\nb -->\nc", "<p>c</p>"),
        ("text\n<b>x</b>", "<p>text\n<b>x</b></p>"),
        ("<details>\n<summary>S</summary>\n\ntext\n\n</details>",
         "<details><summary>S</summary><p>text</p></details>"),
    ],
)  # fmt: skip
def test_raw_html(markdown: str, html: str) -> None:
    assert shape(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("|a|b|\n|-|-|\n|1|", f"{HEAD}<tbody><tr><td>1</td><td></td></tr></tbody></table>"),
        ("text\na|b\n-|-\n1|2\n\nafter",
         f"<p>text</p>{HEAD}<tbody><tr><td>1</td><td>2</td></tr></tbody></table><p>after</p>"),
        ("|a\\|b|\n|-|", "<table><thead><tr><th>a|b</th></tr></thead></table>"),
        ("|a|b|\n|-|", "<p>|a|b|\n|-|</p>"),
    ],
)  # fmt: skip
def test_tables(markdown: str, html: str) -> None:
    assert shape(markdown) == html


def test_columns_are_aligned_by_class_not_by_style() -> None:
    html = render_html("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|")
    assert '<td class="align-left">1</td>' in html
    assert '<td class="align-center">2</td>' in html
    assert '<td class="align-right">3</td>' in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ('!!! note "Mind"\n    body\n\n    more\n\nafter',
         "<div><p>Mind</p><p>body</p><p>more</p></div><p>after</p>"),
        ("!!! warning\n    body", "<div><p>Warning</p><p>body</p></div>"),
        ('!!! tip ""\n    body', "<div><p>body</p></div>"),
        ("Term\n:   said\n:   more", "<dl><dt>Term</dt><dd>said</dd><dd>more</dd></dl>"),
        ("A\n: b\n\nC\n: d", "<dl><dt>A</dt><dd>b</dd><dt>C</dt><dd>d</dd></dl>"),
        ("A\n\n: b\n\n    c", "<dl><dt>A</dt><dd><p>b</p><p>c</p></dd></dl>"),
        ("*[HTML]: Hypertext\n\nHTML, not XHTML.", "<p><abbr>HTML</abbr>, not XHTML.</p>"),
    ],
)  # fmt: skip
def test_extensions_of_python_markdown_are_kept(markdown: str, html: str) -> None:
    assert shape(markdown) == html


def test_an_admonition_carries_its_kinds_as_classes() -> None:
    assert '<div class="admonition danger big">' in render_html("!!! danger big\n    x")


def test_task_lists_have_boxes_with_labels() -> None:
    html = render_html("- [ ] todo\n- [x] *done*\n- [y] text")
    assert html.count('<input type="checkbox" disabled="">') == 1
    assert html.count('checked=""') == 1
    assert "<em>done</em></label>" in html
    assert "<li>[y] text</li>" in html


def test_footnotes_are_numbered_by_first_mention_and_lead_back() -> None:
    html = render_html("B[^b] a[^a] b[^b] none[^c]\n\n[^a]: *A*\n[^b]: B\n\n    more\n\n[^x]: unused")
    assert html.index('id="fn:1"') < html.index("<p>B</p>") < html.index('id="fn:2"') < html.index("<em>A</em>")
    assert 'href="#fnref:1"' in html
    assert 'href="#fnref:1:2"' in html
    assert "none[^c]" in html
    assert "unused" not in html


def test_headings_have_ids_of_their_own() -> None:
    html = render_html("# A b\n# A b\n## Über uns\n# C {#a-b_1 .x}\n# !")
    for anchor in ("a-b", "a-b_2", "über-uns", "a-b_1", "_1"):
        assert html.count(f'id="{anchor}"') == 1, anchor
    assert 'class="x"' in html


def test_a_table_of_contents_stands_where_asked() -> None:
    html = render_html("[TOC]\n\n# A\n## *B*\n# C")
    assert html.startswith('<div class="toc">\n<ul>')
    assert '<a href="#b" rel="noopener">B</a>' in html
    assert (
        re.sub(r"<a[^>]*>|</a>|\n|<h.*", "", html)
        == '<div class="toc"><ul><li>A<ul><li>B</li></ul></li><li>C</li></ul></div>'
    )


def test_attribute_lists_are_set_and_other_braces_are_text() -> None:
    html = render_html("para\n{: .lead #top }\n\n*x*{.y} `fn` {} `z`{n} {x}")
    assert '<p class="lead" id="top">para</p>' in html
    assert '<em class="y">x</em>' in html
    assert "<code>fn</code> {} <code>z</code>{n} {x}" in html
