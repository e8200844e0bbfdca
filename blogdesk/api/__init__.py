"""Surface: the REST API below /api/v1. `register(app)` mounts it."""

from blogdesk.api.surface import register

__all__ = ["register"]
