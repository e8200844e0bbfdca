"""Where a text may be cut: at lines that begin a new top-level block, whatever stands before them."""

import re
from collections.abc import Iterator

# A fence, or a line after an empty one that no open list, quote, note or definition can go on with.
_MARK = re.compile(
    r"^(?P<indent> {0,3})(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})"
    r"|(?<=\n\n)(?=\S)(?!:[ \t]|[*+-](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$))",
    re.MULTILINE,
)
_CLOSING = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*$", re.MULTILINE)


def split_text(text: str) -> Iterator[str]:
    """The text in pieces, which joined are the text. Lines end in LF."""
    begin = 0
    for start in _starts(text):
        if start > begin:
            yield text[begin:start]
            begin = start
    if begin < len(text):
        yield text[begin:]


def _starts(text: str) -> Iterator[int]:
    """Where a top-level block must begin. A fence is passed over up to its end."""
    pos = 0
    while found := _MARK.search(text, pos):
        if not found["fence"]:
            yield found.start()
            pos = found.start() + 1
            continue
        if not found["indent"] and text.endswith("\n\n", 0, found.start()):
            yield found.start()
        end = _fence_end(text, found.end(), found["fence"])
        if end is None:
            return
        pos = end


def _fence_end(text: str, pos: int, fence: str) -> int | None:
    return next(
        (
            found.end()
            for found in _CLOSING.finditer(text, pos)
            if found[1][0] == fence[0] and len(found[1]) >= len(fence)
        ),
        None,
    )
