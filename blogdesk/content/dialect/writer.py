"""The tree to HTML."""

from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from blogdesk.content.dialect.document import BARE, RAW

Put = Callable[[str], None]

_VOID = frozenset({"br", "hr", "img", "input"})
# Written on lines of their own; those that hold blocks have a line end after their start tag too.
_HOLDERS = frozenset({"blockquote", "div", "dl", "ol", "section", "table", "tbody", "thead", "tr", "ul"})
_BLOCKS = _HOLDERS | {"dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "p", "td", "th"}


def write(elements: Iterable[Element]) -> str:
    """The elements one after the other, each block on a line of its own."""
    out: list[str] = []
    for element in elements:
        _write(element, out.append)
    return "".join(out)


def _write(element: Element, put: Put) -> None:
    tag = element.tag
    if tag == RAW:
        put(element.text or "")
    elif tag == BARE:
        _write_inside(element, put)
    else:
        put(f"<{tag}")
        for name, value in element.items():
            put(f' {name}="{_attribute(value)}"')
        put(">\n" if tag in _HOLDERS else ">")
        if tag not in _VOID:
            _write_inside(element, put)
            put(f"</{tag}>")
        if tag in _BLOCKS:
            put("\n")
    if element.tail:
        put(_text(element.tail))


def _write_inside(element: Element, put: Put) -> None:
    if element.text:
        put(_text(element.text))
    previous = ""
    for child in element:
        if previous == BARE:
            put("\n")
        _write(child, put)
        previous = child.tag


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;")
