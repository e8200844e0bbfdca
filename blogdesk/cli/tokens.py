"""`blogdesk tokens`: personal access tokens of a hosted instance."""

import uuid
from typing import Any

import click

from blogdesk.accounts.models import AccessToken
from blogdesk.cli.instance import open_instance
from blogdesk.cli.options import data_dir_option, json_option, print_json


@click.group()
def tokens() -> None:
    """Tokens by which programs reach the REST API as an account."""


def _shown(token: AccessToken) -> dict[str, Any]:
    names = ("name", "kind", "prefix", "scopes", "created_at", "last_used_at", "expires_at")
    return {
        "id": str(token.id),
        "username": token.user.username,
        **{name: getattr(token, name) for name in names},
    }


@tokens.command("add")
@click.argument("username")
@click.option("--name", required=True, help="What the token is for.")
@click.option("--scopes", required=True, metavar='"SCOPE …"', help="What it may do, such as “posts:read posts:write”.")
@json_option
@data_dir_option
def add(username: str, name: str, scopes: str, as_json: bool) -> None:
    """Make a token and print it alone on standard output: it is not shown again."""
    from blogdesk.accounts import service
    from blogdesk.accounts import tokens as all_tokens
    from blogdesk.core.transactions import transaction

    with open_instance():
        with transaction():
            wanted = scopes.replace(",", " ").split()
            token, text = all_tokens.issue(service.get_user(username), name=name, scopes=wanted)
        if as_json:
            print_json({**_shown(token), "token": text.text})
        else:
            click.echo(text.text)


@tokens.command("list")
@click.argument("username", required=False)
@json_option
@data_dir_option
def list_all(username: str | None, as_json: bool) -> None:
    """List live tokens, without their secrets."""
    from blogdesk.accounts import service
    from blogdesk.accounts import tokens as all_tokens

    with open_instance():
        found = all_tokens.list_tokens(service.get_user(username).id if username else None)
        if as_json:
            print_json([_shown(token) for token in found])
            return
        for token in found:
            used = f"{token.last_used_at:%Y-%m-%d %H:%M}" if token.last_used_at else "never"
            click.echo(f"{token.id}\t{token.user.username}\t{token.name}\t{' '.join(token.scopes)}\tlast used {used}")


@tokens.command("revoke")
@click.argument("token_id", metavar="ID", type=click.UUID)
@json_option
@data_dir_option
def revoke(token_id: uuid.UUID, as_json: bool) -> None:
    """Make a token useless for good."""
    from blogdesk.accounts import tokens as all_tokens
    from blogdesk.core.transactions import transaction

    with open_instance():
        with transaction():
            token = all_tokens.get_token(token_id)
            all_tokens.revoke(token)
        if as_json:
            print_json(_shown(token))
        else:
            click.echo(f"“{token.name}” of {token.user.username} is revoked.")
