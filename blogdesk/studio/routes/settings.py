"""Settings of the site and of the app."""

from typing import Any
from zoneinfo import available_timezones

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from blogdesk.core.config import Config
from blogdesk.core.transactions import transaction
from blogdesk.errors import FieldFault, InvalidInput
from blogdesk.settings.service import app_settings, change_settings, site_settings
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_json
from blogdesk.studio.face import current_author, require, serves_readers
from blogdesk.studio.shell import page_context

# What an author without the right to change the site may still choose: how the app looks to them.
OWN = {"appearance", "editor_mode", "preview", "word_goal"}


@bp.get("/settings")
def settings() -> ResponseReturnValue:
    """The page of settings."""
    config: Config = current_app.extensions["blogdesk.config"]
    context = page_context(
        "studio.settings",
        site=site_settings(),
        app_settings=app_settings(),
        may_change_site=current_author().may("settings:write"),
        data_folder=None if serves_readers() else str(config.data_folder.root),
        timezones=sorted(available_timezones()),
    )
    return render_template("studio/settings.html", **context)


@bp.patch("/settings")
def save_settings() -> ResponseReturnValue:
    """Change some settings: JSON of names and values. Each is checked, and all or none are kept."""
    values = read_json()
    if not isinstance(values, dict) or not values:
        raise InvalidInput([FieldFault("", "is no JSON object with settings in it")])
    if not set(values) <= OWN:
        require("settings:write")
    with transaction():
        change_settings(**{str(name): _plain(value) for name, value in values.items()})
    return {"saved": sorted(values)}


def _plain(value: Any) -> Any:
    """A text without blanks around it; anything else as it is."""
    return value.strip() if isinstance(value, str) else value
