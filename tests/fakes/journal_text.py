"""The server's side of the journal, small: changes of CodeMirror applied to a text in UTF-16 code units."""

from typing import Any


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def apply_changes(text: str, changes: list[Any]) -> str:
    """A part is a length to keep, or [length to drop, line, line, …]: the JSON of a ChangeSet."""
    units = text.encode("utf-16-le", "surrogatepass")
    out, at = b"", 0
    for part in changes:
        kept, lines = (part, None) if isinstance(part, int) else (part[0], part[1:])
        if lines is None:
            out += units[at : at + kept * 2]
        else:
            out += "\n".join(lines).encode("utf-16-le", "surrogatepass")
        at += kept * 2
    if at != len(units):
        raise ValueError(f"the changes cover {at // 2} of {len(units) // 2} code units")
    return out.decode("utf-16-le", "surrogatepass")
