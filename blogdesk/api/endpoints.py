"""A route as its declaration: address, who may, what comes in, what goes out. The OpenAPI document reads the same.

A view gets the path's parts and, as far as declared, `caller`, `query` and `body`; it returns an Answer.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from flask import Response, g, json, request
from pydantic import BaseModel, ValidationError

from blogdesk.api.caller import ANONYMOUS_PER_MINUTE, count, find_caller
from blogdesk.api.limits import MAX_BODY_BYTES
from blogdesk.api.problems import Refused
from blogdesk.errors import FieldFault, InvalidInput
from blogdesk.wire.shapes import read

Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
View = Callable[..., "Answer | Response"]
JSON_TYPES = ("application/json", "application/merge-patch+json")


@dataclass(frozen=True)
class Answer:
    """What a view gives: a shape (or plain JSON) and how it is sent. `etag` is quoted already."""

    body: BaseModel | dict[str, Any] | None = None
    status: int = 200
    etag: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Endpoint:
    """One declared route. `path` is below /api/v1, written as Flask does; `preconditions` name the headers it needs."""

    method: Method
    path: str
    view: View
    tag: str
    scope: str | None = None
    public: bool = False
    body: type[BaseModel] | None = None
    body_optional: bool = False
    body_type: str = "application/json"
    query: type[BaseModel] | None = None
    answers: Mapping[int, type[BaseModel] | None] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    # A body that is no JSON: bytes as they are, or a form with a file under this name.
    takes_bytes: bool = False
    file_field: str = ""

    @property
    def name(self) -> str:
        """The operation's id."""
        return self.view.__name__

    @property
    def title(self) -> str:
        """The first line of the view's docstring, without the full stop."""
        return (inspect.getdoc(self.view) or "").partition("\n")[0].rstrip(".")

    @property
    def text(self) -> str:
        """The view's docstring."""
        return inspect.getdoc(self.view) or ""

    def __call__(self, **path: str) -> Response:
        """Answer a request: who asks, may they, what do they want; then the view."""
        given: dict[str, Any] = dict(path)
        if self.public:
            count("anonymous", request.remote_addr or "", limit=ANONYMOUS_PER_MINUTE)
        else:
            given["caller"] = g.caller = find_caller()
            if self.scope is not None:
                given["caller"].require(self.scope)
        if self.query is not None:
            given["query"] = read_query(self.query)
        if self.body is not None:
            given["body"] = self._read_body(self.body)
        answer = self.view(**given)
        return answer if isinstance(answer, Response) else send(answer)

    def _read_body(self, shape: type[BaseModel]) -> BaseModel | None:
        if request.content_length is None and request.headers.get("Transfer-Encoding") is None and self.body_optional:
            return None
        request.max_content_length = MAX_BODY_BYTES
        data = request.get_data(cache=True)
        if not data and self.body_optional:
            return None
        if request.mimetype not in JSON_TYPES:
            raise Refused(
                415, "unsupported-media-type", f"The body is {request.mimetype or 'of no type'}, not application/json."
            )
        return read(shape, data)


def read_query(shape: type[BaseModel]) -> BaseModel:
    """The query of the request.

    Raises:
        InvalidInput: with every fault.
    """
    try:
        return shape.model_validate(request.args.to_dict())
    except ValidationError as err:
        faults = [
            FieldFault(".".join(map(str, fault["loc"])) or "query", fault["msg"].lower())
            for fault in err.errors(include_url=False, include_input=False)
        ]
        raise InvalidInput(faults) from None


def send(answer: Answer) -> Response:
    """The answer as it goes out."""
    if answer.body is None:
        response = Response(status=answer.status)
        del response.headers["Content-Type"]
    else:
        body = answer.body.model_dump_json() if isinstance(answer.body, BaseModel) else json.dumps(answer.body)
        response = Response(body, answer.status, content_type="application/json")
    if answer.etag:
        response.headers["ETag"] = answer.etag
    response.headers.update(answer.headers)
    return response


class Routes:
    """Collects the endpoints of one module."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.endpoints: list[Endpoint] = []

    def add(self, method: Method, path: str, **declared: Any) -> Callable[[View], View]:
        """Declare the decorated view as the one for this method and path."""

        def declare(view: View) -> View:
            self.endpoints.append(Endpoint(method, path, view, self.tag, **declared))
            return view

        return declare
