"""The hosted face as a WSGI application: `gunicorn 'blogdesk.server.wsgi:create_hosted_app()'`."""

from collections.abc import Sequence
from dataclasses import replace

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from blogdesk import site
from blogdesk.core import schema
from blogdesk.core.config import Config, load_config
from blogdesk.core.logs import set_up_logs
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.factory import Surface, create_app
from blogdesk.server.edge import Edge
from blogdesk.server.freshness import Freshness
from blogdesk.server.page_cache import PageCache, PageStore
from blogdesk.server.schedule import Timer

# The public pages come last: they answer every address nobody else owns.
SURFACES: tuple[Surface, ...] = (site.register,)
_DEFAULT_URL = "http://127.0.0.1:8000"


def hosted_app(config: Config, surfaces: Sequence[Surface] = SURFACES) -> Flask:
    """The instance with its guard and its page cache around it. Starts no thread."""
    config = config if config.base_url else replace(config, base_url=_DEFAULT_URL)
    app = create_app(config, surfaces, MemorySecretStore())
    store = PageStore()
    freshness = Freshness(app, store)
    app.extensions["blogdesk.page_store"] = store
    app.extensions["blogdesk.freshness"] = freshness
    guarded = Edge(PageCache(app.wsgi_app, store, freshness.check), base_url=config.base_url)
    hops = config.trusted_proxies
    # The Host header is never taken from a proxy's own: the proxy passes the reader's on, and the edge checks it.
    app.wsgi_app = ProxyFix(guarded, x_for=hops, x_proto=hops, x_host=0) if hops else guarded  # type: ignore[method-assign]
    return app


def schedule_of(app: Flask) -> Timer:
    """The timer that publishes what is due and notices what changed; not started."""
    freshness: Freshness = app.extensions["blogdesk.freshness"]
    return Timer(freshness.look)


def create_hosted_app() -> Flask:
    """The instance the environment describes, its schema brought up to date, its schedule running."""
    config = load_config()
    set_up_logs(config.data_folder.logs, level=config.log_level)
    app = hosted_app(config)
    schema.upgrade(app)
    schedule_of(app).start()
    return app
