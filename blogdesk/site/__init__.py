"""The public pages. `register(app)` mounts them; `mount_theme(app)` only the theme's files, for previews."""

from blogdesk.site.surface import register
from blogdesk.site.theme import mount_theme

__all__ = ["mount_theme", "register"]
