"""Footnotes at the end of a text, in the order of their first mention."""

from xml.etree.ElementTree import Element, SubElement

from blogdesk.content.dialect.document import Document
from blogdesk.content.dialect.elements import fill


def add_notes(document: Document) -> None:
    """Fill the notes that are mentioned, which may mention others, and add them to the tree."""
    if not document.note_order:
        return
    holder = SubElement(document.root, "div", {"class": "footnotes"})
    SubElement(holder, "hr")
    items = SubElement(holder, "ol")
    number = 0
    while number < len(document.note_order):
        note = document.notes[document.note_order[number]]
        number += 1
        for leaf in note.leaves:
            fill(leaf, document)
        note.element.set("id", f"fn:{number}")
        items.append(note.element)
    for label in document.note_order:
        _add_ways_back(document.notes[label].element, document.notes[label].marks)


def _add_ways_back(item: Element, marks: list[str]) -> None:
    last = item[-1] if len(item) and item[-1].tag == "p" else SubElement(item, "p")
    for mark in marks:
        if len(last):
            last[-1].tail = (last[-1].tail or "") + " "
        elif last.text:
            last.text += " "
        back = SubElement(last, "a", {"class": "footnote-backref", "href": f"#{mark}"})
        back.text = "↩"
