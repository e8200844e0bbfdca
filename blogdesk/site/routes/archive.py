"""Everything by year and month, in the site's time zone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import Response, abort
from flask_babel import gettext as _

from blogdesk.posts.queries import PostFilter, publication_times
from blogdesk.site.blueprint import site
from blogdesk.site.channels import feed_links
from blogdesk.site.context import site_context
from blogdesk.site.listing import numbered_posts
from blogdesk.site.pages import Head, month_name, render_page
from blogdesk.site.routes.lists import list_page
from blogdesk.site.views import Link

# Titles alone: one page holds a whole year of most blogs.
_TITLES_PER_PAGE = 200


@dataclass(frozen=True)
class Month:
    """A month with posts. `first` is its first day."""

    first: date
    count: int = 0

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"/archive/{self.first:%Y}/{self.first:%m}"


@dataclass(frozen=True)
class Year:
    """A year with posts; its months, newest first."""

    number: int
    months: tuple[Month, ...]


def years_of(moments: Iterable[datetime], zone: ZoneInfo) -> list[Year]:
    """Moments grouped by year and month, newest first."""
    counts = Counter(moment.astimezone(zone).date().replace(day=1) for moment in moments)
    months = [Month(first, counts[first]) for first in sorted(counts, reverse=True)]
    return [Year(number, tuple(group)) for number, group in groupby(months, lambda month: month.first.year)]


@site.get("/archive")
def archive() -> Response:
    """All years and months with posts."""
    context = site_context()
    moments = publication_times()
    heading = _("Archive")
    head = Head(
        path="/archive",
        title=heading,
        heading=heading,
        canonical=context.absolute("/archive"),
        description=_("Everything on %(title)s by date", title=context.settings.title),
        feeds=feed_links(context.settings.title),
    )
    years = years_of(moments, context.settings.zone)
    return render_page("archive.html", head, years=years, total=len(moments))


@site.get("/archive/<int(fixed_digits=4):year>")
def archive_year(year: int) -> Response:
    """The titles of a year, month by month."""
    context = site_context()
    wanted = _between(year, 1, year + 1, 1)
    posts, numbered = numbered_posts(wanted, f"/archive/{year:04}", per_page=_TITLES_PER_PAGE)
    if not posts:
        abort(404)
    head = Head(
        path=f"/archive/{year:04}",
        title=_("Archive of %(year)s", year=year),
        heading=str(year),
        kicker=Link("/archive", _("Archive")),
        canonical=context.base_url + numbered.url(numbered.page),
        description=_("%(title)s in %(year)s", year=year, title=context.settings.title),
        feeds=feed_links(context.settings.title),
    )
    grouped = groupby(posts, lambda post: post.published.date().replace(day=1))
    months = [(Month(first), list(lines)) for first, lines in grouped]
    return render_page("year.html", head, months=months, total=numbered.total, numbered=numbered)


@site.get("/archive/<int(fixed_digits=4):year>/<int(fixed_digits=2):month>")
def archive_month(year: int, month: int) -> Response:
    """The posts of a month."""
    if not 1 <= month <= 12:
        abort(404)
    wanted = _between(year, month, year + month // 12, month % 12 + 1)
    title = month_name(date(max(1, year), month, 1))
    kicker = Link(f"/archive/{year:04}", f"{year:04}")
    return list_page(wanted, f"/archive/{year:04}/{month:02}", title=title, kicker=kicker, lede="")


def _between(year: int, month: int, next_year: int, next_month: int) -> PostFilter:
    """Posts from the first of one month up to the first of another."""
    # The ends of the calendar: time zones would reach beyond them.
    if not 1 < year < 9998:
        abort(404)
    zone = site_context().settings.zone
    start, end = datetime(year, month, 1, tzinfo=zone), datetime(next_year, next_month, 1, tzinfo=zone)
    return PostFilter(kind="post", published_from=start, published_before=end)
