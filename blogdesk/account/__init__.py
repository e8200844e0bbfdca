"""Surface of the hosted face: signing in and out, sessions, tokens, approving an app. `register(app)` mounts it."""

from blogdesk.account.surface import register

__all__ = ["register"]
