"""What became of every item of an import or export: the account that a move gives at its end."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Outcome = Literal["imported", "updated", "unchanged", "skipped", "failed", "exported"]


@dataclass
class LedgerEntry:
    """One file: what became of it, why, and what to know about it (a picture without a file, a slug that was taken)."""

    path: str
    kind: Literal["post", "page", "picture", "file"]
    outcome: Outcome
    reason: str = ""
    title: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass
class Ledger:
    """Every item, in the order it was met. `dry_run` means that nothing was written."""

    dry_run: bool = False
    entries: list[LedgerEntry] = field(default_factory=list)

    def add(self, entry: LedgerEntry) -> LedgerEntry:
        """Write down one item."""
        self.entries.append(entry)
        return entry

    def of(self, *outcomes: Outcome) -> Iterator[LedgerEntry]:
        """The items with one of these outcomes."""
        return (entry for entry in self.entries if entry.outcome in outcomes)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many of each kind had each outcome, as `{"post": {"imported": 746}}`."""
        counted = Counter((entry.kind, entry.outcome) for entry in self.entries)
        kinds = sorted({kind for kind, _outcome in counted})
        return {kind: {outcome: n for (k, outcome), n in sorted(counted.items()) if k == kind} for kind in kinds}

    def as_json(self) -> dict[str, Any]:
        """For `--json` and the studio."""
        return {"dry_run": self.dry_run, "counts": self.counts(), "entries": [asdict(entry) for entry in self.entries]}
