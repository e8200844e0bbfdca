"""`blogdesk backup` and `blogdesk restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from blogdesk.cli.options import data_dir_option, data_folder, json_option, print_json
from blogdesk.core.paths import DataFolder
from blogdesk.errors import Conflict, NotFound


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_dir_option
@json_option
def backup(file: Path, as_json: bool) -> None:
    """Write all posts, settings and original pictures to one ZIP file. BlogDesk may be running meanwhile."""
    from blogdesk.transfer.backup import write_backup

    folder = own_database()
    if not folder.database.exists():
        raise NotFound(f"There is no blog in {folder.root}.", next_step="Name its folder with --data-dir.")
    pictures = write_backup(folder, file)
    if as_json:
        print_json({"file": str(file), "pictures": pictures, "size_bytes": file.stat().st_size})
    else:
        click.echo(
            f"{file} holds the database and {pictures} picture files. `blogdesk restore {file}` brings them back."
        )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@data_dir_option
@json_option
def restore(file: Path, as_json: bool) -> None:
    """Bring back what `blogdesk backup` wrote. What is there now is kept in the folder backups."""
    from blogdesk.transfer.backup import restore_backup

    folder = own_database()
    with nobody_writing(folder):
        pictures = restore_backup(folder, file)
    if as_json:
        print_json({"file": str(file), "pictures": pictures})
    else:
        click.echo(f"The library is what it was in {file}. The one before is kept in {folder.backups}.")


def own_database() -> DataFolder:
    """The data folder, ready.

    Raises:
        Conflict: the database is elsewhere.
    """
    from blogdesk.core.config import load_config
    from blogdesk.core.opening import keeps_own_database

    config = load_config(data_folder())
    if not keeps_own_database(config):
        raise Conflict(
            "The posts of this instance are in another database than the one of its data folder.",
            next_step="Nothing was changed. Back that database up with its own tools, such as pg_dump.",
        )
    return config.data_folder


@contextmanager
def nobody_writing(folder: DataFolder) -> Iterator[None]:
    """Keep the desktop app from the folder.

    Raises:
        Conflict: it is running.
    """
    from blogdesk.desktop.single_instance import InstanceLock

    lock = InstanceLock(folder)
    if not lock.acquire():
        raise Conflict("BlogDesk is open on this folder.", next_step="Nothing was changed. Close it, then try again.")
    try:
        yield
    finally:
        lock.release()
