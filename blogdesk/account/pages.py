"""Making the account pages."""

from typing import Any

from flask import Response, make_response, render_template
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import Unauthorized

from blogdesk.account.assets import static_url
from blogdesk.account.signed_in import SignedIn, find_signed_in
from blogdesk.settings.service import site_settings


def page(template: str, *, status: int = 200, **values: Any) -> Response:
    """A page of this surface, with the site's name, who is signed in, and the form token."""
    site = site_settings()
    body = render_template(
        f"account/{template}",
        site=site,
        person=find_signed_in(),
        form_token=generate_csrf(),
        stylesheet=static_url("account.css"),
        font=static_url("inter-latin-wght-normal.woff2"),
        icon=static_url("icon.svg"),
        **values,
    )
    return make_response(body, status)


def message_page(status: int, heading: str, text: str) -> Response:
    """A page that says one thing."""
    return page("message.html", status=status, heading=heading, text=text)


def require_signed_in() -> SignedIn:
    """The one who is signed in.

    Raises:
        Unauthorized: nobody is; the browser is led to the sign-in page and back.
    """
    found = find_signed_in()
    if found is None:
        raise Unauthorized
    return found
