"""Static files at hashed addresses."""

from flask import Response, make_response, send_from_directory, url_for
from werkzeug.exceptions import NotFound

from blogdesk.studio import assets
from blogdesk.studio.blueprint import bp

FOR_EVER = "public, max-age=31536000, immutable"


def static_url(path: str) -> str:
    """The address of a static file, which holds the hash of them all."""
    return url_for("studio.static_file", tree=assets.tree_hash(), path=path)


@bp.get("/static/<tree>/<path:path>")
def static_file(tree: str, path: str) -> Response:
    """A static file. A page of an older version still gets it, but does not keep it."""
    if path == assets.STYLESHEET:
        response = make_response(assets.stylesheet())
        response.mimetype = "text/css"
    else:
        try:
            response = send_from_directory(assets.STATIC, path)
        except NotFound:
            # Who asks may be signed out: the studio's own page of errors is not theirs to see.
            return Response("There is no such file.\n", 404, mimetype="text/plain")
    response.headers["Cache-Control"] = FOR_EVER if tree == assets.tree_hash() else "no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
