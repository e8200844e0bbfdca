"""The endpoints, a noun each."""

from blogdesk.api.endpoints import Endpoint
from blogdesk.api.routes import access, changes, media, post_actions, posts, root, site, taxonomy, uploads

_MODULES = (root, posts, post_actions, media, uploads, taxonomy, site, changes, access)
ALL: tuple[Endpoint, ...] = tuple(endpoint for module in _MODULES for endpoint in module.routes.endpoints)
