"""Building XML that every reader can parse: characters XML 1.0 forbids never get in."""

from xml.etree import ElementTree as ET

from blogdesk.content.xml_text import strip_illegal

Element = ET.Element
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def element(name: str, **attributes: str) -> Element:
    """An element on its own. A `_` at the end of an attribute's name keeps clear of Python's own words."""
    return ET.Element(name, {key.rstrip("_"): strip_illegal(value) for key, value in attributes.items()})


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """A child element with text and attributes."""
    child = element(name, **attributes)
    child.text = strip_illegal(text) or None
    parent.append(child)
    return child


def to_bytes(root: Element) -> bytes:
    """The document as UTF-8 with its declaration. Names carry their prefixes, declared on the root as attributes."""
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode").encode()
