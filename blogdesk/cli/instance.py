"""The instance a command works on, opened and closed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from blogdesk.cli.options import data_folder
from blogdesk.core.instance import App
from blogdesk.core.secrets import MemorySecretStore, SecretStore


class GivenToken:
    """The token of BLOGDESK_TOKEN, for computers without a keyring: known while the command runs, kept nowhere."""

    lasting = True

    def __init__(self, token: str) -> None:
        self._token = token

    def get(self, _name: str) -> str | None:
        """The token, whichever blog it is for."""
        return self._token

    def set(self, name: str, value: str) -> None:
        """Nothing: the next command is given its own."""

    def delete(self, name: str) -> None:
        """Nothing is kept."""


def _secrets(*, with_keyring: bool) -> SecretStore:
    # Here: most commands need no keyring, which is slow to ask.
    from blogdesk.desktop.keyring_store import DesktopSecretStore

    token = os.environ.get("BLOGDESK_TOKEN", "")
    if not with_keyring:
        return MemorySecretStore()
    return GivenToken(token) if token else DesktopSecretStore()


@contextmanager
def open_instance(*, with_keyring: bool = False) -> Iterator[App]:
    """The app over the command's data folder, its schema brought up to date, its context pushed.

    `with_keyring`: the command talks to connected blogs, and needs their tokens.

    Raises:
        StorageError: the folder or its database cannot be used.
    """
    from blogdesk.core import schema

    with open_unmigrated(with_keyring=with_keyring) as app:
        schema.upgrade(app)
        yield app


@contextmanager
def open_unmigrated(*, with_keyring: bool = False) -> Iterator[App]:
    """The same with the schema as it is found.

    Raises:
        StorageError: the folder or its database cannot be used.
    """
    # Here: --help needs none of it.
    from blogdesk.core.config import load_config
    from blogdesk.core.database import db
    from blogdesk.core.sqlite_faults import storage_errors
    from blogdesk.factory import create_app

    app = create_app(load_config(data_folder()), [], _secrets(with_keyring=with_keyring))
    with app.app_context():
        try:
            with storage_errors():
                yield app
        finally:
            db.session.remove()
            db.engine.dispose()
