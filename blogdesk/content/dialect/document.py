"""What one text holds beyond its tree: what links, headings and footnotes have to be told later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from blogdesk.content.dialect.references import Reference

# Tags that are no element of HTML: text that is HTML already, and content without an element around it.
RAW = "!raw"
BARE = "!bare"


@dataclass(slots=True)
class Leaf:
    """An element whose text is still to be read for inline marks. `line` is that of its first character."""

    element: Element
    text: str
    line: int


@dataclass(slots=True)
class Note:
    """A footnote: its content, and the ids of the marks that point to it, in order."""

    element: Element
    leaves: list[Leaf]
    marks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """A link or picture in the tree, with the line it begins in."""

    element: Element
    line: int


@dataclass(slots=True)
class Document:
    """One text being rendered."""

    root: Element
    leaves: list[Leaf] = field(default_factory=list)
    references: Mapping[str, Reference] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    note_order: list[str] = field(default_factory=list)
    headings: list[Found] = field(default_factory=list)
    # Where the table of contents goes: once, for a thousand of them would be a million lines.
    contents: list[Element] = field(default_factory=list)
    links: list[Found] = field(default_factory=list)
    raw: list[Found] = field(default_factory=list)
    # Labels that were looked up, with what was found: what a cached segment depends on.
    looked_up: dict[str, Reference | None] = field(default_factory=dict)
    # The text ends inside a fence or an HTML block: what follows would belong to it.
    open_end: bool = False
    # The kinds of the outermost blocks, in order.
    kinds: tuple[type, ...] = ()

    def find_reference(self, label: str) -> Reference | None:
        """Where a normal label leads."""
        found = self.references.get(label)
        self.looked_up[label] = found
        return found

    def mark_note(self, label: str) -> Element:
        """The mark of a footnote whose label is defined; numbered by first mention."""
        note = self.notes[label]
        if not note.marks:
            self.note_order.append(label)
        number = self.note_order.index(label) + 1
        note.marks.append(f"fnref:{number}" + (f":{len(note.marks) + 1}" if note.marks else ""))
        sup = Element("sup", {"class": "footnote-ref", "id": note.marks[-1]})
        link = Element("a", {"href": f"#fn:{number}"})
        link.text = str(number)
        sup.append(link)
        return sup
