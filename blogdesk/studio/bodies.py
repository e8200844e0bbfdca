"""Reading the JSON of a request into a typed value."""

from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from blogdesk.errors import FieldFault, InvalidInput

Body = TypeVar("Body", bound=BaseModel)


def read_body(shape: type[Body]) -> Body:
    """The request's JSON as this shape.

    Raises:
        InvalidInput: it is no JSON, or of another shape; with every fault.
    """
    value = request.get_json(silent=True)
    if not isinstance(value, dict):
        raise InvalidInput([FieldFault("", "is no JSON object")], next_step="Nothing was changed.")
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        faults = [FieldFault(".".join(str(part) for part in one["loc"]), one["msg"]) for one in error.errors()]
        raise InvalidInput(faults[:20], next_step="Nothing was changed.") from error
