"""`blogdesk users`: the accounts of a hosted instance."""

import sys
from typing import Any

import click

from blogdesk.accounts.models import User
from blogdesk.accounts.roles import ROLES
from blogdesk.cli.instance import open_instance
from blogdesk.cli.options import data_dir_option, json_option, print_json

_ROLE = click.Choice(list(ROLES))


@click.group()
def users() -> None:
    """Accounts of a hosted blog: add them, list them, say what they may do."""


def _password(*, from_stdin: bool) -> str:
    """The first line of standard input, or what is typed, unseen, at a terminal."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask for a password: give it with --password-stdin.")
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password


def _shown(user: User) -> dict[str, Any]:
    names = ("username", "name", "email", "is_active")
    return {"id": str(user.id), **{name: getattr(user, name) for name in names}, "role": user.role_name}


def _print(user: User, *, as_json: bool, said: str) -> None:
    if as_json:
        print_json(_shown(user))
    else:
        click.echo(said)


@users.command("add")
@click.argument("username")
@click.option("--email", required=True, help="The e-mail address to sign in with.")
@click.option("--role", type=_ROLE, default="author", show_default=True)
@click.option("--name", default="", help="The name readers see; the username when absent.")
@click.option("--password-stdin", is_flag=True, help="Take the password from the first line of standard input.")
@json_option
@data_dir_option
def add(username: str, email: str, role: str, name: str, password_stdin: bool, as_json: bool) -> None:
    """Make an account."""
    from blogdesk.accounts import service
    from blogdesk.core.transactions import transaction

    password = _password(from_stdin=password_stdin)
    with open_instance():
        with transaction():
            user = service.add_user(username, email=email, password=password, role=role, name=name)
        _print(user, as_json=as_json, said=f"{user.username} may sign in as {user.role_name}.")


@users.command("list")
@json_option
@data_dir_option
def list_all(as_json: bool) -> None:
    """List the accounts."""
    from blogdesk.accounts import service

    with open_instance():
        found = service.list_users()
        if as_json:
            print_json([_shown(user) for user in found])
            return
        for user in found:
            state = "" if user.is_active else "\tclosed"
            click.echo(f"{user.username}\t{user.role_name}\t{user.email}{state}")


@users.command("set-role")
@click.argument("username")
@click.argument("role", type=_ROLE)
@json_option
@data_dir_option
def set_role(username: str, role: str, as_json: bool) -> None:
    """Say what an account may do from now on."""
    from blogdesk.accounts import service
    from blogdesk.core.transactions import transaction

    with open_instance():
        with transaction():
            user = service.set_role(service.get_user(username), role)
        _print(user, as_json=as_json, said=f"{user.username} is now {user.role_name}.")


@users.command("set-password")
@click.argument("username")
@click.option("--password-stdin", is_flag=True, help="Take the password from the first line of standard input.")
@json_option
@data_dir_option
def set_password(username: str, password_stdin: bool, as_json: bool) -> None:
    """Give an account another password; its sessions end."""
    from blogdesk.accounts import service
    from blogdesk.core.transactions import transaction

    password = _password(from_stdin=password_stdin)
    with open_instance():
        with transaction():
            user = service.get_user(username)
            service.change_password(user, password)
        _print(user, as_json=as_json, said=f"{user.username} has a new password; every browser was signed out.")


@users.command("deactivate")
@click.argument("username")
@json_option
@data_dir_option
def deactivate(username: str, as_json: bool) -> None:
    """Close an account: no sign-in, no token. What it wrote stays."""
    from blogdesk.accounts import service
    from blogdesk.core.transactions import transaction

    with open_instance():
        with transaction():
            user = service.deactivate(service.get_user(username))
        _print(user, as_json=as_json, said=f"{user.username} is closed.")


@users.command("reactivate")
@click.argument("username")
@json_option
@data_dir_option
def reactivate(username: str, as_json: bool) -> None:
    """Open a closed account again."""
    from blogdesk.accounts import service
    from blogdesk.core.transactions import transaction

    with open_instance():
        with transaction():
            user = service.reactivate(service.get_user(username))
        _print(user, as_json=as_json, said=f"{user.username} is open again.")
