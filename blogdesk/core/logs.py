"""Logs: rotated files and stderr, a request id on each line, and no secret on any."""

import logging
import re
from contextvars import ContextVar
from logging.handlers import RotatingFileHandler
from pathlib import Path

request_id: ContextVar[str] = ContextVar("request_id", default="-")
FORMAT = "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s"
# Tokens of ours, bearer headers, and the entry code of the window.
_SECRET = re.compile(
    r"(bd[kars]_[A-Za-z0-9]{4})[A-Za-z0-9_]+|((?i:bearer|token|password|code)[\"' :=]+)[^\s\"',&}]{6,}"
)


class HideSecrets(logging.Filter):
    """Masks secrets and adds the request id."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; never drops one."""
        record.request_id = request_id.get()
        message = record.getMessage()
        record.msg, record.args = _SECRET.sub(lambda m: f"{m[1] or m[2]}…", message), ()
        return True


def set_up_logs(
    folder: Path | None, *, level: str = "INFO", to_stderr: bool = True, name: str = "blogdesk.log"
) -> None:
    """Log to stderr and, with a folder, to a file in it (5 files of 1 MB); two processes never share one."""
    handlers: list[logging.Handler] = [logging.StreamHandler()] if to_stderr else []
    if folder is not None:
        handlers.append(RotatingFileHandler(folder / name, maxBytes=1_000_000, backupCount=5))
    for handler in handlers:
        handler.addFilter(HideSecrets())
        handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.handlers[:] = handlers
    root.setLevel(level.upper())
