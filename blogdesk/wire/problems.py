"""What an error looks like: RFC 9457, `application/problem+json`, with names that programs may rely on."""

from typing import Any

from pydantic import Field

from blogdesk.wire.shapes import Shape

CONTENT_TYPE = "application/problem+json"


class Fault(Shape):
    """One fault of an input."""

    field: str
    reason: str


class Problem(Shape):
    """Why a request was not carried out. `retryable`: the same request may succeed later, after `retry_after` seconds.

    `current` is the representation that stands, when the request was based on an older one (412).
    """

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str
    next_step: str = ""
    retryable: bool = False
    retry_after: int | None = None
    errors: list[Fault] = Field(default_factory=list)
    request_id: str = ""
    current: dict[str, Any] | None = None
