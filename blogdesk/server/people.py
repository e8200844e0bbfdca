"""Who writes on a hosted blog: whoever is signed in. Passed in to the studio, which does not know the account pages."""

from flask import Flask

from blogdesk.account.signed_in import find_signed_in
from blogdesk.account.surface import csrf_header
from blogdesk.studio.face import AUTHOR, CSRF, SERVES_READERS, Author


def register(app: Flask) -> None:
    """Tell the studio who is there, which header its requests carry, and that readers read this very instance."""
    app.extensions[AUTHOR] = signed_in_author
    app.config[CSRF] = csrf_header
    app.config[SERVES_READERS] = True


def signed_in_author() -> Author | None:
    """The account of this request's browser, as the studio sees it."""
    person = find_signed_in()
    return None if person is None else Author(person.user_id, person.name, person.may)
