"""HTML inside Markdown: what begins and ends a block of it, and what is one tag (sections 4.6 and 6.6)."""

import re

_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl"
    "|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link"
    "|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th"
    "|thead|title|tr|track|ul"
)
_ATTRIBUTE = r"""\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+"""
_OPEN_TAG = rf"<[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+\s*+/?>"
_CLOSE_TAG = r"</[A-Za-z][A-Za-z0-9-]*+\s*+>"
TAG = re.compile(rf"{_OPEN_TAG}|{_CLOSE_TAG}", re.ASCII)

# The start of a block and the text that ends it; an empty end means a blank line.
_STARTS = (
    (re.compile(r"<script(?=[\s>]|$)", re.IGNORECASE), "</script>"),
    (re.compile(r"<pre(?=[\s>]|$)", re.IGNORECASE), "</pre>"),
    (re.compile(r"<style(?=[\s>]|$)", re.IGNORECASE), "</style>"),
    (re.compile(r"<textarea(?=[\s>]|$)", re.IGNORECASE), "</textarea>"),
    (re.compile(r"<!--"), "-->"),
    (re.compile(r"<\?"), "?>"),
    (re.compile(r"<![A-Za-z]"), ">"),
    (re.compile(r"<!\[CDATA\["), "]]>"),
    (re.compile(rf"</?(?:{_BLOCK_TAGS})(?=[\s>]|/>|$)", re.IGNORECASE), ""),
)
_ANY_TAG_ALONE = re.compile(rf"(?:{_OPEN_TAG}|{_CLOSE_TAG})[ \t]*$", re.ASCII)

# Inline constructs that run to a fixed end: comment, instruction, CDATA, declaration.
_SPANS = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))


def block_end(text: str, pos: int, *, in_paragraph: bool) -> str | None:
    """What ends the HTML block that begins at `pos`; None when none does.

    A tag that is no block element begins one only alone on its line and outside a paragraph.
    """
    for pattern, end in _STARTS:
        if pattern.match(text, pos):
            return end
    return "" if not in_paragraph and _ANY_TAG_ALONE.match(text, pos) else None


class InlineHtml:
    """Finds HTML in one text. Remembers which ends are absent, so that no text is searched again and again."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._absent: set[str] = set()

    def end_at(self, pos: int) -> int | None:
        """The index after the tag, comment or instruction at `pos`, or None."""
        if found := TAG.match(self._text, pos):
            return found.end()
        for start, end in _SPANS:
            if self._text.startswith(start, pos):
                return self._span_end(pos, start, end)
        return None

    def _span_end(self, pos: int, start: str, end: str) -> int | None:
        if start == "<!" and not self._text[pos + 2 : pos + 3].isalpha():
            return None
        # `<!-->` and `<!--->` are whole comments (section 6.6).
        if start == "<!--" and (short := re.compile("<!---?>").match(self._text, pos)):
            return short.end()
        if end in self._absent:
            return None
        at = self._text.find(end, pos + len(start))
        if at < 0:
            self._absent.add(end)
            return None
        return at + len(end)
