"""The documents say what there is: every command with its options, every variable of the environment."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from blogdesk.cli.main import COMMANDS, Commands, command_line

ROOT = Path(__file__).parent.parent
# Names of Flask's own configuration, which share the prefix and are no variables.
APP_KEYS = {"BLOGDESK_CSRF", "BLOGDESK_NATIVE_DIALOGS", "BLOGDESK_SERVES_READERS"}


def leaves(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, each in command.commands.items():
            yield from leaves(f"{path} {name}", each)
    else:
        yield path, command


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_and_its_options_are_in_the_docs(name: str) -> None:
    assert isinstance(command_line, Commands)
    command = command_line.get_command(click.Context(command_line), name)
    assert command is not None
    sections = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").split("\n## ")
    for path, leaf in leaves(f"blogdesk {name}", command):
        [section] = [each for each in sections if re.match(rf"`{path}[ `]", each)] or [""]
        options = {option for p in leaf.params if isinstance(p, click.Option) for option in p.opts if option[1] == "-"}
        assert {option for option in options - {"--data-dir"} if option not in section} == set(), path
        assert section, f"{path} is not in docs/commands.md"


def read_by_the_code() -> set[str]:
    found = set()
    for path in [*(ROOT / "blogdesk").rglob("*.py"), *(ROOT / "packaging").rglob("*.py")]:
        source = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"BLOGDESK_[A-Z_]*[A-Z]", source))
        if path.name == "config.py":
            found |= {f"BLOGDESK_{name}" for name in re.findall(r'\bvalue\("([A-Z_]+)"', source)}
    return found - APP_KEYS


def test_every_variable_that_is_read_is_in_the_docs_and_no_other() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(BLOGDESK_[A-Z_]+)`", page, re.MULTILINE)) == read_by_the_code()


def test_the_example_names_only_variables_that_are_read() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^(BLOGDESK_[A-Z_]+)=", example, re.MULTILINE)) <= read_by_the_code()
