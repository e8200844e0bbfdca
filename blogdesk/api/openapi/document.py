"""The whole document."""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

import blogdesk
from blogdesk.api.endpoints import Endpoint
from blogdesk.api.openapi.parameters import openapi_path, parameters_of
from blogdesk.api.openapi.statuses import FAILURES, failures_of
from blogdesk.wire.problems import CONTENT_TYPE, Problem

_TAGS = {
    "instance": "Who answers, and what it can do.",
    "posts": "Posts and pages. Every write says what it is based on, and can be sent twice.",
    "media": "Pictures, and uploads that survive a cut line.",
    "taxonomy": "Tags and categories.",
    "site": "Settings, redirects, people, search, preview.",
    "changes": "What changed since a client last asked.",
    "access": "Tokens, and signing in without a browser.",
}
_INTRODUCTION = (
    "The interface of a BlogDesk blog for programs. Errors are problems (RFC 9457). Lists come in pages with a cursor. "
    "Times are RFC 3339, UTC. A write names the revision it is based on (`If-Match`) and may carry an "
    "`Idempotency-Key`. Every answer carries `BlogDesk-Instance`: an answer without it came from something else."
)
_SAID = {200: "Done.", 201: "Made.", 204: "Done; there is nothing to say.", 304: "The client has it."}
_REF = "#/components/schemas/{model}"
Names = dict[tuple[type[BaseModel], JsonSchemaMode], dict[str, Any]]


@cache
def make_document(endpoints: Sequence[Endpoint], *, base_url: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of these endpoints, for the blog at this address."""
    names, schemas = _schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        place = paths.setdefault(f"/api/v1{openapi_path(endpoint.path)}", {})
        place[endpoint.method.lower()] = _operation(endpoint, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "BlogDesk API",
            "version": blogdesk.__version__,
            "description": _INTRODUCTION,
            "license": {"name": "MIT", "identifier": "MIT"},
            "contact": {"name": "The owner of this blog", "url": base_url},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {str(status): _problem(text) for status, text in FAILURES.items()},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(endpoints: Sequence[Endpoint]) -> tuple[Names, dict[str, Any]]:
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Problem, "serialization")]
    for endpoint in endpoints:
        wanted += [(endpoint.body, "validation")] if endpoint.body else []
        wanted += [(shape, "serialization") for shape in endpoint.answers.values() if shape is not None]
    names, definitions = models_json_schema(list(dict.fromkeys(wanted)), ref_template=_REF)
    return cast("Names", names), definitions["$defs"]


def _operation(endpoint: Endpoint, names: Names) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "tags": [endpoint.tag],
        "summary": endpoint.title,
        "description": _description(endpoint),
        "parameters": parameters_of(endpoint),
        "responses": _responses(endpoint, names),
    }
    if endpoint.public:
        operation["security"] = []
    body = _body(endpoint, names)
    return operation | ({"requestBody": body} if body else {})


def _description(endpoint: Endpoint) -> str:
    needs = f" Needs the scope `{endpoint.scope}`." if endpoint.scope else ""
    return " ".join(endpoint.text.split("\n\n", 1)[-1].split()) + needs


def _body(endpoint: Endpoint, names: Names) -> dict[str, Any] | None:
    bytes_schema = {"type": "string", "format": "binary"}
    if endpoint.takes_bytes:
        return {"required": True, "content": {"application/octet-stream": {"schema": bytes_schema}}}
    if endpoint.file_field:
        pictures = {endpoint.file_field: {"contentType": "image/png, image/jpeg, image/webp, image/gif, image/avif"}}
        form = {"schema": _form(endpoint.file_field), "encoding": pictures}
        return {"required": True, "content": {"multipart/form-data": form}}
    if endpoint.body is None:
        return None
    content = {"schema": names[endpoint.body, "validation"]}
    kinds = dict.fromkeys((endpoint.body_type, "application/json"))
    return {"required": not endpoint.body_optional, "content": dict.fromkeys(kinds, content)}


def _form(field: str) -> dict[str, Any]:
    text = {"type": "string", "maxLength": 2_000}
    file = {"type": "string", "format": "binary", "minLength": 1}
    return {"type": "object", "required": [field], "properties": {field: file, "alt": text, "caption": text}}


def _responses(endpoint: Endpoint, names: Names) -> dict[str, Any]:
    answers = {str(status): _answer(status, shape, names) for status, shape in endpoint.answers.items()}
    return answers | {str(status): {"$ref": f"#/components/responses/{status}"} for status in failures_of(endpoint)}


def _answer(status: int, shape: type[BaseModel] | None, names: Names) -> dict[str, Any]:
    if shape is None:
        return {"description": _SAID[status]}
    schema = names[shape, "serialization"]
    return {"description": _SAID[status], "content": {"application/json": {"schema": schema}}}


def _problem(text: str) -> dict[str, Any]:
    return {"description": text, "content": {CONTENT_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}}}
