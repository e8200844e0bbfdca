"""Serving pictures by their hash, on either face: an address whose bytes can never change."""

from flask import Blueprint, Flask, Response, abort, send_file

from blogdesk.errors import NotFound, PictureRefused, StorageError
from blogdesk.media.pictures import EXTENSIONS
from blogdesk.media.service import find_by_hash, rendition_path

_YEAR_S = 31_536_000
# A drawing opened by itself is a document: it may style itself and do nothing else.
_DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_TYPES = {extension: mime for mime, extension in EXTENSIONS.items()}


def mount_pictures(app: Flask) -> None:
    """Mount `/media/<hash>/<rendition>.<extension>`."""
    pictures = Blueprint("pictures", __name__)
    pictures.get("/media/<sha256>/<name>.<extension>")(picture)
    app.register_blueprint(pictures)


def picture(sha256: str, name: str, extension: str) -> Response:
    """A rendition, or the clean copy (`original`). What was taken away from the author's own file is never served."""
    media = find_by_hash(sha256)
    if media is None or media.clean_sha256 != sha256 or media.deleted_at is not None:
        abort(404)
    ending = EXTENSIONS[media.mime] if name == "original" else {"card": "jpg"}.get(name, "webp")
    if extension != ending:
        abort(404)
    try:
        path = rendition_path(media, name)
        answer = send_file(
            path, mimetype=_TYPES[ending], etag=f"{sha256[:32]}-{name}", conditional=True, max_age=_YEAR_S
        )
    except (NotFound, PictureRefused, StorageError, FileNotFoundError):
        abort(404)
    answer.cache_control.immutable = True
    answer.cache_control.public = True
    if ending == "svg":
        answer.headers["Content-Security-Policy"] = _DRAWING_POLICY
    return answer
