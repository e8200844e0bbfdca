"""The text of a leaf to tokens: the algorithm of CommonMark 0.31.2, appendix "A parsing strategy", phase 2."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from blogdesk.content.dialect.attributes import INLINE as ATTRIBUTES
from blogdesk.content.dialect.attributes import set_attributes
from blogdesk.content.dialect.bare_links import url_around
from blogdesk.content.dialect.characters import ENTITY, PUNCTUATION, encode_url, entity_text
from blogdesk.content.dialect.delimiters import Delimiters, Run, make_run
from blogdesk.content.dialect.document import RAW, Document, Found
from blogdesk.content.dialect.html_syntax import InlineHtml
from blogdesk.content.dialect.references import LABEL, Reference, normal_label, read_inline

_PLAIN = re.compile(r"[^\\`*_\[\]!<&~\n:]+")
_BREAK = re.compile(r" *+\n[ \t]*+")
_URI = re.compile(r"<([A-Za-z][A-Za-z0-9.+-]{1,31}:[^\x00-\x20<>]*+)>")
_EMAIL = re.compile(
    r"<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)>"
)
_TICKS = re.compile(r"`+")


class Fixed(str):
    """Text from an escape or a reference: never part of a bare link."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class Open:
    """A link begins."""

    element: Element


@dataclass(slots=True, eq=False)
class Close:
    """A link ends."""

    element: Element


@dataclass(slots=True, eq=False)
class BareLink:
    """An address in the text; plain text when it stands inside a link."""

    text: str
    href: str
    line: int


@dataclass(slots=True, eq=False)
class _Bracket:
    """A `[` or `![` that may begin a link. `at` is its token, `pos` the index after it."""

    image: bool
    at: int
    pos: int
    line: int
    bottom: Run | None
    holds_bracket: bool = False


Token = str | Element | Run | Open | Close | BareLink


