"""What the send sheet shows: the words that change, the pictures, the tags, the address."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from blogdesk.content.reading_time import count_words
from blogdesk.content.targets import find_targets
from blogdesk.posts.journal import as_editor_text
from blogdesk.posts.models import HeldEdit, Post
from blogdesk.posts.permalinks import public_path
from blogdesk.posts.pictures import media_of
from blogdesk.publishing.models import Destination
from blogdesk.publishing.service import list_destinations
from blogdesk.settings.service import SiteSettings
from blogdesk.studio.differences import Piece, difference
from blogdesk.studio.fields import shown_fields
from blogdesk.sync.asking import find_state
from blogdesk.sync.jobs import pictures_to_send
from blogdesk.taxonomy.service import category_title


@dataclass(frozen=True)
class Sheet:
    """One send: to whom, what, where it will be found. `facts` are label and value."""

    heading: str
    confirm: str
    where: str
    url: str
    facts: tuple[tuple[str, str], ...]
    pieces: tuple[Piece, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()
    destination_id: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    can_wait: bool = False


def sheet_for_readers_here(post: Post, held: HeldEdit | None, text: str, site: SiteSettings) -> Sheet:
    """The sheet of a post whose readers read this instance."""
    fields = shown_fields(post, held)
    live = post.status == "published"
    pictures = {target.target for target in find_targets(text) if target.kind == "image"}
    facts = [(_("Title"), fields["title"] or _("none")), (_("Text"), _words(text))]
    if pictures:
        facts.append((_("Pictures"), str(len(pictures))))
    facts += [(_("Tags"), ", ".join(fields["tags"]) or _("none")), (_("Category"), fields["category"] or _("none"))]
    if live and text == as_editor_text(post.markdown):
        facts[1] = (_("Text"), _("unchanged"))
    return Sheet(
        heading=_("Update the live post") if live else _("Publish this post"),
        confirm=_("Update") if live else _("Publish"),
        where=site.title,
        url=public_path(post, site),
        facts=tuple(facts),
        pieces=difference(as_editor_text(post.markdown), text) if live else (),
        can_wait=not live,
    )


def sheet_for_destination(post: Post, text: str, destination: Destination, site: SiteSettings) -> Sheet:
    """The sheet of a post that is sent to a blog elsewhere."""
    state = find_state(post.id, destination.id)
    base = (state.base or {}) if state is not None else {}
    live = base.get("status") == "published"
    before = as_editor_text(str(base.get("markdown", "")))
    facts = [(_("Title"), post.title or _("none")), (_("Text"), _("unchanged") if before == text else _words(text))]
    facts += [(_("Tags"), ", ".join(tag.name for tag in post.tags) or _("none"))]
    facts += [(_("Category"), category_title(post.category) if post.category else _("none"))]
    url = state.live_url if state is not None and state.live_url else f"{destination.url}{public_path(post, site)}"
    return Sheet(
        heading=_("Update the live post") if live else _("Publish this post"),
        confirm=_("Update") if live else _("Publish"),
        where=destination.name,
        url=url,
        facts=tuple(facts),
        pieces=difference(before, text) if base else (),
        pictures=tuple(_pictures(post, destination)),
        destination_id=str(destination.id),
        choices=tuple((str(row.id), row.name) for row in list_destinations()),
        can_wait=not live,
    )


def _pictures(post: Post, destination: Destination) -> Iterator[tuple[str, str]]:
    """Each picture with its size, what was removed from it, and whether the blog has it already."""
    media = media_of(post)
    missing = {one.file.media_id for one in pictures_to_send(tuple(one.id for one in media), destination.id)}
    for one in media:
        size = _("%(size)s kB", size=max(1, round(one.clean_size_bytes / 1000)))
        words = [size if one.id in missing else _("already there")]
        if one.removed and one.id in missing:
            words.append(_("place and device removed"))
        yield one.original_name or _("A picture"), ", ".join(words)


def _words(text: str) -> str:
    return str(ngettext("%(num)s word", "%(num)s words", count_words(text)))
