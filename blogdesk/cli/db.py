"""`blogdesk db`: the schema of the database."""

import click

from blogdesk.cli.instance import open_unmigrated
from blogdesk.cli.options import data_dir_option, json_option, print_json
from blogdesk.errors import FieldFault, InvalidInput


@click.group()
def db() -> None:
    """Bring the database to another version of its schema."""


@db.command()
@click.argument("revision", default="head")
@data_dir_option
def upgrade(revision: str) -> None:
    """Bring the database up to REVISION (default: the newest)."""
    from blogdesk.core import schema

    check(revision)
    with open_unmigrated() as app:
        schema.upgrade(app, revision)
        click.echo(f"The database is at {schema.current_version() or 'base'}.")


@db.command()
@click.argument("revision")
@data_dir_option
def downgrade(revision: str) -> None:
    """Bring the database down to REVISION (`base`: no table at all). What only newer versions keep is lost."""
    from blogdesk.core import schema

    check(revision)
    with open_unmigrated() as app:
        schema.downgrade(app, revision)
        click.echo(f"The database is at {schema.current_version() or 'base'}.")


@db.command()
@data_dir_option
@json_option
def current(as_json: bool) -> None:
    """Say which version of the schema the database has."""
    from blogdesk.core import schema

    with open_unmigrated():
        version = schema.current_version()
    if as_json:
        print_json({"version": version, "newest": schema.HEAD})
    else:
        click.echo(f"{version or 'base'} (newest: {schema.HEAD})")


def check(revision: str) -> None:
    """Raise unless there is a migration of this name.

    Raises:
        InvalidInput: there is none.
    """
    from blogdesk.core import schema

    known = schema.versions()
    if revision not in {"head", "base", *known}:
        named = ", ".join(known)
        raise InvalidInput(
            [FieldFault("revision", f"there is no version {revision}")], next_step=f"There are: base, {named}, head."
        )
