"""Bringing in a folder of Markdown: first what would happen, then the account of what did."""

from pathlib import Path
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import BaseModel

from blogdesk.errors import FieldFault, InvalidInput, NotFound
from blogdesk.studio.blueprint import bp
from blogdesk.studio.bodies import read_body
from blogdesk.studio.face import native_dialogs, require, serves_readers
from blogdesk.studio.shell import page_context
from blogdesk.transfer.importing import import_folder
from blogdesk.transfer.ledger import Ledger, LedgerEntry

# The report names so many files that want a look; the rest are counted.
SHOWN = 200


class Wish(BaseModel):
    """Which folder of this computer, and whether only to look."""

    path: str
    dry_run: bool = True


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
    """Choosing a folder."""
    _only_on_ones_own_computer()
    return render_template("studio/import.html", **page_context("studio.import_page", dialogs=native_dialogs()))


@bp.post("/import")
def import_posts() -> ResponseReturnValue:
    """Look at a folder, or bring it in. A second run changes nothing."""
    _only_on_ones_own_computer()
    wish = read_body(Wish)
    folder = Path(wish.path.strip()).expanduser()
    if not wish.path.strip() or not folder.is_absolute():
        raise InvalidInput([FieldFault("path", "is the whole path of a folder, such as /home/ada/blog")])
    return _report(import_folder(folder, dry_run=wish.dry_run))


def _report(ledger: Ledger) -> dict[str, Any]:
    noted = [entry for entry in ledger.entries if entry.outcome == "failed" or entry.notes]
    rest = [entry for entry in ledger.of("skipped") if not entry.notes]
    return {
        "dry_run": ledger.dry_run,
        "counts": ledger.counts(),
        "noted": [_entry(entry) for entry in (noted + rest)[:SHOWN]],
        "more": max(0, len(noted) + len(rest) - SHOWN),
    }


def _entry(entry: LedgerEntry) -> dict[str, str]:
    words = " ".join([entry.reason, *entry.notes]).strip()
    return {"path": entry.path, "outcome": entry.outcome, "words": words}
