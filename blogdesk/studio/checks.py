"""What an author would rather know before a post goes out. PURE: words in, findings out.

Each finding says what it is about (`key`), how it stands, and where the cure is: a line of the text, a picture,
a field, or two tags to bring together.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

from flask_babel import gettext as _
from flask_babel import ngettext

from blogdesk.content.markdown import OutlineEntry
from blogdesk.content.targets import Target

# A picture of more bytes makes a phone's reader wait; renditions help those who get them, the original does not.
LARGE_PICTURE_BYTES = 12_000_000
# Two tags are spelled alike from this ratio on; below it `sea` and `tea` would be one.
ALIKE = 0.8


@dataclass(frozen=True)
class Picture:
    """What is known of a picture of the post."""

    alt: str
    size_bytes: int
    removed: Sequence[str]


@dataclass(frozen=True)
class Subject:
    """A post as the checks read it. `pictures` and `links` are by target; a link is None when it leads nowhere."""

    title: str
    markdown: str
    outline: Sequence[OutlineEntry]
    targets: Sequence[Target]
    tags: Sequence[str]
    pictures: Mapping[str, Picture | None]
    links: Mapping[str, bool]
    other_titles: int = 0
    other_tags: Sequence[str] = ()


@dataclass(frozen=True)
class Finding:
    """One line of "Before it goes out". `state` is good or look; `fix` names the button, `cure` what it does."""

    key: str
    state: Literal["good", "look"]
    text: str
    fix: str = ""
    cure: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As the inspector reads it."""
        return asdict(self)


def find_all(subject: Subject) -> list[Finding]:
    """Every finding: what needs a look first."""
    found = [
        *_title(subject),
        *_alt_texts(subject),
        *_headings(subject),
        *_tags(subject),
        *_links(subject),
        *_sizes(subject),
        *_privacy(subject),
    ]
    return sorted(found, key=lambda finding: finding.state == "good")


def _title(subject: Subject) -> list[Finding]:
    cure = {"kind": "field", "field": "title"}
    if not subject.title.strip():
        return [Finding("title", "look", _("It has no title"), _("Write it"), cure)]
    if subject.other_titles:
        return [Finding("title", "look", _("Another post has the same title"), _("Change it"), cure)]
    return [Finding("title", "good", _("Its title is its own"))]


def _alt_texts(subject: Subject) -> list[Finding]:
    pictures = [target for target in subject.targets if target.kind == "image"]
    if not pictures:
        return []
    bare = [target for target in pictures if _lacks_alt(subject, target)]
    if not bare:
        return [Finding("alt", "good", _("Every picture is described"))]
    words = ngettext("A picture has no description", "%(num)s pictures have no description", len(bare))
    cure = {"kind": "describe", "target": bare[0].target, "line": bare[0].line}
    return [Finding("alt", "look", words, _("Write it"), cure)]


def _lacks_alt(subject: Subject, target: Target) -> bool:
    lines = subject.markdown.split("\n")
    line = lines[target.line] if target.line < len(lines) else ""
    picture = subject.pictures.get(target.target)
    has_default = picture is not None and picture.alt.strip() != ""
    written = re.search(r"!\[([^\]]*)\]\(\s*<?" + re.escape(target.target), line)
    return written is not None and not written[1].strip() and not has_default


def _headings(subject: Subject) -> list[Finding]:
    level = 1
    for entry in subject.outline:
        cure = {"kind": "line", "line": entry.line}
        if entry.level == 1:
            return [Finding("headings", "look", _("A heading has the rank of the title"), _("Show it"), cure)]
        if entry.level > level + 1:
            words = _("“%(text)s” skips a rank of headings", text=entry.text[:60])
            return [Finding("headings", "look", words, _("Show it"), cure)]
        level = entry.level
    return [Finding("headings", "good", _("Headings step down one by one"))] if subject.outline else []


def _tags(subject: Subject) -> list[Finding]:
    pairs = [(tag, other) for tag in subject.tags for other in subject.other_tags if spelled_alike(tag, other)]
    if not pairs:
        return []
    tag, other = pairs[0]
    words = _("“%(one)s” and “%(other)s” are both tags", one=tag, other=other)
    return [
        Finding("tags", "look", words, _("Use “%(other)s”", other=other), {"kind": "tag", "from": tag, "to": other})
    ]


def spelled_alike(one: str, other: str) -> bool:
    """Whether two different tags look like one word: a plural, an ending, a hyphen, a slip of the finger."""
    left, right = (re.sub(r"[\s_-]+", "", name.casefold()) for name in (one, other))
    if one.casefold() == other.casefold():
        return False
    if left == right:
        return True
    short, long = sorted((left, right), key=len)
    if len(short) >= 3 and long.startswith(short) and long[len(short) :] in {"s", "es", "ing", "er", "ed", "n", "en"}:
        return True
    if len(short) < 5 or short[0] != long[0] or any(character.isdigit() for character in short + long):
        return False
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= ALIKE and len(long) - len(short) <= 1


def _links(subject: Subject) -> list[Finding]:
    broken = [t for t in subject.targets if t.kind == "link" and subject.links.get(t.target) is False]
    lost = [t for t in subject.targets if t.kind == "image" and t.target in subject.pictures]
    lost = [t for t in lost if subject.pictures[t.target] is None]
    found = []
    if lost:
        words = ngettext("A picture is not here", "%(num)s pictures are not here", len(lost))
        found.append(Finding("pictures", "look", words, _("Show it"), {"kind": "line", "line": lost[0].line}))
    if broken:
        words = ngettext("A link leads to no post", "%(num)s links lead to no post", len(broken))
        found.append(Finding("links", "look", words, _("Show it"), {"kind": "line", "line": broken[0].line}))
    elif any(value for value in subject.links.values()):
        found.append(Finding("links", "good", _("Links to your own posts arrive")))
    return found


def _sizes(subject: Subject) -> list[Finding]:
    large = [p for p in subject.pictures.values() if p is not None and p.size_bytes > LARGE_PICTURE_BYTES]
    if not large:
        return []
    megabytes = round(max(picture.size_bytes for picture in large) / 1_000_000)
    return [Finding("sizes", "look", _("A picture of %(size)s MB takes long to send", size=megabytes))]


def _privacy(subject: Subject) -> list[Finding]:
    cleaned = [picture for picture in subject.pictures.values() if picture is not None and picture.removed]
    if not cleaned:
        return []
    words = ngettext(
        "Place and device removed: %(num)s photo", "Place and device removed: %(num)s photos", len(cleaned)
    )
    return [Finding("privacy", "good", words)]
