"""The hosted face as a WSGI application: `gunicorn 'blogdesk.server.wsgi:create_hosted_app()'`."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from blogdesk import account, api, site, studio
from blogdesk.core import events
from blogdesk.core.config import Config, load_config
from blogdesk.core.database import db
from blogdesk.core.logs import set_up_logs
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.factory import Surface, create_app, open_database
from blogdesk.jobs.events import JobsWaiting
from blogdesk.jobs.runner import ThreadRunner
from blogdesk.server import people
from blogdesk.server.edge import Edge
from blogdesk.server.freshness import Freshness
from blogdesk.server.page_cache import PageCache, PageStore
from blogdesk.server.schedule import Timer

# The public pages come last: they answer every address nobody else owns.
SURFACES: tuple[Surface, ...] = (people.register, api.register, account.register, studio.register, site.register)
_DEFAULT_URL = "http://127.0.0.1:8000"


def hosted_app(config: Config, surfaces: Sequence[Surface] = SURFACES) -> Flask:
    """The instance with its guard and its page cache around it. Starts no thread."""
    config = config if config.base_url else replace(config, base_url=_DEFAULT_URL)
    app = create_app(config, surfaces, MemorySecretStore())
    store = PageStore()
    freshness = Freshness(app, store)
    app.extensions["blogdesk.page_store"] = store
    app.extensions["blogdesk.freshness"] = freshness
    app.extensions["blogdesk.generation"] = lambda: store.generation
    guarded = Edge(PageCache(app.wsgi_app, store, freshness.check), base_url=config.base_url)
    hops = config.trusted_proxies
    # The Host header is never taken from a proxy's own: the proxy passes the reader's on, and the edge checks it.
    app.wsgi_app = ProxyFix(guarded, x_for=hops, x_proto=hops, x_host=0) if hops else guarded  # type: ignore[method-assign]
    return app


class Background:
    """What runs beside the requests: the schedule, and the workers that do the jobs."""

    def __init__(self, app: Flask) -> None:
        freshness: Freshness = app.extensions["blogdesk.freshness"]
        self._schedule = Timer(freshness.look)
        self._workers = ThreadRunner(app)
        events.register(app, JobsWaiting, lambda _event: self._workers.wake())

    def start(self) -> None:
        """Begin; the database has this version's tables."""
        self._workers.start()
        self._schedule.start()

    def stop(self) -> None:
        """End; a job that is cut off runs again at the next start."""
        self._schedule.stop()
        self._workers.stop()


def migrate() -> None:
    """Bring the database the environment describes up to date, and let go of it: before worker processes start."""
    app = create_app(load_config(), (), MemorySecretStore())
    open_database(app)
    with app.app_context():
        db.engine.dispose()


def create_hosted_app() -> Flask:
    """The instance the environment describes, its schema brought up to date, its schedule and workers running."""
    config = load_config()
    set_up_logs(config.data_folder.logs, level=config.log_level)
    app = hosted_app(config)
    open_database(app)
    Background(app).start()
    return app
