"""What the send sheet shows: the words that change, the pictures, the tags, the address."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from blogdesk.content.reading_time import count_words
from blogdesk.content.targets import find_targets
from blogdesk.posts.journal import as_editor_text
from blogdesk.posts.models import HeldEdit, Post
from blogdesk.posts.permalinks import public_path
from blogdesk.settings.service import SiteSettings
from blogdesk.studio.differences import Piece, difference
from blogdesk.studio.fields import shown_fields


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


def _words(text: str) -> str:
    return str(ngettext("%(num)s word", "%(num)s words", count_words(text)))
