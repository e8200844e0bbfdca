"""The kinds of value that come in queries."""

from typing import Annotated

from pydantic import Field, StringConstraints

from blogdesk.wire.shapes import Moment

# Control characters name nothing, and PostgreSQL takes no NUL.
QueryText = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
Cursor = Annotated[str, StringConstraints(max_length=1_000, pattern=r"^[A-Za-z0-9_-]*$")]
Limit = Annotated[int, Field(ge=1, le=100)]
QueryMoment = Moment
