"""What the two faces pass in to the studio, so that nothing here asks which face it is.

- `app.extensions["blogdesk.author"]`: a callable giving the `Author` of the request, or None to ask for sign-in;
- `app.config["BLOGDESK_CSRF"]`: a callable giving the name and the value of the header unsafe requests carry;
- `app.config["BLOGDESK_SERVES_READERS"]`: whether readers read this very instance (else posts go to destinations);
- `app.config["BLOGDESK_NATIVE_DIALOGS"]`: whether the window offers the operating system's own dialogs.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, g, request
from werkzeug.exceptions import Unauthorized

from blogdesk.errors import Forbidden

AUTHOR = "blogdesk.author"
CSRF = "BLOGDESK_CSRF"
SERVES_READERS = "BLOGDESK_SERVES_READERS"
NATIVE_DIALOGS = "BLOGDESK_NATIVE_DIALOGS"


@dataclass(frozen=True)
class Author:
    """Who writes. `user_id` is None for the one author of a desktop, who may everything."""

    user_id: uuid.UUID | None
    name: str
    may: Callable[[str], bool]


def everything(_permission: str) -> bool:
    """What the one author of a desktop may."""
    return True


def current_author() -> Author:
    """The author of this request.

    Raises:
        Unauthorized: nobody has signed in.
    """
    if "studio_author" not in g:
        g.studio_author = current_app.extensions[AUTHOR]()
    author: Author | None = g.studio_author
    if author is None:
        raise Unauthorized
    return author


def require(permission: str) -> Author:
    """The author of this request, who has the permission.

    Raises:
        Unauthorized: nobody has signed in.
        Forbidden: the role does not allow it.
    """
    author = current_author()
    if not author.may(permission):
        raise Forbidden("Your account may not do that.", next_step="Ask the blog's owner for the right to.")
    return author


def csrf_header() -> tuple[str, str]:
    """The name and the value of the header that unsafe requests carry."""
    header: tuple[str, str] = current_app.config[CSRF]()
    return header


def csp_nonce() -> str:
    """The nonce of this answer's content security policy; empty when the face sets no policy."""
    nonce: str = request.environ.get("blogdesk.csp_nonce", "")
    return nonce


def serves_readers() -> bool:
    """Whether readers read this instance itself."""
    return bool(current_app.config.get(SERVES_READERS, False))


def native_dialogs() -> bool:
    """Whether the window has the operating system's dialogs."""
    return bool(current_app.config.get(NATIVE_DIALOGS, False))
