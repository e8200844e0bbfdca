"""The authoring and administration surface, on both faces: `register(app)` mounts it below /studio."""

from blogdesk.studio.surface import register

__all__ = ["register"]
