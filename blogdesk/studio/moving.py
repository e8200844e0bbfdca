"""Moving in and out while the author goes on writing: a job on the table, and a note of how far it is.

The note is a file in the cache folder, so that a page that was left and opened again still finds its report.
"""

import json
import logging
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from flask import Flask, current_app

from blogdesk.core.atomic_files import write_atomically
from blogdesk.core.config import Config
from blogdesk.core.ids import uuid7
from blogdesk.core.transactions import transaction
from blogdesk.errors import BlogDeskError, NotFound
from blogdesk.jobs.runner import register_handler
from blogdesk.jobs.service import enqueue, list_jobs
from blogdesk.media.service import original_path
from blogdesk.posts.autosave import fold_pending
from blogdesk.transfer.exporting import export_markdown
from blogdesk.transfer.importing import Progress, import_folder
from blogdesk.transfer.ledger import Ledger, LedgerEntry

log = logging.getLogger(__name__)
KIND = "move"
Does = Literal["look", "import", "export"]
# The report names so many files that want a look; the rest are counted.
SHOWN = 200


def register(app: Flask) -> None:
    """Have moves done by this instance's workers."""
    register_handler(app, KIND, carry_out)


def begin(does: Does, place: Path) -> str:
    """Put a move on the table, in the caller's transaction; gives its id. One at a time: else the id of that one."""
    under_way = find_under_way()
    if under_way:
        return under_way
    move_id = str(uuid7())
    _note(move_id, {"state": "working", "does": does, "path": str(place), "done": 0, "total": 0})
    enqueue(KIND, {"id": move_id, "does": does, "path": str(place)})
    return move_id


def find_under_way() -> str | None:
    """The id of the move that waits or runs."""
    live = [job for state in ("waiting", "running") for job in list_jobs(state=state, kind=KIND, limit=1)]
    return str(live[0].payload["id"]) if live else None


def get_note(move_id: uuid.UUID) -> dict[str, Any]:
    """How far a move is: `state` is working (with done and total), done (with the report) or failed (with words).

    Raises:
        NotFound: nothing is known of it.
    """
    try:
        found: dict[str, Any] = json.loads(_place(str(move_id)).read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise NotFound("Nothing is known of that move.", next_step="Your posts are safe. Start it once more.") from err
    return found


def carry_out(payload: dict[str, Any]) -> None:
    """Do a move. What goes wrong is written down for the author; it is not tried again behind their back."""
    move_id, does, place = payload["id"], payload["does"], Path(payload["path"])
    known = {"does": does, "path": str(place)}

    def progress(done: int, total: int) -> None:
        _note(move_id, {**known, "state": "working", "done": done, "total": total})

    try:
        ledger = _MOVES[does](place, progress)
    except BlogDeskError as err:
        _note(move_id, {**known, "state": "failed", "message": err.message, "next_step": err.next_step})
    except Exception:
        log.exception("the move %s of %s broke", does, place)
        said = {"message": "Something went wrong that was not expected.", "next_step": "Your posts are safe."}
        _note(move_id, {**known, "state": "failed", **said})
    else:
        _note(move_id, {**known, "state": "done", **report_of(ledger)})


def _look(place: Path, progress: Progress) -> Ledger:
    return import_folder(place, dry_run=True, progress=progress)


def _import(place: Path, progress: Progress) -> Ledger:
    return import_folder(place, progress=progress)


def _export(place: Path, _progress: Progress) -> Ledger:
    with transaction():
        fold_pending()
    return export_markdown(place, original_path)


_MOVES: dict[str, Callable[[Path, Progress], Ledger]] = {"look": _look, "import": _import, "export": _export}


def report_of(ledger: Ledger) -> dict[str, Any]:
    """The account of a move: counts, then what failed or wants a look, then what was left out."""
    noted = [entry for entry in ledger.entries if entry.outcome == "failed" or entry.notes]
    rest = [entry for entry in ledger.of("skipped") if not entry.notes]
    return {
        "counts": ledger.counts(),
        "noted": [_entry(entry) for entry in (noted + rest)[:SHOWN]],
        "more": max(0, len(noted) + len(rest) - SHOWN),
    }


def _entry(entry: LedgerEntry) -> dict[str, str]:
    words = " ".join([entry.reason, *entry.notes]).strip()
    return {"path": entry.path, "outcome": entry.outcome, "words": words}


def _place(move_id: str) -> Path:
    config: Config = current_app.extensions["blogdesk.config"]
    return config.data_folder.cache / "moves" / f"{move_id}.json"


def _note(move_id: str, fields: dict[str, Any]) -> None:
    place = _place(move_id)
    place.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(place, json.dumps(fields).encode(), durable=False)
