"""The instance a command works on, opened and closed."""

from collections.abc import Iterator
from contextlib import contextmanager

from blogdesk.cli.options import data_folder
from blogdesk.core.instance import App


@contextmanager
def open_instance() -> Iterator[App]:
    """The app over the command's data folder, its schema brought up to date, its context pushed.

    Raises:
        StorageError: the folder or its database cannot be used.
    """
    # Here: --help needs none of it.
    from blogdesk.core import schema
    from blogdesk.core.config import load_config
    from blogdesk.core.database import db
    from blogdesk.core.secrets import MemorySecretStore
    from blogdesk.factory import create_app

    app = create_app(load_config(data_folder()), [], MemorySecretStore())
    schema.upgrade(app)
    try:
        with app.app_context():
            yield app
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
