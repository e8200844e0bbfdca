import pytest

from blogdesk.content.links import ResolvedImage
from blogdesk.content.markdown import render

PICTURE = ResolvedImage("/media/1.webp", "/media/1.webp 480w", "100vw", 480, 320, "A hill")


class Blog:
    """Knows one picture and one post."""

    def image(self, target: str) -> ResolvedImage | None:
        return PICTURE if target in {"media:1", "a b.png"} else None

    def link(self, target: str) -> str | None:
        return {"post:1": "/posts/one", "../two.md": "/posts/two"}.get(target)


@pytest.mark.parametrize("markdown", ["![](media:1)", "![](<a b.png>)", "![][p]\n\n[p]: media:1"])
def test_a_known_picture_gets_all_a_browser_needs(markdown: str) -> None:
    html = render(markdown, Blog()).html
    for part in ('src="/media/1.webp"', 'srcset="/media/1.webp 480w"', 'sizes="100vw"', 'width="480"',
                 'height="320"', 'alt="A hill"', 'loading="lazy"', 'decoding="async"'):  # fmt: skip
        assert part in html


def test_the_alternative_text_of_the_author_wins() -> None:
    assert 'alt="Mine"' in render("![Mine](media:1)", Blog()).html


def test_pictures_and_links_of_raw_html_are_resolved() -> None:
    html = render("<div><img src='a b.png' width=\"10\" alt=x><a href=../two.md>t</a></div>", Blog()).html
    assert 'src="/media/1.webp"' in html
    assert 'width="10"' in html
    assert 'width="480"' not in html
    assert 'loading="lazy"' in html
    assert 'href="/posts/two"' in html


def test_links_to_posts_are_resolved_and_unknown_targets_stay() -> None:
    html = render("[a](post:1) [b](../two.md) [c](../three.md) ![d](e.png)", Blog()).html
    for part in ('href="/posts/one"', 'href="/posts/two"', 'href="../three.md"', 'src="e.png"'):
        assert part in html


@pytest.mark.parametrize("resolver", [Blog(), None])
def test_an_unknown_picture_of_ours_is_told_in_words(resolver: Blog | None) -> None:
    html = render("![A cat](media:9) ![](media:9) [x](post:9)", resolver).html
    assert '<span class="missing-picture">Picture not here: A cat</span>' in html
    assert '<span class="missing-picture">Picture not here</span>' in html
    assert '<span class="missing-link">x</span>' in html
