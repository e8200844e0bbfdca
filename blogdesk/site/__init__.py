"""The public pages. `register(app)` mounts them; `register_preview(app)` what a preview of them needs."""

from blogdesk.site.surface import register, register_preview
from blogdesk.site.theme import mount_theme

__all__ = ["mount_theme", "register", "register_preview"]
