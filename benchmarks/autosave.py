"""Autosave: a delta of 200 bytes appended to the journal and committed, beside an append and fdatasync of a file.

python -m benchmarks.autosave
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from blogdesk.content.changesets import parse, utf16_length
from blogdesk.core import schema
from blogdesk.core.config import load_config
from blogdesk.core.database import db
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import create_app
from blogdesk.posts.fields import PostFields
from blogdesk.posts.journal import NewEntry, append
from blogdesk.posts.service import create_post

LIMIT = 0.8
ROUNDS, WRITES = 7, 200
DELTA = "x" * 200
BODY = "All the words of a long post. " * 2_000


def rate(write: Callable[[], None]) -> float:
    """Writes in a second, over one round."""
    began = time.perf_counter()
    for _ in range(WRITES):
        write()
    return WRITES / (time.perf_counter() - began)


class Journal:
    """One author who types."""

    def __init__(self) -> None:
        with transaction():
            self.post_id = create_post(PostFields(title="Long", markdown=BODY)).id
        self.seq, self.length = 0, utf16_length(BODY)

    def write(self) -> None:
        """One delta, committed."""
        changes = parse([self.length, [0, DELTA]])
        self.length += len(DELTA)
        entry = NewEntry(changes, "input.type", self.length, self.length, "window")
        with transaction():
            self.seq = append(self.post_id, self.seq, [entry], length=self.length)


def run() -> None:
    """Print both rates, and their ratio beside the limit."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_config(DataFolder(Path(folder)), env={}), [], MemorySecretStore())
        schema.upgrade(app)
        file = os.open(Path(folder) / "plain", os.O_CREAT | os.O_WRONLY | os.O_APPEND)

        def plain() -> None:
            os.write(file, DELTA.encode())
            os.fdatasync(file)

        with app.app_context():
            journal = Journal()
            rounds = [(rate(plain), rate(journal.write)) for _ in range(ROUNDS)]
            db.session.remove()
            db.engine.dispose()
        os.close(file)
    peer = statistics.median(pair[0] for pair in rounds)
    ours = statistics.median(pair[1] for pair in rounds)
    print(f"autosave of 200 B under 60 kB: append + fdatasync {peer:,.0f}/s, ours {ours:,.0f}/s")
    print(f"  ratio {ours / peer:.2f} (limit ≥ {LIMIT})  {'ok' if ours >= LIMIT * peer else 'BELOW'}")


if __name__ == "__main__":
    run()
