"""`/desktop/*`: what a page may ask of the computer. Behind the guard; JSON in and out; docs/desktop.md lists them."""

import contextlib
import os
import tempfile
from dataclasses import asdict
from pathlib import Path

from flask import Blueprint, Flask, current_app, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from blogdesk.core.atomic_files import storage_error
from blogdesk.desktop.guard import HOME
from blogdesk.desktop.shell import PICTURES, Shell
from blogdesk.errors import BlogDeskError, FieldFault, InvalidInput, NotFound
from blogdesk.studio.problems import problem

bp = Blueprint("desktop", __name__)
bp.register_error_handler(BlogDeskError, problem)
SHELL = "blogdesk.shell"
# What of a request says who asks, and may be lent to another one.
RIGHTS = ("HTTP_", "blogdesk.")
ACTIONS = ("fullscreen", "minimize", "maximize")
# Another window of the same author may not be asked for more at once.
MAX_COPY_CHARS = 4_000_000


def register(app: Flask, shell: Shell) -> None:
    """Mount the routes over this shell."""
    app.extensions[SHELL] = shell
    app.register_blueprint(bp)


def _shell() -> Shell:
    shell: Shell = current_app.extensions[SHELL]
    return shell


def _text(name: str, *, limit: int = 8_192) -> str:
    """One text of the JSON body."""
    fields = request.get_json(silent=True)
    value = fields.get(name) if isinstance(fields, dict) else None
    if not isinstance(value, str) or not value or len(value) > limit:
        raise InvalidInput([FieldFault(name, f"needs 1 to {limit} characters")])
    return value


def _flag(name: str) -> bool:
    fields = request.get_json(silent=True)
    return isinstance(fields, dict) and fields.get(name) is True


@bp.get("/")
def home() -> ResponseReturnValue:
    """The window's home is the studio."""
    return redirect(HOME)


@bp.get("/desktop/capabilities")
def capabilities() -> ResponseReturnValue:
    """What the page can count on: dialogs, window, clipboard; and whether tokens outlive the app."""
    secrets = current_app.extensions["blogdesk.secrets"]
    return {**asdict(_shell().capabilities), "lasting_secrets": bool(secrets.lasting)}


@bp.post("/desktop/choose-image")
def choose_image() -> ResponseReturnValue:
    """Pictures from a native dialog, taken in as if they had been dropped on the page: POST /studio/media."""
    post_id = _text("post_id")
    files = _shell().choose_files(PICTURES)
    return as_upload(files, post_id) if files else ({"items": []}, 200)


def as_upload(files: list[Path], post_id: str) -> ResponseReturnValue:
    """Send the files through the studio's own door, with this request's rights."""
    with contextlib.ExitStack() as opened:
        builder = EnvironBuilder(path="/studio/media", base_url=request.host_url, method="POST")
        opened.callback(builder.close)
        builder.form["post_id"] = post_id
        for file in files:
            try:
                stream = opened.enter_context(file.open("rb"))
            except OSError as err:
                raise storage_error(err, file) from err
            builder.files.add_file("file", stream, filename=file.name)
        environ = builder.get_environ()
        opened.callback(environ["wsgi.input"].close)
        environ.update({key: value for key, value in request.environ.items() if key.startswith(RIGHTS)})
        return Response.from_app(current_app.wsgi_app, environ, buffered=True)


@bp.post("/desktop/choose-folder")
def choose_folder() -> ResponseReturnValue:
    """A folder from a native dialog; null when it was closed."""
    folder = _shell().choose_folder()
    return {"path": str(folder) if folder else None}


@bp.post("/desktop/download")
def download() -> ResponseReturnValue:
    """Save what an address of the app answers where the author wants it: windows have no downloads."""
    source, name = _text("path"), Path(_text("name", limit=255)).name
    if not source.startswith("/") or source.startswith(("//", "/_bd/", "/desktop/")):
        raise InvalidInput([FieldFault("path", "is not an address of this app")])
    place = _shell().choose_place(name or "download")
    if place is None:
        return {"path": None}
    answer = Response.from_app(current_app.wsgi_app, EnvironBuilder(source, base_url=request.host_url).get_environ())
    if answer.status_code != 200:
        answer.close()
        raise NotFound("There is nothing to save at that address.")
    write_stream(answer, place)
    return {"path": str(place)}


def write_stream(answer: Response, place: Path) -> None:
    """Write a body of any size beside its place, then move it there.

    Raises:
        StorageError: nothing was written.
    """
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=place.parent, prefix=".blogdesk-")
        with os.fdopen(handle, "wb") as file:
            file.writelines(answer.iter_encoded())
        Path(temporary).replace(place)
    except OSError as err:
        Path(temporary).unlink(missing_ok=True) if temporary else None
        raise storage_error(err, place) from err
    finally:
        answer.close()


@bp.post("/desktop/open-url")
def open_url() -> ResponseReturnValue:
    """Open a web or mail address outside of the app."""
    _shell().open_url(_text("url"))
    return {}


@bp.post("/desktop/copy")
def copy() -> ResponseReturnValue:
    """Put text on the system's clipboard."""
    _shell().copy(_text("text", limit=MAX_COPY_CHARS))
    return {}


@bp.post("/desktop/window")
def window() -> ResponseReturnValue:
    """`action`: fullscreen (there and back), minimize, maximize."""
    action = _text("action")
    if action not in ACTIONS:
        raise InvalidInput([FieldFault("action", f"is one of {', '.join(ACTIONS)}")])
    _shell().control_window(action)
    return {}


@bp.post("/desktop/ready")
def ready() -> ResponseReturnValue:
    """The page is there and its caret blinks."""
    _shell().page_ready()
    return {}


@bp.post("/desktop/flushed")
def flushed() -> ResponseReturnValue:
    """The page has sent what it had; `saved`: all of it is on the disk."""
    _shell().page_flushed(saved=_flag("saved"))
    return {}


@bp.post("/desktop/quit")
def quit_app() -> ResponseReturnValue:
    """End the app."""
    _shell().quit()
    return {}
