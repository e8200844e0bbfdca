"""Pages for what went wrong: what happened, and where else to go."""

import logging
from typing import cast

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, InternalServerError

from blogdesk.core.database import DatabaseFailure
from blogdesk.site.pages import Head, render_page

log = logging.getLogger(__name__)
# Addresses whose mistakes other surfaces explain.
_ELSEWHERE = ("/api/", "/studio/", "/account/", "/oauth/", "/desktop/", "/_bd/")


def words_for(status: int) -> tuple[str, str]:
    """A heading and a sentence for a status."""
    known = {
        403: (_("Not for everybody"), _("This page is not open to you.")),
        404: (_("Nothing here"), _("There is no page at this address. It may have moved, or never was.")),
        405: (_("Not that way"), _("This address cannot be used like that.")),
        410: (_("Gone"), _("What was here has been taken away for good.")),
        413: (_("Too much"), _("What was sent is larger than this blog takes.")),
        429: (_("One moment"), _("That was a lot at once. Please try again in a little while.")),
        500: (_("That was our mistake"), _("The page could not be made. It has been noted; please try again later.")),
        503: (_("Back soon"), _("The blog is resting for a moment. Please try again in a little while.")),
    }
    return known.get(status, (_("That did not work"), _("The page could not be shown.")))


def error_page(error: HTTPException) -> ResponseReturnValue:
    """The page for an error. A redirect or an answer somebody made by hand goes out as it is."""
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    heading, lede = words_for(status)
    head = Head(path=request.path, title=heading, heading=heading, lede=lede, indexed=False)
    try:
        answer = render_page("message.html", head, status=status, keep=False)
    except DatabaseFailure:
        # The page needs the site's name; without a database there is still something to say.
        log.exception("an error page could not be made")
        answer = Response(f"{status} {heading}\n\n{lede}\n", status, mimetype="text/plain")
    for name, value in error.get_headers():
        if name.lower() in {"retry-after", "allow"}:
            answer.headers[name] = value
    return answer


def mount_errors(app: Flask) -> None:
    """Answer the errors of public addresses with a page; those of other surfaces as they did before."""
    before = app.error_handler_spec[None][None].get(HTTPException)

    def handle(error: HTTPException) -> ResponseReturnValue:
        if request.path.startswith(_ELSEWHERE):
            return cast("ResponseReturnValue", before(error)) if before else error
        return error_page(error)

    app.register_error_handler(HTTPException, handle)
    app.register_error_handler(InternalServerError, handle)
