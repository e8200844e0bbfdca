"""The address browsers ask for an icon where a page names none."""

from flask import current_app, redirect
from flask.typing import ResponseReturnValue

from blogdesk.site.blueprint import plain


@plain.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    """The theme's icon; its address changes with its bytes, so this one only points there."""
    answer = redirect(current_app.extensions["blogdesk.theme"].url("icon.svg"))
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer
