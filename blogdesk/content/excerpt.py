"""A short plain text that stands for a post in lists, feeds and cards."""

from html.parser import HTMLParser

_CHUNK = 4096
# Text in these is not how a post begins: headings repeat the title, code and tables do not read aloud.
_SKIPPED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "sup", "script", "style", "audio", "video"})
_BLOCKS = frozenset({"p", "li", "dd", "dt", "blockquote", "div", "br", "figcaption"})


def make_excerpt(html: str, limit: int = 200) -> str:
    """The first `limit` characters of what the HTML says, cut at a word, `…` where something was left out.

    Headings, code, tables and footnote marks are passed over, unless there is nothing else.
    """
    text = _Reader(skipped=_SKIPPED).read(html, limit) or _Reader(skipped=frozenset()).read(html, limit)
    if len(text) <= limit:
        return text
    head = text[:limit]
    return head[: head.rfind(" ") if " " in head[limit // 2 :] else limit].rstrip(" ,;:.-") + "…"


class _Reader(HTMLParser):
    """Collects words until there are enough of them."""

    def __init__(self, *, skipped: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._skipped = skipped
        self._inside: list[str] = []
        self._parts: list[str] = []
        self._length = 0

    def read(self, html: str, limit: int) -> str:
        for start in range(0, len(html), _CHUNK):
            self.feed(html[start : start + _CHUNK])
            if self._length > 2 * limit:
                break
        else:
            self.close()
        return " ".join("".join(self._parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in self._skipped:
            self._inside.append(tag)
        elif tag in _BLOCKS:
            self._parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()
        elif tag in _BLOCKS:
            self._parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self._parts.append(data)
            self._length += len(data.strip())
