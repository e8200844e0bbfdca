"""Typed settings of the site and of the app; a row is kept only for what differs from its default."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import delete, select

from blogdesk.core import events
from blogdesk.core.database import db
from blogdesk.errors import FieldFault, InvalidInput
from blogdesk.settings.models import Setting


@dataclass(frozen=True)
class SiteSettings:
    """What readers see of the site as a whole. `permalink` may hold {slug} {yyyy} {mm} {dd}."""

    title: str = "My blog"
    tagline: str = ""
    author_name: str = ""
    language: str = "en"
    timezone: str = "UTC"
    permalink: str = "/posts/{slug}"
    posts_per_page: int = 10
    theme: str = "quiet"
    comments: str = "approve"
    robots: str = "allow"
    cors_origins: str = ""
    # Per token. Enough for a first publish of a whole blog; a client that is faster obeys Retry-After.
    api_reads_per_minute: int = 1_200
    api_writes_per_minute: int = 1_200

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True)
class AppSettings:
    """How the app looks and behaves on this computer."""

    appearance: str = "auto"
    editor_mode: str = "live"
    preview: bool = False
    word_goal: int = 0
    window: str = ""


@dataclass(frozen=True)
class SettingsChanged:
    """Some settings have other values now."""

    keys: tuple[str, ...]


Group = TypeVar("Group", SiteSettings, AppSettings)
_PERMALINK = re.compile(r"^(/([A-Za-z0-9_-]+|\{(slug|yyyy|mm|dd)\}))+$")
_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "title": (lambda v: 0 < len(v) <= 200, "needs 1 to 200 characters"),
    "timezone": (lambda v: v in available_timezones(), "is not a time zone, such as Europe/Amsterdam"),
    "language": (lambda v: bool(re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", v)), "is not a language tag"),
    "permalink": (
        lambda v: bool(_PERMALINK.fullmatch(v)) and "{slug}" in v,
        "is a path with {slug} in it, such as /{yyyy}/{mm}/{slug}",
    ),
    "posts_per_page": (lambda v: 1 <= v <= 100, "is a number from 1 to 100"),
    "api_reads_per_minute": (lambda v: 10 <= v <= 1_000_000, "is a number from 10 to 1,000,000"),
    "api_writes_per_minute": (lambda v: 10 <= v <= 1_000_000, "is a number from 10 to 1,000,000"),
    "appearance": (lambda v: v in {"auto", "light", "dark"}, "is auto, light or dark"),
    "editor_mode": (lambda v: v in {"live", "source"}, "is live or source"),
    "word_goal": (lambda v: 0 <= v <= 100_000, "is a number of words"),
}


def _load(group: type[Group]) -> Group:
    names = [field.name for field in fields(group)]
    rows = db.session.scalars(select(Setting).where(Setting.key.in_(names)))
    return group(**{row.key: row.value for row in rows})


def site_settings() -> SiteSettings:
    """The settings of the site."""
    return _load(SiteSettings)


def app_settings() -> AppSettings:
    """The settings of the app on this computer."""
    return _load(AppSettings)


def check_settings(values: Mapping[str, Any]) -> list[FieldFault]:
    """What is wrong with these values: unknown names, wrong kinds, broken rules."""
    defaults = {**asdict(SiteSettings()), **asdict(AppSettings())}
    faults = []
    for key, value in values.items():
        if key not in defaults:
            faults.append(FieldFault(key, "is not a setting"))
        elif type(value) is not type(defaults[key]):
            faults.append(FieldFault(key, f"is a {type(defaults[key]).__name__}"))
        elif key in _RULES and not _RULES[key][0](value):
            faults.append(FieldFault(key, _RULES[key][1]))
    return faults


def change_settings(**values: Any) -> None:
    """Set some settings; one set to its default loses its row. Flushes.

    Raises:
        InvalidInput: with every fault; nothing is changed.
    """
    faults = check_settings(values)
    if faults:
        raise InvalidInput(faults)
    defaults = {**asdict(SiteSettings()), **asdict(AppSettings())}
    for key, value in values.items():
        if value == defaults[key]:
            db.session.execute(delete(Setting).where(Setting.key == key))
        else:
            db.session.merge(Setting(key=key, value=value))
    db.session.flush()
    events.publish(SettingsChanged(tuple(values)))
