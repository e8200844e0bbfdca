"""The desktop's instance: which surfaces it mounts, and what this face passes in to them.

Imports Flask and everything behind it, so it is itself imported once the window is on the screen.
"""

import logging
import os
import time

from flask import Flask

from blogdesk import site, studio
from blogdesk.core import events
from blogdesk.core.config import load_config
from blogdesk.core.database import db
from blogdesk.core.paths import DataFolder
from blogdesk.core.transactions import transaction
from blogdesk.desktop import routes
from blogdesk.desktop.guard import Guard
from blogdesk.desktop.keyring_store import DesktopSecretStore
from blogdesk.desktop.opened_files import FileOpener
from blogdesk.desktop.shell import Shell
from blogdesk.factory import create_app, open_database
from blogdesk.jobs.events import JobsWaiting
from blogdesk.jobs.runner import ThreadRunner
from blogdesk.studio.face import AUTHOR, Author, everything
from blogdesk.sync.service import resume_all

__all__ = ["FileOpener", "close_instance", "finish_work", "make_instance"]
log = logging.getLogger(__name__)
# Hooks that are called, with the seconds they have, before the app ends.
LEAVING = "blogdesk.leaving"
# One request of a publish, over a slow line; the outbox resumes whatever takes longer.
FINISH_LIMIT_S = 5.0
# The first seconds belong to the window.
PROBE_DELAY_S = 3.0
CSRF_HEADER = "X-BD-CSRF"


def make_instance(folder: DataFolder, *, guard: Guard, shell: Shell) -> Flask:
    """The app over the data folder's database, brought to this version's schema; over a backup if it is damaged.

    Raises:
        StorageError: the folder or its database cannot be used.
    """
    secrets = DesktopSecretStore()
    secrets.probe_in_background(delay_s=PROBE_DELAY_S)
    config = load_config(folder, env={**os.environ, "BLOGDESK_DATABASE_URL": ""})

    def mount(app: Flask) -> None:
        app.config["BLOGDESK_CSRF"] = lambda: (CSRF_HEADER, guard.csrf_token)
        app.config["BLOGDESK_NATIVE_DIALOGS"] = shell.capabilities.native_dialogs
        app.extensions[AUTHOR] = lambda: Author(None, "", everything)
        app.extensions[LEAVING] = []
        app.extensions["blogdesk.redirects"] = guard.redirects
        routes.register(app, shell)

    app = create_app(config, [mount, studio.register, site.register_preview], secrets)
    open_database(app)
    runner = ThreadRunner(app)
    events.register(app, JobsWaiting, lambda _event: runner.wake())
    app.extensions[LEAVING].append(lambda limit_s: runner.stop(timeout_s=limit_s))
    with app.app_context(), transaction():
        resume_all()
    runner.start()
    return app


def finish_work(app: Flask, *, limit_s: float = FINISH_LIMIT_S) -> None:
    """Let each hook in `app.extensions["blogdesk.leaving"]` end what it does, such as the request of a publish job.

    A hook takes the seconds it has; what it leaves undone is taken up at the next start.
    """
    end = time.monotonic() + limit_s
    for hook in app.extensions.get(LEAVING, ()):
        hook(max(0.0, end - time.monotonic()))


def close_instance(app: Flask) -> None:
    """Close the database: what SQLite holds in its log goes into its file. Nobody may be writing in it then."""
    finish_work(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
