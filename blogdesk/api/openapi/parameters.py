"""What can stand in a path, a query and a header, as OpenAPI parameters."""

import re
from typing import Any

from pydantic import BaseModel

from blogdesk.api.endpoints import Endpoint

_UUID = {"type": "string", "format": "uuid"}
_NAME = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"^[A-Za-z0-9._~-]+$"}
_ETAG = r'^(\*|(W/)?"[0-9a-f]{8}-[1-9][0-9]{0,8}")$'
# Parts of a path that are an id or a name when read, and always an id when written.
_NAMED_WHEN_READ = frozenset({"post", "tag", "media"})
_PATH_TEXTS = {
    "post": "The post's id; for reading, also its slug.",
    "tag": "The tag's id; for reading, also its slug.",
    "media": "The picture's id; for reading, also `sha256:` and the hash of its bytes in hexadecimal.",
    "upload": "The upload's id.",
    "redirect": "The redirect's id.",
    "token": "The token's id.",
    "username": "The username.",
    "category": "The category's id, or its path of slugs from the root; the slashes stand as they are.",
}
_HEADERS: dict[str, dict[str, Any]] = {
    "If-Match": {
        "description": "The ETag of the revision that the write is based on, or `*` for whichever stands.",
        "schema": {"type": "string", "minLength": 1, "pattern": _ETAG, "examples": ["*"]},
    },
    "If-None-Match": {
        "description": "`*`: create, and only if there is nothing yet.",
        "schema": {"type": "string", "enum": ["*"]},
    },
    "If-None-Match-Read": {
        "description": "The ETag that the client has: 304 when it is still the one.",
        "schema": {"type": "string"},
    },
    "Idempotency-Key": {
        "description": "A name for this write: sent again with it, the request has the effect of one.",
        "schema": {"type": "string", "pattern": r'^"?[\x21\x23-\x7e]{1,64}"?$'},
    },
    "Upload-Offset": {
        "description": "The byte at which this piece begins.",
        "schema": {"type": "integer", "minimum": 0, "maximum": 10**12},
    },
}
# Without these the request cannot be carried out at all.
_REQUIRED = {"Upload-Offset"}


def openapi_path(path: str) -> str:
    """A Flask rule as OpenAPI writes it."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)


def parameters_of(endpoint: Endpoint) -> list[dict[str, Any]]:
    """The parameters of an endpoint."""
    return [
        *(_path_parameter(endpoint, name) for name in re.findall(r"<(?:\w+:)?(\w+)>", endpoint.path)),
        *(_query_parameters(endpoint.query) if endpoint.query else ()),
        *(_header(endpoint, name) for name in endpoint.headers),
    ]


def _path_parameter(endpoint: Endpoint, name: str) -> dict[str, Any]:
    read = endpoint.method == "GET" and endpoint.path.endswith(">")
    named = name in {"username", "category"} or (name in _NAMED_WHEN_READ and read)
    schema = _NAME if named else _UUID
    if name == "media" and read:
        schema = {**_NAME, "pattern": r"^[A-Za-z0-9:._~-]+$"}
    return {"name": name, "in": "path", "required": True, "description": _PATH_TEXTS[name], "schema": schema}


def _query_parameters(shape: type[BaseModel]) -> list[dict[str, Any]]:
    schema = shape.model_json_schema()
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _plain(part)}
        for name, part in schema["properties"].items()
    ]


def _plain(part: dict[str, Any]) -> dict[str, Any]:
    """A query knows no null: what is left out is absent."""
    kinds = [kind for kind in part.get("anyOf", []) if kind.get("type") != "null"]
    plain = {**part, **(kinds[0] if len(kinds) == 1 else {})}
    hidden = {"anyOf", "title"} | ({"default"} if plain.get("default") is None else set())
    return {name: value for name, value in plain.items() if name not in hidden}


def _header(endpoint: Endpoint, name: str) -> dict[str, Any]:
    # A write that cannot create has nothing to say but what it is based on.
    based = name == "If-Match" and "If-None-Match" not in endpoint.headers
    return {
        "name": name.removesuffix("-Read"),
        "in": "header",
        "required": based or name in _REQUIRED,
        **_HEADERS[name],
    }
