import click
import pytest

from blogdesk.cli.main import COMMANDS, Commands, command_line


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_of_the_table_is_there_and_explains_itself(name: str) -> None:
    assert isinstance(command_line, Commands)
    command = command_line.get_command(click.Context(command_line), name)
    assert command is not None
    assert command.help


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_takes_the_data_folder(name: str) -> None:
    assert isinstance(command_line, Commands)
    command = command_line.get_command(click.Context(command_line), name)
    assert command is not None
    leaves = [command.commands[each] for each in command.commands] if isinstance(command, click.Group) else [command]
    assert [leaf.name for leaf in leaves if "--data-dir" not in {o for p in leaf.params for o in p.opts}] == []
