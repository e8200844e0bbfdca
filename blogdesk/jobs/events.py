"""What the table of jobs announces after a commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class JobsWaiting:
    """There is work that may be due now."""
