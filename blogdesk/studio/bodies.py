"""Reading the JSON of a request into a typed value."""

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from blogdesk.errors import FieldFault, InvalidInput

Body = TypeVar("Body", bound=BaseModel)


def read_json() -> object:
    """The request's JSON; None when it is none, or nested deeper than the reader can follow."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def read_body(shape: type[Body]) -> Body:
    """The request's JSON as this shape.

    Raises:
        InvalidInput: it is no JSON, or of another shape; with every fault.
    """
    value = read_json()
    if not isinstance(value, dict):
        raise InvalidInput([FieldFault("", "is no JSON object")], next_step="Nothing was changed.")
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        faults = [FieldFault(".".join(str(part) for part in one["loc"]), one["msg"]) for one in error.errors()]
        raise InvalidInput(faults[:20], next_step="Nothing was changed.") from error
