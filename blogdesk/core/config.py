"""The configuration of one instance, read once from the environment (and a `.env` file) and passed in.

Every variable is described in docs/configuration.md and named in `.env.example`.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dotenv import dotenv_values

from blogdesk.core.atomic_files import write_atomically
from blogdesk.core.paths import DataFolder, default_data_folder

# A request without a file is small; a route that takes files raises its own limit.
MAX_REQUEST_BYTES = 4 * 1024 * 1024
MAX_MEDIA_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Config:
    """What differs between two instances. `base_url` is the public address of a hosted one, without a slash."""

    data_folder: DataFolder
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    base_url: str = ""
    trusted_proxies: int = 0
    redis_url: str = field(default="", repr=False)
    log_level: str = "INFO"
    testing: bool = False

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is one file."""
        return self.database_url.startswith("sqlite")


def kept_secret_key(folder: DataFolder) -> str:
    """The instance's own key: made once, kept in the data folder with mode 0600.

    It signs cookies; it is no token of any blog.
    """
    path = folder.root / "secret-key"
    if not path.exists():
        write_atomically(path, secrets.token_urlsafe(48).encode(), mode=0o600)
    return path.read_text(encoding="ascii").strip()


def load_config(folder: DataFolder | None = None, *, env: Mapping[str, str] | None = None) -> Config:
    """The configuration of the instance in `folder` (default: BLOGDESK_DATA_DIR, else the platform's place).

    Raises:
        DataFolderUnusable: the folder cannot be read or written.
    """
    folder = (folder or default_data_folder()).prepare()
    values = env if env is not None else {**_dotenv(Path(".env")), **os.environ}

    def value(name: str, default: str = "") -> str:
        return values.get(f"BLOGDESK_{name}", "") or default

    return Config(
        data_folder=folder,
        database_url=value("DATABASE_URL", f"sqlite:///{folder.database}"),
        secret_key=value("SECRET_KEY") or kept_secret_key(folder),
        secret_key_fallbacks=tuple(value("SECRET_KEY_FALLBACKS").split()),
        base_url=value("BASE_URL").rstrip("/"),
        trusted_proxies=int(value("TRUSTED_PROXIES", "0")),
        redis_url=value("REDIS_URL"),
        log_level=value("LOG_LEVEL", "INFO"),
    )


def _dotenv(path: Path) -> dict[str, str]:
    """The variables of a `.env` file, if there is one."""
    return {name: text for name, text in dotenv_values(path).items() if text is not None} if path.is_file() else {}
