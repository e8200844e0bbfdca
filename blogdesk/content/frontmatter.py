"""Front matter: the fields before the body of a Markdown file, in TOML, YAML or JSON.

Reading keeps every character; writing changes only the keys whose values changed.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import tomlkit
import yaml

Format = Literal["toml", "yaml", "json"]

_FENCED = re.compile(r"\A\ufeff?(?P<fence>\+\+\+|---)[ \t]*\r?\n(?P<inner>(?:.*\n)*?)(?P=fence)[ \t]*(?:\r?\n|\Z)")
_JSON_START = re.compile(r"\A\ufeff?(?=\{[ \t]*\r?\n)")
_LINE_END = re.compile(r"[ \t]*(?:\r?\n|\Z)")


@dataclass(frozen=True)
class Document:
    """A text split in two: `raw + body` is the text, to the character.

    `raw` holds the fences; `data` is empty and `fault` says why when the front matter does not parse.
    """

    format: Format | None
    raw: str
    body: str
    data: Mapping[str, Any] = field(default_factory=dict)
    fault: str | None = None


def split(text: str) -> Document:
    """Take the front matter off a text. A text without one, or with an open fence, is all body."""
    if _JSON_START.match(text):
        return _split_json(text)
    found = _FENCED.match(text)
    if not found:
        return Document(None, "", text)
    raw, body = found[0], text[found.end() :]
    name: Format = "toml" if found["fence"] == "+++" else "yaml"
    try:
        data = parse_fields(found["inner"], name)
    except ValueError as err:
        return Document(name, raw, body, fault=str(err))
    if data is None:
        return Document(None, "", text)
    return Document(name, raw, body, data)


def parse_fields(inner: str, name: Format) -> dict[str, Any] | None:
    """The fields between the fences; None when YAML holds mere prose, as between two thematic breaks.

    Raises:
        ValueError: with a message for the author, when it does not parse.
    """
    try:
        loaded = _parse(inner, name)
    except (ValueError, yaml.YAMLError) as err:
        message = " ".join(str(err).split())
        raise ValueError(f"The {name.upper()} front matter cannot be read: {message}") from err
    except RecursionError as err:
        raise ValueError(f"The {name.upper()} front matter is nested too deeply.") from err
    if isinstance(loaded, str):
        return None
    if not isinstance(loaded, dict):
        raise ValueError(f"The {name.upper()} front matter is not a list of names and values.")  # noqa: TRY004
    return {str(key): value for key, value in loaded.items()}


def _parse(inner: str, name: Format) -> object:
    if name == "toml":
        return tomllib.loads(inner.replace("\r\n", "\n"))
    if name == "json":
        return json.loads(inner)
    loaded = yaml.load(inner, Loader=_FieldLoader)  # noqa: S506 a subclass of SafeLoader
    return {} if loaded is None else loaded


class _FieldLoader(yaml.SafeLoader):
    """Refuses aliases of lists and maps: a few lines of them unfold to gigabytes when walked."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        aliased = self.check_event(yaml.AliasEvent)
        node = super().compose_node(parent, index)
        if aliased and not isinstance(node, yaml.ScalarNode):
            raise yaml.YAMLError("aliases of lists and maps are not taken; write them out")
        return node


def _split_json(text: str) -> Document:
    start = 1 if text.startswith("\ufeff") else 0
    try:
        loaded, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        # A body may begin with a brace: that is no front matter with a fault.
        return Document(None, "", text)
    tail = _LINE_END.match(text, end)
    if not tail or not isinstance(loaded, dict):
        return Document(None, "", text)
    return Document("json", text[: tail.end()], text[tail.end() :], loaded)


def compose(fields: Mapping[str, Any], name: Format, original_raw: str = "") -> str:
    """Front matter with these fields, fences included; a value of None takes its key away.

    With an `original_raw` of the same format its other keys, comments and order stay, and when no value
    differs it comes back to the character. One that does not parse comes back untouched: its author has
    to mend it first.
    """
    old = split(original_raw)
    if old.fault:
        return original_raw
    if old.format != name:
        return _fresh({key: value for key, value in fields.items() if value is not None}, name)
    changed = {
        key: value
        for key, value in fields.items()
        if (key in old.data or value is not None) and old.data.get(key, ...) != value
    }
    if not changed:
        return original_raw
    if name == "json":
        merged = {**old.data, **changed}
        return _fresh({key: value for key, value in merged.items() if value is not None}, name)
    newline = "\r\n" if "\r\n" in original_raw else "\n"
    lines = original_raw.replace("\r\n", "\n").splitlines(keepends=True)
    inner = "".join(lines[1:-1])
    inner = _edit_toml(inner, changed) if name == "toml" else _edit_yaml(inner, changed)
    return (lines[0] + inner + lines[-1]).replace("\n", newline)


def _fresh(fields: Mapping[str, Any], name: Format) -> str:
    if name == "toml":
        return f"+++\n{tomlkit.dumps(fields)}+++\n"
    if name == "yaml":
        return f"---\n{_yaml_lines(fields)}---\n"
    return json.dumps(fields, ensure_ascii=False, indent=2, default=str) + "\n"


def _edit_toml(inner: str, changed: Mapping[str, Any]) -> str:
    document = tomlkit.parse(inner)
    for key, value in changed.items():
        if value is None:
            del document[key]
        else:
            document[key] = value
    return tomlkit.dumps(document)


def _edit_yaml(inner: str, changed: Mapping[str, Any]) -> str:
    """Replace the lines of changed top-level keys; add new ones at the end."""
    left = dict(changed)
    lines = inner.splitlines(keepends=True)
    root = yaml.compose(inner, Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return _yaml_lines({**(yaml.safe_load(inner) or {}), **changed})
    for key_node, value_node in reversed(root.value):
        if key_node.value in left:
            first, last = key_node.start_mark.line, _last_line(lines, key_node.start_mark.line, value_node)
            value = left.pop(key_node.value)
            lines[first:last] = [] if value is None else [_yaml_lines({key_node.value: value})]
    kept = "".join(lines)
    gap = "" if not kept or kept.endswith("\n") else "\n"
    return kept + gap + (_yaml_lines(left) if left else "")


def _last_line(lines: list[str], first: int, node: yaml.Node) -> int:
    """The line after a value's last: a block value's mark may stand past blank lines and comments."""
    last = node.end_mark.line + (1 if node.end_mark.column else 0)
    last = min(max(last, first + 1), len(lines))
    while last > first + 1 and (not lines[last - 1].strip() or lines[last - 1].startswith("#")):
        last -= 1
    return last


def _yaml_lines(fields: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(fields), sort_keys=False, allow_unicode=True, width=10_000)
