"""Serving pictures by the hash of their clean copy, on either face: an address whose bytes never change."""

import logging

from flask import Blueprint, Flask, Response, abort, send_file

from blogdesk.errors import NotFound, PictureRefused, StorageError
from blogdesk.media.pictures import EXTENSIONS, picture_url
from blogdesk.media.service import find_by_hash, rendition_path
from blogdesk.site.theme import FOREVER

log = logging.getLogger(__name__)
# A picture opened by itself is no page: nothing in it runs, nothing is fetched for it; a drawing may style itself.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_TYPES = {extension: mime for mime, extension in EXTENSIONS.items()}


def mount_pictures(app: Flask) -> None:
    """Mount `/media/<hash>/<rendition>.<extension>`."""
    pictures = Blueprint("pictures", __name__)
    pictures.get("/media/<sha256>/<name>.<extension>")(picture)
    app.register_blueprint(pictures)


def picture(sha256: str, name: str, extension: str) -> Response:
    """A rendition, the card, or the whole clean picture; a rendition that is missing is made now."""
    media = find_by_hash(sha256)
    # The original's own hash is no address: what a camera wrote into it is nobody else's business.
    if media is None or media.deleted_at is not None or media.clean_sha256 != sha256:
        abort(404)
    if picture_url(media, name) != f"/media/{sha256}/{name}.{extension}":
        abort(404)
    try:
        path = rendition_path(media, name)
        answer = send_file(path, mimetype=_TYPES[extension], conditional=True, etag=f"{sha256[:20]}-{name}")
    except NotFound:
        abort(404)
    except (PictureRefused, StorageError, OSError):
        log.exception("the picture %s cannot be sent", media.id)
        abort(503)
    answer.headers["Cache-Control"] = FOREVER
    # Feed readers and other sites may show it.
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Content-Security-Policy"] = _POLICY
    if extension == "svg":
        answer.headers["Content-Disposition"] = "attachment"
    return answer
