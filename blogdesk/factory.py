"""create_app: the one place that wires an instance together. A face passes in what differs."""

from collections.abc import Callable, Sequence

from flask import Flask

from blogdesk import models
from blogdesk.core import events
from blogdesk.core.config import MAX_REQUEST_BYTES, Config
from blogdesk.core.database import db
from blogdesk.core.secrets import SecretStore
from blogdesk.posts.events import PostChanged, PostDeleted
from blogdesk.search.service import index_post

# A surface mounts its blueprints on the app: site.register, studio.register, api.register.
Surface = Callable[[Flask], None]


def create_app(config: Config, surfaces: Sequence[Surface], secrets: SecretStore) -> Flask:
    """An instance over the given configuration, with the surfaces mounted and the tables known."""
    app = Flask("blogdesk", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECRET_KEY_FALLBACKS=list(config.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={} if config.on_sqlite else {"pool_pre_ping": True},
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        TESTING=config.testing,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.base_url.startswith("https:"),
    )
    app.extensions["blogdesk.config"] = config
    app.extensions["blogdesk.secrets"] = secrets
    db.init_app(app)
    _listen(app)
    for surface in surfaces:
        surface(app)
    return app


def _listen(app: Flask) -> None:
    """Who is told what, after a commit."""
    events.register(app, PostChanged, lambda event: index_post(event.post_id))
    events.register(app, PostDeleted, lambda event: index_post(event.post_id))


# The metadata is complete once every domain's models are imported.
TABLES = models.ALL
