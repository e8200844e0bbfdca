"""The endpoints, a noun each."""

from blogdesk.api.endpoints import Endpoint
from blogdesk.api.routes import posts, root

ALL: tuple[Endpoint, ...] = tuple(endpoint for module in (root, posts) for endpoint in module.routes.endpoints)
