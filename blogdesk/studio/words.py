"""Plain words for moments and states, in the author's language and time zone. PURE but for gettext."""

from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo

from babel.dates import format_datetime
from flask_babel import get_locale
from flask_babel import gettext as _

from blogdesk.posts.models import Post
from blogdesk.settings.service import SiteSettings


def zone_of(site: SiteSettings) -> tzinfo | None:
    """The zone to write moments in: the site's, or this computer's (None) where the author chose none."""
    return None if site.timezone == SiteSettings.timezone else site.zone


@dataclass(frozen=True)
class State:
    """How a post stands between its author and its readers: a stable key, and the words for it."""

    key: str
    label: str

    def to_json(self) -> dict[str, str]:
        """As the library and the editor read it."""
        return asdict(self)


def clock(moment: datetime, zone: tzinfo | None) -> str:
    """The time of day, as in 14:02. Without a zone: this computer's."""
    return f"{moment.astimezone(zone):%H:%M}"


def day_and_clock(moment: datetime, zone: tzinfo | None, *, today: datetime) -> str:
    """`Mon 09:00` within the week to come, else `17 Nov 09:00`, with the year when it is another one."""
    local = moment.astimezone(zone)
    days = (local.date() - today.astimezone(zone).date()).days
    if 0 <= days < 7:
        pattern = "EEE HH:mm"
    else:
        pattern = "d MMM HH:mm" if local.year == today.astimezone(zone).year else "d MMM yyyy HH:mm"
    return format_datetime(local.replace(tzinfo=None), pattern, locale=get_locale())


def own_state(post: Post, zone: tzinfo | None, *, held: bool, today: datetime) -> State:
    """The state of a post that readers read here, without any destination."""
    if post.status == "scheduled" and post.published_at is not None:
        return State("scheduled", _("Goes live %(when)s", when=day_and_clock(post.published_at, zone, today=today)))
    if post.status == "published":
        return State("changed", _("Changes not live")) if held else State("live", _("Live"))
    if post.status == "archived":
        return State("archived", _("Archived"))
    return State("draft", _("Draft"))
