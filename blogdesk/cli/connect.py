"""`blogdesk connect`, `disconnect`, `destinations`: the blogs this computer publishes to."""

import platform
import queue
import sys
import webbrowser
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click

from blogdesk.cli.instance import open_instance
from blogdesk.cli.options import data_dir_option, json_option, print_json
from blogdesk.errors import BlogDeskError, SecretStoreAbsent, Unreachable

if TYPE_CHECKING:
    from blogdesk.publishing.blogdesk_api.discovery import FoundBlog
    from blogdesk.publishing.models import Destination

# As long as the address the browser comes back to is waited for.
APPROVAL_LIFE_S = 600.0


@click.command()
@click.argument("url")
@click.option("--name", default="", help="How to call the blog here (default: its own name).")
@click.option("--token-stdin", is_flag=True, help="Read a token from standard input instead of asking the browser.")
@click.option("--allow-insecure", is_flag=True, help="Permit plain http to another computer. Others may read along.")
@data_dir_option
@json_option
def connect(url: str, name: str, token_stdin: bool, allow_insecure: bool, as_json: bool) -> None:
    """Connect the blog at URL, by approval in the browser; its token goes to this computer's keyring."""
    from blogdesk.core.http import impatient_client, shared_client
    from blogdesk.publishing.blogdesk_api.discovery import discover
    from blogdesk.publishing.connect import check_token

    with open_instance(with_keyring=True):
        with impatient_client(allow_insecure=allow_insecure) as http:
            blog = discover(url, http)
        patient = shared_client(allow_insecure=allow_insecure)
        if token_stdin:
            token = sys.stdin.readline().strip()
            check_token(blog, token, patient)
        else:
            token = _approved(blog, lambda text: click.echo(text, err=True))
        row = _keep(blog, token, name=name, allow_insecure=allow_insecure)
        _tell(row, as_json=as_json)


def _approved(blog: "FoundBlog", say: Callable[[str], None]) -> str:
    """The token that a person gives in the browser."""
    from blogdesk.cli.loopback import loopback_door
    from blogdesk.core.http import HttpClient
    from blogdesk.publishing import connect as steps

    answers: queue.SimpleQueue[str | BlogDeskError] = queue.SimpleQueue()
    with loopback_door() as door, HttpClient(allow_insecure=blog.url.startswith("http:")) as http:

        def receive(query: Mapping[str, str]) -> None:
            try:
                answers.put(steps.exchange(approval, steps.code_in(approval, query), http))
            except BlogDeskError as err:
                answers.put(err)
                raise

        approval = steps.start(blog, door.expect(receive), app_name=f"BlogDesk on {platform.node()}"[:100])
        say(f"Approve the connection in your browser:\n{approval.authorize_url}")
        webbrowser.open(approval.authorize_url)
        try:
            answer = answers.get(timeout=APPROVAL_LIFE_S)
        except queue.Empty:
            raise Unreachable("The connection was not approved in time.", next_step="Start again.") from None
    if isinstance(answer, BlogDeskError):
        raise answer
    return answer


def _keep(blog: "FoundBlog", token: str, *, name: str, allow_insecure: bool) -> "Destination":
    from blogdesk.core.instance import current_secrets
    from blogdesk.core.transactions import transaction
    from blogdesk.publishing.service import keep_destination, secret_name_of
    from blogdesk.sync.service import resume

    current_secrets().set(secret_name_of(blog), token)
    if not current_secrets().lasting:
        raise SecretStoreAbsent(
            "This computer has no keyring that could keep the token for the next command.",
            next_step="Nothing was connected. Connect from the app, or give each command the token in BLOGDESK_TOKEN.",
        )
    with transaction():
        row = keep_destination(blog, name=name, allow_insecure=allow_insecure)
        resume(row)
    return row


def _tell(row: "Destination", *, as_json: bool) -> None:
    if as_json:
        print_json(shown(row))
    else:
        click.echo(f"Connected to {row.name} at {row.url}.")


def shown(row: "Destination") -> dict[str, object]:
    """A destination in JSON."""
    return {"id": str(row.id), "name": row.name, "url": row.url, "state": row.state, "paused": row.paused,
            "last_error": row.last_error, "last_contact_at": row.last_contact_at}  # fmt: skip


@click.command()
@click.argument("name")
@data_dir_option
@json_option
def disconnect(name: str, as_json: bool) -> None:
    """Forget the blog NAME and its token here. Its posts stay where they are, here and there."""
    from blogdesk.core.instance import current_secrets
    from blogdesk.core.transactions import transaction
    from blogdesk.publishing.service import choose_destination, remove_destination

    with open_instance(with_keyring=True):
        with transaction():
            row = choose_destination(name)
            told, secret_name = shown(row), remove_destination(row)
        current_secrets().delete(secret_name)
    if as_json:
        print_json(told)
    else:
        click.echo(f"{told['name']} is disconnected. To end its access there too, revoke it under Account, Tokens.")


@click.command()
@data_dir_option
@json_option
def destinations(as_json: bool) -> None:
    """List the connected blogs."""
    from blogdesk.publishing.service import list_destinations

    with open_instance():
        rows = [shown(row) for row in list_destinations()]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['name']}  {row['url']}  {row['last_error'] or row['state']}")
    if not rows:
        click.echo("No blog is connected. Connect one: blogdesk connect URL")
