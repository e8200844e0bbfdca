"""Moving in and out: a folder of Markdown comes in, everything goes out as one."""

import uuid
from pathlib import Path

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel

from blogdesk.core.config import Config
from blogdesk.core.transactions import transaction
from blogdesk.errors import FieldFault, InvalidInput, NotFound
from blogdesk.studio import moving
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_body
from blogdesk.studio.face import native_dialogs, require, serves_readers
from blogdesk.studio.shell import page_context


class Wish(BaseModel):
    """Which folder of this computer, and whether only to look."""

    path: str
    dry_run: bool = True


class Destination(BaseModel):
    """Where an export goes: a folder, or a file that ends in .zip."""

    path: str


def _only_on_ones_own_computer() -> None:
    """A path names a file of the computer that runs the app: only its owner may give one.

    Raises:
        NotFound: readers read this instance; it stands on a server.
    """
    require("settings:write")
    if serves_readers():
        raise NotFound(_("Folders are brought in from the app on your computer."))


@bp.get("/import")
def import_page() -> ResponseReturnValue:
    """Choosing a folder; a move that is under way is shown."""
    _only_on_ones_own_computer()
    under_way = moving.find_under_way()
    context = page_context(
        "studio.import_page",
        dialogs=native_dialogs(),
        under_way=moving.get_note(uuid.UUID(under_way))["does"] if under_way else "",
        under_way_url=_address(under_way) if under_way else "",
    )
    return render_template("studio/import.html", **context)


@bp.post("/import")
def import_posts() -> ResponseReturnValue:
    """Look at a folder, or bring it in, in the background. A second run changes nothing."""
    _only_on_ones_own_computer()
    wish = read_body(Wish)
    folder = _path(wish.path)
    if not folder.is_dir():
        raise NotFound(_("There is no folder at %(path)s.", path=str(folder)), next_step=_("Check the path."))
    return _begin("look" if wish.dry_run else "import", folder)


@bp.post("/export")
def export_posts() -> ResponseReturnValue:
    """Write everything as Markdown, in the background."""
    _only_on_ones_own_computer()
    place = _path(read_body(Destination).path)
    config: Config = current_app.extensions["blogdesk.config"]
    if place.resolve().is_relative_to(config.data_folder.root.resolve()):
        raise InvalidInput([FieldFault("path", _("is inside the app's own folder; choose another place"))])
    if not place.parent.is_dir():
        raise NotFound(_("There is no folder at %(path)s.", path=str(place.parent)), next_step=_("Check the path."))
    return _begin("export", place)


@bp.get("/moves/<uuid:move_id>")
def move_state(move_id: uuid.UUID) -> ResponseReturnValue:
    """How far a move is, and its account at the end."""
    _only_on_ones_own_computer()
    return moving.get_note(move_id)


def _begin(does: moving.Does, place: Path) -> ResponseReturnValue:
    with transaction():
        move_id = moving.begin(does, place)
    return {"id": move_id, "url": _address(move_id)}, 202


def _address(move_id: str) -> str:
    return url_for("studio.move_state", move_id=move_id)


def _path(words: str) -> Path:
    path = Path(words.strip()).expanduser()
    if not words.strip() or not path.is_absolute():
        raise InvalidInput([FieldFault("path", _("is the whole path of a folder, such as /home/ada/blog"))])
    return path
