"""The command `blogdesk`. A command is a row of COMMANDS and a file of this folder, imported when it is asked for."""

import importlib
import json
import sys
from collections.abc import Sequence

import click

import blogdesk
from blogdesk.cli.options import data_dir_option
from blogdesk.errors import BlogDeskError, InvalidInput

# name → module:object. Imported lazily: a window must not wait for the importers of other commands.
COMMANDS: dict[str, str] = {
    "backup": "blogdesk.cli.safety:backup",
    "connect": "blogdesk.cli.connect:connect",
    "db": "blogdesk.cli.db:db",
    "desktop": "blogdesk.cli.desktop:desktop",
    "destinations": "blogdesk.cli.connect:destinations",
    "disconnect": "blogdesk.cli.connect:disconnect",
    "doctor": "blogdesk.cli.doctor:doctor",
    "edit": "blogdesk.cli.posts:edit",
    "export": "blogdesk.cli.transfer:export_command",
    "import": "blogdesk.cli.transfer:import_command",
    "jobs": "blogdesk.cli.jobs:jobs",
    "list": "blogdesk.cli.posts:list_command",
    "new": "blogdesk.cli.posts:new",
    "publish": "blogdesk.cli.publish:publish",
    "restore": "blogdesk.cli.safety:restore",
    "seed": "blogdesk.cli.seed:seed",
    "selfcheck": "blogdesk.cli.selfcheck:selfcheck",
    "serve": "blogdesk.cli.serve:serve",
    "show": "blogdesk.cli.posts:show",
    "status": "blogdesk.cli.publish:status",
    "sync": "blogdesk.cli.publish:sync",
    "tokens": "blogdesk.cli.tokens:tokens",
    "unpublish": "blogdesk.cli.publish:unpublish",
    "users": "blogdesk.cli.users:users",
}
DEFAULT = "desktop"


class Commands(click.Group):
    """The table above as a click group."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the interface
        """The names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the interface
        """The command of this name, imported now."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(blogdesk.__version__, prog_name="BlogDesk")
@data_dir_option
@click.pass_context
def command_line(context: click.Context) -> None:
    """Write a blog on your own computer, and publish it. Without a command: open the window.

    Exit status: 0 done, 1 failed (the reason on stderr), 2 wrong usage.
    """
    if context.invoked_subcommand is None:
        command = command_line.get_command(context, DEFAULT)
        if command is not None:
            context.invoke(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; its exit status."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = command_line.main(args=arguments, prog_name="blogdesk", standalone_mode=False)
    except click.ClickException as err:
        err.show()
        return err.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 1
    except BlogDeskError as err:
        report(err, as_json="--json" in arguments)
        return 1
    return status if isinstance(status, int) else 0


def report(err: BlogDeskError, *, as_json: bool) -> None:
    """An error on stderr: one line that says what happened, then what to do."""
    if as_json:
        click.echo(json.dumps(fields_of(err), ensure_ascii=False), err=True)
        return
    click.echo(f"Error: {err.message.replace(chr(10), ' ')}", err=True)
    if err.next_step:
        click.echo(err.next_step, err=True)


def fields_of(err: BlogDeskError) -> dict[str, object]:
    """The members of a problem that make sense without HTTP."""
    faults = err.faults if isinstance(err, InvalidInput) else ()
    errors = [{"field": fault.field, "reason": fault.reason} for fault in faults]
    return {"code": err.code, "detail": err.message, "next_step": err.next_step, "errors": errors}


def as_desktop(arguments: Sequence[str]) -> list[str]:
    """The arguments of `main.py`: those of `blogdesk desktop`, unless they begin with another command's name."""
    known = bool(arguments) and arguments[0] in {*COMMANDS, "--version"}
    return list(arguments) if known else [DEFAULT, *arguments]


if __name__ == "__main__":
    sys.exit(main())
