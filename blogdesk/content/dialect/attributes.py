"""Attribute lists: `{#id .class name=value}` after what they belong to.

https://python-markdown.github.io/extensions/attr_list/, but a brace that holds anything else is text:
prose about code is full of `{}`.
"""

import re
from xml.etree.ElementTree import Element

_ONE = r"""(?:[#.][^\s{}#.="']++|[A-Za-z][\w:-]*+=(?:"[^"\n]*+"|'[^'\n]*+'|[^\s{}"']++))"""
_LIST = rf"\{{:?[ \t]*+({_ONE}(?:[ \t]++{_ONE})*+)[ \t]*+\}}"
INLINE = re.compile(_LIST)
_AT_END = re.compile(rf"(?:^|(?<=[ \t])){_LIST}[ \t]*$")
_LAST_LINE = re.compile(rf"(?:^|\n){_LIST}[ \t]*$")
_PART = re.compile(_ONE)


def set_attributes(element: Element, text: str) -> None:
    """Set what a list says: classes add up, the last id counts."""
    for found in _PART.finditer(text):
        part = found[0]
        if part[0] == ".":
            element.set("class", f"{element.get('class', '')} {part[1:]}".strip())
        elif part[0] == "#":
            element.set("id", part[1:])
        else:
            name, _, value = part.partition("=")
            element.set(name, value.strip("\"'"))


def take_from_heading(element: Element, text: str) -> str:
    """The text of a heading without the list at its end, which is set on the element."""
    return _take(_AT_END, element, text) if text.endswith("}") else text


def take_from_paragraph(element: Element, text: str) -> str:
    """The text of a paragraph without a last line that is a list."""
    return _take(_LAST_LINE, element, text) if text.endswith("}") else text


def _take(pattern: re.Pattern[str], element: Element, text: str) -> str:
    found = pattern.search(text, max(text.rfind("{") - 1, 0))
    if not found:
        return text
    set_attributes(element, found[1])
    return text[: found.start()].rstrip()
