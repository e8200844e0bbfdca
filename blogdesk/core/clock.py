"""What time it is. The one place that asks the operating system."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """A moment as on the wire: UTC, microseconds only when there are any, `Z` at the end (RFC 3339)."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
