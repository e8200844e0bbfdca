"""Who answers here, and what it can do."""

from flask import request

import blogdesk
from blogdesk.api.caller import site
from blogdesk.api.endpoints import Answer, Routes
from blogdesk.api.limits import MAX_BODY_BYTES, MAX_CHUNK_BYTES
from blogdesk.core.changes import get_instance
from blogdesk.core.clock import now
from blogdesk.core.config import MAX_MEDIA_BYTES
from blogdesk.posts.rendering import RENDERER_VERSION
from blogdesk.wire.instance import API_MAX, API_MIN, ApiRange, InstanceInfo, Limits

routes = Routes("instance")
FEATURES = ("posts", "media", "uploads", "idempotency", "changes", "oauth-code-pkce", "preview", "search")


@routes.add("GET", "", public=True, answers={200: InstanceInfo})
def read_instance() -> Answer:
    """Read who answers.

    Needs no token. `epoch` changes when the database is restored; `api` is the range of versions spoken.
    """
    instance = get_instance()
    info = InstanceInfo(
        instance_id=instance.instance_id,
        epoch=instance.epoch,
        name=site().title,
        url=request.url_root,
        api=ApiRange(min=API_MIN, max=API_MAX),
        features=list(FEATURES),
        limits=Limits(
            max_body=MAX_BODY_BYTES,
            max_media=MAX_MEDIA_BYTES,
            max_chunk=MAX_CHUNK_BYTES,
            writes_per_minute=site().api_writes_per_minute,
            reads_per_minute=site().api_reads_per_minute,
        ),
        renderer=RENDERER_VERSION,
        theme=site().theme,
        version=blogdesk.__version__,
        server_time=now(),
    )
    return Answer(info, headers={"Cache-Control": "no-store"})
