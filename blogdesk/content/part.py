"""One part of a text that is rendered in parts, with all that its HTML depends on."""

from collections.abc import Mapping
from hashlib import blake2b

from blogdesk.content.dialect import blocks
from blogdesk.content.dialect.document import Document
from blogdesk.content.dialect.elements import fill
from blogdesk.content.dialect.extension import parse
from blogdesk.content.dialect.headings import explicit_ids, heading_text
from blogdesk.content.dialect.references import Reference
from blogdesk.content.dialect.writer import write
from blogdesk.content.links import ResolvedImage, Resolver
from blogdesk.content.markdown import OutlineEntry
from blogdesk.content.resolving import resolve
from blogdesk.content.sanitize import clean_html

# What follows HTML that left something open comes out changed: a block, or bare text.
_PROBES = ("<p>.</p>", ".")


def hash_of(html: str) -> str:
    """A short name for a piece of HTML; equal pieces have equal names."""
    return blake2b(html.encode(), digest_size=8).hexdigest()


class _Asked:
    """A resolver that remembers what it was asked, and what it said."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self.images: dict[str, ResolvedImage | None] = {}
        self.links: dict[str, str | None] = {}

    def image(self, target: str) -> ResolvedImage | None:
        return self.images.setdefault(target, self._resolver.image(target))

    def link(self, target: str) -> str | None:
        return self.links.setdefault(target, self._resolver.link(target))

    def would_say_the_same(self, resolver: Resolver) -> bool:
        return all(resolver.image(target) == said for target, said in self.images.items()) and all(
            resolver.link(target) == said for target, said in self.links.items()
        )


class Part:
    """A piece of text that is read, filled and finished in turn; what is done stays done while it holds."""

    def __init__(self, text: str) -> None:
        self._text = text
        document = parse(text)
        self._document: Document | None = document
        self._filled = False
        self._asked: _Asked | None = None
        self._looked_up: Mapping[str, Reference | None] = {}
        self._lines: list[tuple[int, int]] = []
        self.references = dict(document.references)
        self.stands_alone = not (document.notes or document.abbreviations or document.contents)
        self.open_end = document.open_end
        self.begins_with_terms = document.kinds[:1] == (blocks.Definitions,)
        self.ends_with_terms = document.kinds[-1:] == (blocks.Definitions,)
        self.line_count = text.count("\n")
        self.last_line = text.rstrip("\n").count("\n")
        # Text and explicit id of each heading, then the ids that the HTML has.
        self.headings: list[tuple[str, str]] = []
        self.ids: tuple[str, ...] = ()
        self.explicit_ids: list[str] = []
        self.leaks = False
        self.html = ""
        self.hash = ""

    def fill(self, references: Mapping[str, Reference], resolver: Resolver) -> None:
        """Read the inline marks, unless what they depend on says what it said before."""
        if self._filled and self._holds(references, resolver):
            return
        document = self._document if self._document and not self._filled else parse(self._text)
        document.references = references
        for leaf in document.leaves:
            fill(leaf, document)
        self._document, self._filled = document, True
        self._looked_up = document.looked_up
        self.explicit_ids = explicit_ids(document)
        self.headings = [(heading_text(found.element), found.element.get("id", "")) for found in document.headings]
        self._lines = [(int(found.element.tag[1]), found.line) for found in document.headings]
        self._asked = _Asked(resolver)
        resolve(document, self._asked)

    def refill(self, references: Mapping[str, Reference], resolver: Resolver) -> None:
        """Read the text anew where its HTML is already made: its ids are others now."""
        if self._document is None:
            self._filled = False
            self.fill(references, resolver)

    def finish(self, ids: tuple[str, ...]) -> None:
        """Make the HTML, with these ids on the headings."""
        document, self._document = self._document, None
        if document is None:
            return
        for found, anchor in zip(document.headings, ids, strict=True):
            found.element.set("id", anchor)
        raw = write(document.root)
        self.ids, self.html = ids, clean_html(raw)
        self.hash = hash_of(self.html)
        self.leaks = bool(document.raw) and any(clean_html(raw + probe) != self.html + probe for probe in _PROBES)

    def outline(self, first_line: int) -> list[OutlineEntry]:
        """The headings, their lines counted from `first_line`."""
        return [
            OutlineEntry(level, text, anchor, first_line + line)
            for (level, line), (text, _), anchor in zip(self._lines, self.headings, self.ids, strict=True)
        ]

    def _holds(self, references: Mapping[str, Reference], resolver: Resolver) -> bool:
        return all(references.get(label) == found for label, found in self._looked_up.items()) and (
            self._asked is not None and self._asked.would_say_the_same(resolver)
        )
