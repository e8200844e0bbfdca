"""Tokens to elements: what `inline` found, put below the element of the leaf."""

import re
from collections.abc import Iterable
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from blogdesk.content.dialect.attributes import INLINE as ATTRIBUTES
from blogdesk.content.dialect.attributes import set_attributes
from blogdesk.content.dialect.bare_links import split_bare
from blogdesk.content.dialect.characters import encode_url
from blogdesk.content.dialect.delimiters import Pair, Run
from blogdesk.content.dialect.document import RAW, Document, Found, Leaf
from blogdesk.content.dialect.inline import BareLink, Close, Fixed, Open, Scanner, Token

# Emphasis nested deeper stays text, so that no walk of the tree is deeper than Python's stack.
MAX_NESTING = 60


def fill(leaf: Leaf, document: Document) -> None:
    """Read the leaf's text and put what it says into its element."""
    tokens = Scanner(leaf.text, leaf.line, document).scan()
    _Filler(leaf, document).fill(tokens)


class _Filler:
    def __init__(self, leaf: Leaf, document: Document) -> None:
        self._document = document
        self._leaf = leaf
        self._open: list[Element] = [leaf.element]
        self._text: list[str] = []
        self._flat: set[Pair] = set()
        # Inside a link, of Markdown or of HTML, an address is plain text.
        self._in_link = 0

    def fill(self, tokens: Iterable[Token]) -> None:
        """Add the tokens in order."""
        for token in tokens:
            if isinstance(token, str):
                self._text.append(token)
            elif isinstance(token, Run):
                self._add_run(token)
            elif isinstance(token, Element):
                self._add_element(token)
            elif isinstance(token, BareLink):
                self._add_bare(token)
            else:
                self._add_mark(token)
        self._flush()

    def _add_run(self, run: Run) -> None:
        for pair in run.closes:
            if pair in self._flat:
                self._text.append(pair.marks)
            else:
                self._pop()
        if run.left:
            self._text.append(run.char * run.left)
        for pair in reversed(run.opens):
            if len(self._open) > MAX_NESTING:
                self._flat.add(pair)
                self._text.append(pair.marks)
            else:
                self._push(pair.element)

    def _add_mark(self, mark: Open | Close) -> None:
        if isinstance(mark, Open):
            self._push(mark.element)
            self._in_link += 1
        else:
            self._pop()
            self._in_link -= 1

    def _add_element(self, element: Element) -> None:
        self._flush()
        self._open[-1].append(element)
        if element.tag == RAW:
            self._in_link += _link_step(element.text or "")

    def _add_bare(self, link: BareLink) -> None:
        if self._in_link > 0:
            self._text.append(Fixed(link.text))
        else:
            self._flush()
            self._add_link(link.text, link.href, link.line)

    def _add_link(self, text: str, href: str, line: int) -> None:
        element = SubElement(self._open[-1], "a", {"href": encode_url(href)})
        element.text = text
        self._document.links.append(Found(element, line))

    def _push(self, element: Element) -> None:
        self._flush()
        self._open[-1].append(element)
        self._open.append(element)

    def _pop(self) -> None:
        self._flush()
        self._open.pop()

    def _flush(self) -> None:
        """Put the text gathered so far into the tree, bare links and abbreviations in it as elements."""
        if not self._text:
            return
        parts, self._text = self._text, []
        self._take_attributes(parts)
        at = 0
        while at < len(parts):
            if isinstance(parts[at], Fixed):
                self._append(parts[at])
                at += 1
                continue
            end = at
            while end < len(parts) and not isinstance(parts[end], Fixed):
                end += 1
            self._add_text("".join(parts[at:end]))
            at = end

    def _take_attributes(self, parts: list[str]) -> None:
        """An attribute list right after emphasis belongs to it."""
        inside = self._open[-1]
        if not len(inside) or inside[-1].tail or not parts[0].startswith("{"):
            return
        text = "".join(parts)
        if inside[-1].tag in {"em", "strong", "del"} and (found := ATTRIBUTES.match(text)):
            set_attributes(inside[-1], found[1])
            parts[:] = [text[found.end() :]]

    def _add_text(self, text: str) -> None:
        if self._in_link > 0:
            self._add_words(text)
            return
        for piece, href in split_bare(text):
            if href:
                self._add_link(piece, href, self._leaf.line)
            else:
                self._add_words(piece)

    def _add_words(self, text: str) -> None:
        """Text, with the abbreviations in it explained."""
        if not self._document.abbreviations:
            self._append(text)
            return
        for at, piece in enumerate(_abbreviations(tuple(self._document.abbreviations)).split(text)):
            if at % 2:
                element = SubElement(self._open[-1], "abbr", {"title": self._document.abbreviations[piece]})
                element.text = piece
            else:
                self._append(piece)

    def _append(self, text: str) -> None:
        inside = self._open[-1]
        if len(inside):
            inside[-1].tail = (inside[-1].tail or "") + text
        else:
            inside.text = (inside.text or "") + text


def _link_step(tag: str) -> int:
    """What a tag of HTML does to the depth of links: 1, -1 or 0."""
    name = tag[:3].lower()
    return 1 if name in {"<a ", "<a>", "<a\n"} else -1 if name == "</a" else 0


@lru_cache(maxsize=16)
def _abbreviations(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")
