"""Pictures by the hash of their clean copy: the address never changes its bytes, so that it is kept for ever."""

import logging
import re

from flask import Response, abort, send_file

from blogdesk.errors import NotFound, PictureRefused, StorageError
from blogdesk.media.pictures import picture_url
from blogdesk.media.service import find_by_hash, rendition_path
from blogdesk.site.blueprint import site
from blogdesk.site.theme import FOREVER

log = logging.getLogger(__name__)
_NAME = re.compile(r"(?P<rendition>[a-z0-9]{1,12})\.(?P<extension>[a-z0-9]{3,4})")
# A picture opened by itself is no page: nothing in it runs, and nothing is fetched for it.
_POLICY = "default-src 'none'; sandbox"
_TYPES = {
    "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif", "avif": "image/avif",
    "svg": "image/svg+xml",
}  # fmt: skip


@site.get("/media/<sha256>/<name>")
def media_file(sha256: str, name: str) -> Response:
    """A rendition, the card, or the whole clean picture; a rendition that is missing is made now."""
    asked = _NAME.fullmatch(name) or abort(404)
    media = find_by_hash(sha256) if re.fullmatch(r"[0-9a-f]{64}", sha256) else None
    # The original's own hash is no address: what a camera wrote into it is nobody else's business.
    if media is None or media.deleted_at is not None or media.clean_sha256 != sha256:
        abort(404)
    if picture_url(media, asked["rendition"]) != f"/media/{sha256}/{name}":
        abort(404)
    try:
        path = rendition_path(media, asked["rendition"])
        answer = send_file(path, mimetype=_TYPES[asked["extension"]], conditional=True, etag=f"{sha256[:20]}-{name}")
    except NotFound:
        abort(404)
    except (PictureRefused, StorageError, OSError):
        log.exception("the picture %s cannot be sent", media.id)
        abort(503)
    return _for_strangers(answer, svg=asked["extension"] == "svg")


def _for_strangers(answer: Response, *, svg: bool) -> Response:
    answer.headers["Cache-Control"] = FOREVER
    # Feed readers and other sites may show it.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Content-Security-Policy"] = _POLICY
    if svg:
        answer.headers["Content-Disposition"] = "attachment"
    return answer
