"""Targets in a rendered tree: the resolver is asked, and pictures get what a browser needs to show them well."""

import html
import re
from xml.etree.ElementTree import Element

from blogdesk.content.dialect.characters import encode_url
from blogdesk.content.dialect.document import Document
from blogdesk.content.links import MEDIA_SCHEME, POST_SCHEME, ResolvedImage, Resolver

# What a reader sees in place of a picture that this blog does not have.
MISSING_PICTURE = "Picture not here"
# Tags of raw HTML that lead somewhere, and the attributes that say where.
_RAW_TAG = re.compile(r"<(img|a|source|video|audio)\b((?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_RAW_TARGET = re.compile(
    r"(?<![\w-])(src|href|poster)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'>]++))", re.IGNORECASE
)
_LAZY = {"loading": "lazy", "decoding": "async"}


class _NoResolver:
    """Knows nothing: every target stays as written."""

    def image(self, target: str) -> ResolvedImage | None:
        del target
        return None

    def link(self, target: str) -> str | None:
        del target
        return None


NO_RESOLVER: Resolver = _NoResolver()


def resolve(document: Document, resolver: Resolver) -> None:
    """Point every link and picture of the document to where it is; unknown targets stay as written."""
    for found in document.links:
        if found.element.tag == "img":
            _resolve_image(found.element, resolver)
        else:
            _resolve_link(found.element, resolver)
    for found in document.raw:
        found.element.text = _RAW_TAG.sub(lambda tag: _resolve_raw(tag, resolver), found.element.text or "")


def _resolve_image(element: Element, resolver: Resolver) -> None:
    target = element.get("src", "")
    image = resolver.image(target)
    if image:
        _set_image(element, image)
    elif target.startswith(MEDIA_SCHEME):
        _mark_missing(element)
    else:
        element.set("src", encode_url(target))
    if element.tag == "img":
        element.attrib.update(_LAZY)


def _set_image(element: Element, image: ResolvedImage) -> None:
    element.set("src", image.src)
    element.set("alt", element.get("alt") or image.alt_default)
    for name, value in _details(image):
        # What the author set with an attribute list stays.
        element.set(name, element.get(name, value))


def _details(image: ResolvedImage) -> list[tuple[str, str]]:
    size = [("width", str(image.width)), ("height", str(image.height))] if image.width and image.height else []
    choice = [("srcset", image.srcset), ("sizes", image.sizes)] if image.srcset else []
    return [(name, value) for name, value in choice + size if value]


def _mark_missing(element: Element) -> None:
    alt = element.get("alt", "")
    element.attrib.clear()
    element.tag = "span"
    element.set("class", "missing-picture")
    element.text = f"{MISSING_PICTURE}: {alt}" if alt else MISSING_PICTURE


def _resolve_link(element: Element, resolver: Resolver) -> None:
    target = element.get("href", "")
    address = resolver.link(target)
    if address is None and target.startswith((POST_SCHEME, MEDIA_SCHEME)):
        del element.attrib["href"]
        element.tag = "span"
        element.set("class", "missing-link")
    else:
        element.set("href", encode_url(target) if address is None else address)


def _resolve_raw(tag: re.Match[str], resolver: Resolver) -> str:
    """A tag of raw HTML, its targets resolved; a picture gets what it does not say itself."""
    name, attributes = tag[1].lower(), tag[2]
    details: list[tuple[str, str]] = []

    def replace(part: re.Match[str]) -> str:
        target = html.unescape(part[2] or part[3] or part[4] or "")
        if name in {"img", "source"} or part[1].lower() == "poster":
            image = resolver.image(target)
            details.extend(_details(image) if image and name == "img" else [])
            address = image.src if image else None
        else:
            address = resolver.link(target)
        return part[0] if address is None else f'{part[1]}="{html.escape(address)}"'

    attributes = _RAW_TARGET.sub(replace, attributes)
    end = "/" if attributes.endswith("/") else ""
    extra = [(key, value) for key, value in [*details, *_LAZY.items()] if name == "img" and not _has(attributes, key)]
    text = "".join(f' {key}="{html.escape(value)}"' for key, value in extra)
    return f"<{tag[1]}{attributes.removesuffix('/').rstrip()}{text}{end}>"


def _has(attributes: str, name: str) -> bool:
    return re.search(rf"(?<![\w-]){name}\s*=", attributes, re.IGNORECASE) is not None