class Scanner:
    """Reads one text into `tokens`."""

    def __init__(self, text: str, line: int, document: Document) -> None:
        self.tokens: list[Token] = []
        self._text = text
        self._document = document
        self._pos = 0
        self._line, self._line_pos = line, 0
        self._delimiters = Delimiters()
        self._brackets: list[_Bracket] = []
        # Brackets below this one may not begin a link: one has ended inside them.
        self._no_links_below = 0
        self._html: InlineHtml | None = None
        self._ticks: dict[int, int] | None = None
        self._readers = {
            "\\": self._read_escape,
            "`": self._read_code,
            "*": self._read_run,
            "_": self._read_run,
            "~": self._read_run,
            "[": self._read_open,
            "!": self._read_bang,
            "]": self._read_close,
            "<": self._read_angle,
            "&": self._read_entity,
            "\n": self._read_line_end,
            ":": self._read_colon,
        }

    def scan(self) -> list[Token]:
        """The tokens of the whole text; runs know what they open and close."""
        text, length = self._text, len(self._text)
        while self._pos < length:
            found = _PLAIN.match(text, self._pos)
            if found:
                self.tokens.append(found[0])
                self._pos = found.end()
            else:
                self._readers[text[self._pos]]()
        self._delimiters.match()
        return self.tokens

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._line_pos, self._pos)
        self._line_pos = self._pos
        return self._line

    def _take(self, token: Token, end: int) -> None:
        self.tokens.append(token)
        self._pos = end

    def _take_element(self, element: Element, end: int) -> None:
        """Take an element, and the attribute list that may follow it."""
        if found := ATTRIBUTES.match(self._text, end):
            set_attributes(element, found[1])
            end = found.end()
        self._take(element, end)

    def _read_escape(self) -> None:
        following = self._text[self._pos + 1 : self._pos + 2]
        if following == "\n":
            self._take_break(_BREAK.match(self._text, self._pos + 1))
        elif following and following in PUNCTUATION:
            self._take(Fixed(following), self._pos + 2)
        else:
            self._take("\\", self._pos + 1)

    def _take_break(self, found: re.Match[str] | None) -> None:
        self._take(Element("br"), found.end() if found else self._pos + 1)
        self.tokens.append("\n")

    def _read_line_end(self) -> None:
        before = self.tokens[-1] if self.tokens else ""
        end = _BREAK.match(self._text, self._pos).end()  # type: ignore[union-attr] # matches at a line end
        if isinstance(before, str) and before.endswith(" ") and not isinstance(before, Fixed):
            self.tokens[-1] = before.rstrip(" ")
            if before.endswith("  "):
                self._take(Element("br"), end)
        self._take("\n", end)

    def _read_code(self) -> None:
        ticks = _TICKS.match(self._text, self._pos)[0]  # type: ignore[index] # matches at a backtick
        start = self._pos + len(ticks)
        close = self._closing_ticks(start, len(ticks))
        if close is None:
            self._take(ticks, start)
            return
        code = self._text[start:close].replace("\n", " ")
        if len(code) > 1 and code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        element = Element("code")
        element.text = code
        self._take_element(element, close + len(ticks))

    def _closing_ticks(self, start: int, length: int) -> int | None:
        """Where the next run of exactly so many backticks begins. Knows the last of each length."""
        if self._ticks is None:
            self._ticks = {len(found[0]): found.start() for found in _TICKS.finditer(self._text)}
        if self._ticks.get(length, -1) < start:
            return None
        found = next((run for run in _TICKS.finditer(self._text, start) if len(run[0]) == length), None)
        return found.start() if found else None

    def _read_run(self) -> None:
        char, end = self._text[self._pos], self._pos
        while self._text.startswith(char, end):
            end += 1
        run = make_run(self._text, self._pos, end)
        self._take(run, end)
        if run.can_open or run.can_close:
            self._delimiters.push(run)

    def _read_entity(self) -> None:
        found = ENTITY.match(self._text, self._pos)
        text = entity_text(found) if found else "&"
        self._take(Fixed(text) if found else text, found.end() if found else self._pos + 1)

    def _read_colon(self) -> None:
        """An address with its scheme spelled out."""
        found = url_around(self._text, self._pos)
        before = self.tokens[-1] if self.tokens else ""
        if not found or not isinstance(before, str) or isinstance(before, Fixed):
            self._take(":", self._pos + 1)
            return
        start, end = found
        if self._pos - start > len(before):
            self._take(":", self._pos + 1)
            return
        self.tokens[-1] = before[: len(before) - (self._pos - start)]
        url = self._text[start:end]
        self._take(BareLink(url, url, self._line_here()), end)

    def _read_angle(self) -> None:
        if found := _URI.match(self._text, self._pos) or _EMAIL.match(self._text, self._pos):
            href = found[1] if found.re is _URI else "mailto:" + found[1]
            self._take_autolink(found[1], href, found.end())
            return
        self._html = self._html or InlineHtml(self._text)
        end = self._html.end_at(self._pos)
        if end is None:
            self._take("<", self._pos + 1)
            return
        element = Element(RAW)
        element.text = self._text[self._pos : end]
        self._document.raw.append(Found(element, self._line_here()))
        self._take(element, end)

    def _take_autolink(self, text: str, href: str, end: int) -> None:
        element = Element("a", {"href": encode_url(href)})
        element.text = text
        self._document.links.append(Found(element, self._line_here()))
        self._no_links_below = len(self._brackets)
        self._take_element(element, end)

    def _read_bang(self) -> None:
        if self._text.startswith("![", self._pos):
            self._push_bracket(image=True, end=self._pos + 2)
        else:
            self._take("!", self._pos + 1)

    def _read_open(self) -> None:
        self._push_bracket(image=False, end=self._pos + 1)

    def _push_bracket(self, *, image: bool, end: int) -> None:
        if self._brackets:
            self._brackets[-1].holds_bracket = True
        line = self._line_here()
        self._brackets.append(_Bracket(image, len(self.tokens), end, line, self._delimiters.last))
        self._take(self._text[self._pos : end], end)

    def _read_close(self) -> None:
        """A `]`: the end of a link, picture or footnote mark, or text."""
        if not self._brackets:
            self._take("]", self._pos + 1)
            return
        bracket = self._brackets.pop()
        active = bracket.image or len(self._brackets) >= self._no_links_below
        self._no_links_below = min(self._no_links_below, len(self._brackets))
        if active and not bracket.image and self._read_note(bracket):
            return
        found = self._read_target(bracket) if active else None
        if not found:
            self._take("]", self._pos + 1)
            return
        reference, end = found
        self._delimiters.match(bracket.bottom)
        if bracket.image:
            self._take_image(bracket, reference, end)
        else:
            self._take_link(bracket, reference, end)

    def _read_note(self, bracket: _Bracket) -> bool:
        label = self._text[bracket.pos : self._pos]
        if not label.startswith("^") or label[1:] not in self._document.notes:
            return False
        self._delimiters.match(bracket.bottom)
        del self.tokens[bracket.at :]
        self._take(self._document.mark_note(label[1:]), self._pos + 1)
        return True

    def _read_target(self, bracket: _Bracket) -> tuple[Reference, int] | None:
        """Where the link that ends here leads: inline, by a label, or by its own text."""
        after = self._pos + 1
        if self._text.startswith("(", after) and (found := read_inline(self._text, after)):
            return found
        label, end = None, after
        if found_label := LABEL.match(self._text, after):
            label, end = found_label[1], found_label.end()
        elif not bracket.holds_bracket and after - bracket.pos <= 1000:
            label = self._text[bracket.pos : self._pos]
            end = after + 2 if self._text.startswith("[]", after) else after
        reference = self._document.find_reference(normal_label(label)) if label and label.strip() else None
        return (reference, end) if reference else None

    def _take_link(self, bracket: _Bracket, reference: Reference, end: int) -> None:
        element = Element("a", {"href": reference.target})
        if reference.title is not None:
            element.set("title", reference.title)
        if found := ATTRIBUTES.match(self._text, end):
            set_attributes(element, found[1])
            end = found.end()
        self._document.links.append(Found(element, bracket.line))
        self.tokens[bracket.at] = Open(element)
        self._take(Close(element), end)
        self._no_links_below = len(self._brackets)

    def _take_image(self, bracket: _Bracket, reference: Reference, end: int) -> None:
        alt = "".join(_plain(token) for token in self.tokens[bracket.at + 1 :])
        del self.tokens[bracket.at :]
        element = Element("img", {"src": reference.target, "alt": alt})
        if reference.title is not None:
            element.set("title", reference.title)
        self._document.links.append(Found(element, bracket.line))
        self._take_element(element, end)


def _plain(token: Token) -> str:
    """What a token says where no mark can stand: in the alternative text of a picture."""
    if isinstance(token, str):
        return token
    if isinstance(token, Run):
        return token.char * token.left
    if isinstance(token, BareLink):
        return token.text
    if isinstance(token, Element) and token.tag != RAW:
        return token.get("alt") or "".join(token.itertext())
    return ""
