from blogdesk.api.surface import register

__all__ = ["register"]
