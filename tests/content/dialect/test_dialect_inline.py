import pytest

from blogdesk.content.markdown import render_html


def inside(markdown: str) -> str:
    return render_html(markdown).removeprefix("<p>").removesuffix("</p>").replace(' rel="noopener"', "")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("*a* _b_ **c** __d__ ***e***",
         "<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <em><strong>e</strong></em>"),
        ("snake_case_name 2*3*4", "snake_case_name 2<em>3</em>4"),
        ("**a*", "*<em>a</em>"),
        ("*a **b** c*", "<em>a <strong>b</strong> c</em>"),
        ("~~a~~ ~b~ ~~~c~~~", "<del>a</del> ~b~ ~~~c~~~"),
        ("\\*a\\* \\q", "*a* \\q"),
        ("`a *b*` ``c`d`` `e", "<code>a *b*</code> <code>c`d</code> `e"),
        ("a  \nb\\\nc\nd", "a<br>\nb<br>\nc\nd"),
        ("&copy; &amp; &#65; &nope; &lt;b&gt;", "© &amp; A &amp;nope; &lt;b&gt;"),
        ("a < b > c & d", "a &lt; b &gt; c &amp; d"),
        ("x <kbd>K</kbd> <!-- no --> y", "x <kbd>K</kbd>  y"),
        ("2 > 1 * 3", "2 &gt; 1 * 3"),
    ],
)  # fmt: skip
def test_marks(markdown: str, html: str) -> None:
    assert inside(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("[a](b)", '<a href="b">a</a>'),
        ('[a](<b c> "t")', '<a href="b%20c" title="t">a</a>'),
        ("[a](b(c)d)", '<a href="b(c)d">a</a>'),
        ("[a][B] [b][] [b]\n\n[b]: /c 'T'",
         '<a href="/c" title="T">a</a> <a href="/c" title="T">b</a> <a href="/c" title="T">b</a>'),
        ("[a [b](c) d](e)", '[a <a href="c">b</a> d](e)'),
        ("[*a*](b) *[c*](d)", '<a href="b"><em>a</em></a> *<a href="d">c*</a>'),
        ("[a]: b\n[c] [a]", '[c] <a href="b">a</a>'),
        ("[a](b", "[a](b"),
        ("<https://x.y/z> <a@b.cd>", '<a href="https://x.y/z">https://x.y/z</a> <a href="mailto:a@b.cd">a@b.cd</a>'),
        ("[![i](j)](k)", '<a href="k"><img src="j" alt="i" loading="lazy" decoding="async"></a>'),
        ("![a *b* [c](d)](e)", '<img src="e" alt="a b c" loading="lazy" decoding="async">'),
    ],
)  # fmt: skip
def test_links_and_pictures(markdown: str, html: str) -> None:
    assert inside(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("see https://x.yz/a_b_c?d=*e.", 'see <a href="https://x.yz/a_b_c?d=*e">https://x.yz/a_b_c?d=*e</a>.'),
        ("(https://x.yz/(a))", '(<a href="https://x.yz/(a)">https://x.yz/(a)</a>)'),
        ("**https://x.yz**", '<strong><a href="https://x.yz">https://x.yz</a></strong>'),
        ("[https://x.yz](a)", '<a href="a">https://x.yz</a>'),
        ("www.x.yz, x@y.com", 'www.x.yz, <a href="mailto:x@y.com">x@y.com</a>'),
        ("www.x.org/a!", '<a href="http://www.x.org/a">www.x.org/a</a>!'),
        ("`https://x.yz` http:// https://", "<code>https://x.yz</code> http:// https://"),
        ("node.js e.g. 1.5 a.b..c", "node.js e.g. 1.5 a.b..c"),
        ("README.md, main.rs: setup.py", "README.md, main.rs: setup.py"),
        ("docs.rs", '<a href="http://docs.rs">docs.rs</a>'),
        ('<a href="b">https://x.yz</a>', '<a href="b">https://x.yz</a>'),
        ("http://localhost:8000/x", '<a href="http://localhost:8000/x">http://localhost:8000/x</a>'),
    ],
)
def test_bare_links(markdown: str, html: str) -> None:
    assert inside(markdown) == html


def test_code_of_a_hostile_author_does_not_pass() -> None:
    for markdown in ("[a](javascript:x)", "<a href='java&#115;cript:x'>a</a>", "[a](b){onclick=x style=y}",
                     "<script>x</script>", '![a](b){onerror="x"}'):  # fmt: skip
        html = render_html(markdown).lower()
        assert not any(bad in html for bad in ("script:", "<script", "onclick", "onerror", "style")), html
