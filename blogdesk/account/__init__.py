"""Surface of the hosted face: signing in and out, sessions, tokens, and approving an app."""

from blogdesk.account.signed_in import find_signed_in
from blogdesk.account.surface import csrf_header, register

__all__ = ["csrf_header", "find_signed_in", "register"]
