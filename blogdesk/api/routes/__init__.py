"""The endpoints, a noun each."""

from blogdesk.api.endpoints import Endpoint
from blogdesk.api.routes import changes, media, posts, root, uploads

ALL: tuple[Endpoint, ...] = tuple(
    endpoint for module in (root, posts, media, uploads, changes) for endpoint in module.routes.endpoints
)
