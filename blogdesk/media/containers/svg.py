"""SVG: drawings that could hold programs. What is not on the list of plain drawing does not leave this computer.

A drawing that is harmless as it came keeps its bytes. https://www.w3.org/TR/SVG2/
"""

import io
import re
from xml.etree import ElementTree as ET
from xml.parsers import expat

from blogdesk.errors import PictureRefused
from blogdesk.media.containers.anatomy import OTHER, SOFTWARE, Anatomy, refuse_as_damaged

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_NAMESPACES = {SVG: "", XLINK: "xlink", "http://www.w3.org/XML/1998/namespace": "xml"}
_NAMES = """
    svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath linearGradient
    radialGradient stop clipPath mask pattern marker image switch style a view filter feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
    feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence
"""
ELEMENTS = frozenset(_NAMES.split())
# Elements and attributes of drawing programs that say who drew it, and with what.
_EDITORS = ("inkscape", "sodipodi", "sketch", "adobe", "illustrator", "rdf", "purl.org", "creativecommons")
_EMBEDDED = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression|javascript:|\\", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9.]+)\s*(px|pt|pc|mm|cm|in|em|ex|%)?\s*")
_PIXELS = {"pt": 4 / 3, "pc": 16, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96, "em": 16, "ex": 8}
# Deeper drawings are made to break readers.
MAX_DEPTH = 200


def is_svg(data: bytes) -> bool:
    """Whether the bytes begin as an SVG does: perhaps a declaration, comments, a doctype; then its root."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and re.search(rb"<(?:\w+:)?svg[\s>]", head) is not None


def dissect(data: bytes) -> Anatomy:
    """Walk a drawing.

    Raises:
        PictureRefused: it is damaged, or declares entities (which is how a small file fills a memory).
    """
    root, found = _parse(data)
    _clean(root, found)
    width, height = _size(root)
    clean = _written(root) if found else data
    return Anatomy(width, height, 1, animated=False, found=frozenset(found), clean=clean)


class _Reader:
    """Builds the tree and refuses on the way what no drawing needs."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._builder = ET.TreeBuilder()
        self._depth = 0
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data
        self._parser.EntityDeclHandler = self._entity
        self._parser.ProcessingInstructionHandler = self._instruction

    def read(self, data: bytes) -> ET.Element:
        self._parser.Parse(data, True)  # noqa: FBT003 - expat takes it by place
        return self._builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            refuse_as_damaged()
        self._builder.start(_qualified(name), {_qualified(key): value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(_qualified(name))

    def _entity(self, *_declaration: object) -> None:
        raise PictureRefused(
            "The drawing declares entities, which BlogDesk does not take.",
            next_step="Nothing was changed. Save it as “plain SVG” in a drawing program and try that file.",
        )

    def _instruction(self, *_content: object) -> None:
        self.found.add(OTHER)


def _qualified(name: str) -> str:
    """Expat's `uri}local` in ElementTree's form."""
    return "{" + name if "}" in name else name


def _parse(data: bytes) -> tuple[ET.Element, set[str]]:
    reader = _Reader()
    try:
        root = reader.read(data)
    except (ET.ParseError, expat.ExpatError, UnicodeError, LookupError, ValueError):
        refuse_as_damaged()
    if root.tag != f"{{{SVG}}}svg":
        refuse_as_damaged()
    return root, reader.found


def _clean(element: ET.Element, found: set[str]) -> None:
    for name in list(element.attrib):
        reason = _fault_of_attribute(name, element.attrib[name])
        if reason:
            found.add(reason)
            del element.attrib[name]
    for child in list(element):
        if not isinstance(child.tag, str) or child.tag not in _ALLOWED or _is_outside_style(child):
            found.add(SOFTWARE if _is_of_editor(str(child.tag)) else OTHER)
            element.remove(child)
        else:
            _clean(child, found)


_ALLOWED = frozenset(f"{{{SVG}}}{name}" for name in ELEMENTS)


def _is_of_editor(name: str) -> bool:
    return any(word in name for word in _EDITORS) or name.endswith("metadata")


def _is_outside_style(element: ET.Element) -> bool:
    return element.tag == f"{{{SVG}}}style" and _OUTSIDE.search("".join(element.itertext())) is not None


def _fault_of_attribute(name: str, value: str) -> str | None:
    """Why an attribute may not leave, or None."""
    space, _, local = name.rpartition("}")
    space = space.removeprefix("{")
    if local.lower() == "href":
        plain = value.strip()
        return None if plain.startswith("#") or _EMBEDDED.fullmatch(plain) else OTHER
    if space and space not in _NAMESPACES:
        return SOFTWARE if _is_of_editor(space) else OTHER
    return OTHER if local.lower().startswith("on") or _OUTSIDE.search(value) else None


def _size(root: ET.Element) -> tuple[int, int]:
    """Width and height in CSS pixels: from the attributes, else from the view box, else the default of CSS."""
    box = [float(n) for n in re.findall(r"-?[0-9.]+", root.get("viewBox", ""))[:4] if n.count(".") < 2 and n != "."]
    ratio = box[3] / box[2] if len(box) == 4 and box[2] > 0 and box[3] > 0 else None
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    if width is None and height is None:
        width, height = (box[2], box[3]) if ratio else (300.0, 150.0)
    elif width is None:
        width = (height or 150.0) / ratio if ratio else 300.0
    elif height is None:
        height = width * ratio if ratio else 150.0
    return max(1, min(30_000, round(width))), max(1, min(30_000, round(height or 150.0)))


def _pixels(text: str | None) -> float | None:
    length = _LENGTH.fullmatch(text or "")
    if not length or length[2] == "%" or length[1].count(".") > 1 or length[1] == ".":
        return None
    return float(length[1]) * _PIXELS.get(length[2] or "", 1) or None


def _written(root: ET.Element) -> bytes:
    for uri, prefix in _NAMESPACES.items():
        if prefix != "xml":
            ET.register_namespace(prefix, uri)
    out = io.BytesIO()
    ET.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()
