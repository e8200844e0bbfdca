"""Making an answer from a template: language, head, headers, and the mark that lets the page be kept."""

import json
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from flask import Response, current_app, request
from flask_babel import force_locale, format_date, get_locale, get_translations
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from blogdesk.site.context import site_context
from blogdesk.site.theme import Theme
from blogdesk.site.views import Link, initials

# No script at all; pictures also from elsewhere, because authors link to them.
POLICY = (
    "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self' data: https:; font-src 'self'; "
    "media-src 'self' https:; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
# The texts of the page that is being made, in its language.
_spoken: ContextVar[NullTranslations] = ContextVar("spoken")
MARK = "blogdesk.public_page"
PUBLIC = "public, max-age=0, must-revalidate"


@dataclass(frozen=True)
class FeedLink:
    """A feed a page names in its head."""

    url: str
    mime: str
    title: str


@dataclass(frozen=True)
class Head:
    """What the head of a page says. `path` is its own address on this site; `card` an absolute picture address."""

    path: str
    title: str
    description: str = ""
    heading: str = ""
    lede: str = ""
    kicker: Link | None = None
    canonical: str = ""
    indexed: bool = True
    og_type: str = "website"
    card: str = ""
    card_alt: str = ""
    json_ld: Markup = field(default=Markup())
    feeds: tuple[FeedLink, ...] = ()


def theme_environment() -> Environment:
    """The templates of the theme, with the filters they use. Made once for each app."""
    theme: Theme = current_app.extensions["blogdesk.theme"]
    found = current_app.extensions.get("blogdesk.theme_environment")
    if isinstance(found, Environment):
        return found
    environment = theme.environment(current_app)
    own = {"day": day, "short_day": short_day, "month_name": month_name, "initials": initials}
    environment.filters = {**environment.filters, **own}
    environment.globals = {**environment.globals, "theme": theme}
    # Of this environment alone: the app's own one is shared with the other surfaces.
    environment.globals |= {"_": _text, "gettext": _text, "ngettext": _count}
    current_app.extensions["blogdesk.theme_environment"] = environment
    return environment


@pass_context
def _text(context: Context, text: str, **values: Any) -> str:
    """A text in the page's language. Flask-Babel looks the language up for each text; a page has one."""
    return _filled(context, _spoken.get().gettext(text), values)


@pass_context
def _count(context: Context, one: str, many: str, num: int, **values: Any) -> str:
    """The form of a text that goes with a number, which is `num` in it."""
    return _filled(context, _spoken.get().ngettext(one, many, num), {"num": num, **values})


def _filled(context: Context, text: str, values: dict[str, Any]) -> str:
    """The text with its values, which are escaped where the template escapes."""
    return (Markup(text) if context.eval_ctx.autoescape else text) % values  # noqa: S704 - texts of the program


def render_page(template: str, head: Head, *, status: int = 200, keep: bool = True, **values: Any) -> Response:
    """A page of the theme. `keep`: it is the same for every reader and may be kept until something changes."""
    context = site_context()
    with force_locale(context.locale):
        _spoken.set(get_translations())
        html = (
            theme_environment()
            .get_template(template)
            .render(site=context.settings, nav=context.nav, page=head, status=status, **values)
        )
    answer = Response(html, status, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Cache-Control"] = PUBLIC if keep else "no-store"
    if keep:
        mark_public()
    return answer


def mark_public() -> None:
    """Let this answer be kept whole: it is the same for every reader."""
    request.environ[MARK] = True


def json_ld(value: dict[str, Any]) -> Markup:
    """JSON-LD for a script element: nothing in it can end the element."""
    text = json.dumps({"@context": "https://schema.org", **value}, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped just above


def day(moment: datetime) -> str:
    """20 November 2026."""
    return _formatted(moment.date(), "long", str(get_locale()))


def short_day(moment: datetime) -> str:
    """20 Nov."""
    return _formatted(moment.date(), "d MMM", str(get_locale()))


def month_name(first: date) -> str:
    """November 2026, by its first day."""
    return _formatted(first, "LLLL yyyy", str(get_locale())).capitalize()


@lru_cache(maxsize=4096)
def _formatted(moment: date, form: str, locale: str) -> str:
    """A day in the language that is set now; `locale` names it, so that each language is kept by itself."""
    del locale
    return str(format_date(moment, form))
