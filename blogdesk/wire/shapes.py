"""What every shape shares: how JSON is read, which faults are told, and the kinds of value that come up everywhere."""

import math
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    JsonValue,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
)

from blogdesk.errors import FieldFault, InvalidInput

# RFC 3339 section 5.6, with its upper-case letters; fractions beyond microseconds are cut off.
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:)(\d\d)(?:\.(\d+))?(?:([Zz])|([+-]\d\d:\d\d))")
# Deeper JSON than anybody writes by hand only makes readers run out of stack.
MAX_DEPTH = 32
MAX_EXTRA_CHARS = 64_000


class Shape(BaseModel):
    """A value on the wire as this program writes it; what a newer program adds is passed over when read."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class Request(BaseModel):
    """A body that a client sends: unknown names are faults, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _read_moment(value: Any) -> Any:
    if isinstance(value, datetime):
        return value
    found = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("is a moment as in 2026-05-01T09:30:00Z")
    head, seconds, fraction, _, offset = found.groups()
    # A leap second is the moment before midnight here: the calendar of computers has none.
    text = f"{head}{min(int(seconds), 59):02d}.{(fraction or '0')[:6]:0<6}{offset or '+00:00'}"
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("is a moment that the calendar does not have") from None


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("is a moment without a time zone")
    return value


def write_moment(moment: datetime) -> str:
    """UTC with `Z`, microseconds only when there are any (RFC 3339)."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Moment = Annotated[
    datetime,
    BeforeValidator(_read_moment),
    AfterValidator(_aware),
    PlainSerializer(write_moment, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-05-01T09:30:00Z"]}),
]


def _read_uuid(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
        return uuid.UUID(value)
    raise ValueError("is a UUID")


Uuid = Annotated[uuid.UUID, BeforeValidator(_read_uuid), WithJsonSchema({"type": "string", "format": "uuid"})]
Sha256 = Annotated[
    str,
    AfterValidator(lambda value: value if re.fullmatch(r"[0-9a-f]{64}", value) else _fail("is 64 hexadecimal digits")),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
]


# JSON knows one kind of number: 3.0 is a whole one (JSON Schema 2020-12, section 6.1.1).
WHOLE = BeforeValidator(lambda value: int(value) if isinstance(value, float) and value.is_integer() else value)


def _fail(reason: str) -> str:
    raise ValueError(reason)


def check_json(value: JsonValue) -> JsonValue:
    """Refuse what JSON has no word for (NaN), what is nested too deep, and what is too much to carry along."""
    size, waiting = 0, [(value, 1)]
    while waiting:
        item, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise ValueError(f"is nested more than {MAX_DEPTH} deep")
        if isinstance(item, float) and not math.isfinite(item):
            raise ValueError("holds a number that JSON does not have")
        size += len(item) if isinstance(item, str) else 8
        if isinstance(item, dict):
            size += sum(map(len, item))
            waiting += [(inner, depth + 1) for inner in item.values()]
        elif isinstance(item, list):
            waiting += [(inner, depth + 1) for inner in item]
    if size > MAX_EXTRA_CHARS:
        raise ValueError(f"holds more than {MAX_EXTRA_CHARS:,} characters")
    return value


Extra = Annotated[dict[str, JsonValue], AfterValidator(check_json)]
Body = TypeVar("Body", bound=BaseModel)


def read(shape: type[Body], body: bytes | str) -> Body:
    """A body of this shape.

    Raises:
        InvalidInput: with every fault, by field; `meta.title` names a field inside another.
    """
    try:
        return shape.model_validate_json(body)
    except ValidationError as err:
        raise InvalidInput(list(_faults(err)), next_step="Nothing was changed.") from None


def _faults(err: ValidationError) -> Iterator[FieldFault]:
    for fault in err.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in fault["loc"] if not str(part).startswith(("function-", "json-")))
        reason = str(fault.get("ctx", {}).get("error") or fault["msg"])
        yield FieldFault(place or "body", reason[:1].lower() + reason[1:])


def to_json(value: BaseModel) -> dict[str, Any]:
    """The value in JSON's own types."""
    return value.model_dump(mode="json", by_alias=True)
