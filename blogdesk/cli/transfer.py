"""`blogdesk import` and `blogdesk export`: moving in and out, with an account of every file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from blogdesk.cli.instance import open_instance
from blogdesk.cli.options import data_dir_option, json_option, print_json

if TYPE_CHECKING:
    from blogdesk.transfer.ledger import Ledger

# The ledger on a terminal names so many files that want a look; --json names every one.
SHOWN = 20


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@data_dir_option
@json_option
def import_command(path: Path, dry_run: bool, as_json: bool) -> None:
    """Import a folder of Markdown with its pictures. A second run changes nothing."""
    from blogdesk.factory import SETTLE_IMPORT
    from blogdesk.jobs.runner import run_pending
    from blogdesk.transfer.importing import import_folder

    with open_instance() as app:
        with click.progressbar(length=100, label="Reading", hidden=as_json) as bar:
            ledger = import_folder(path, dry_run=dry_run, progress=lambda n, of: bar.update(100 * n // of - bar.pos))
        run_pending(app, {SETTLE_IMPORT})
    report(ledger, as_json=as_json)


@click.command("export")
@click.argument("place", type=click.Path(path_type=Path), metavar="DIR|FILE.zip")
@click.option("--format", "form", type=click.Choice(["markdown"]), default="markdown", show_default=True)
@data_dir_option
@json_option
def export_command(place: Path, form: str, as_json: bool) -> None:
    """Export every post and picture as Markdown, to a folder or a ZIP file."""
    del form  # one so far; named already, so that scripts need not change when there are more
    from blogdesk.core.transactions import transaction
    from blogdesk.media.service import original_path
    from blogdesk.posts.autosave import fold_pending
    from blogdesk.transfer.exporting import export_markdown

    with open_instance():
        with transaction():
            fold_pending()
        ledger = export_markdown(place, original_path)
    report(ledger, as_json=as_json)


def report(ledger: "Ledger", *, as_json: bool) -> None:
    """The account at the end."""
    if as_json:
        print_json(ledger.as_json())
        return
    if ledger.dry_run:
        click.echo("Nothing was written. This is what an import would do:")
    for kind, outcomes in ledger.counts().items():
        click.echo(f"{kind:>8}: " + ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items()))
    noted = [entry for entry in ledger.entries if entry.outcome in {"failed", "skipped"} or entry.notes]
    for entry in noted[:SHOWN]:
        click.echo(f"  {entry.path}: " + " ".join([entry.reason, *entry.notes]).strip())
    if len(noted) > SHOWN:
        click.echo(f"  and {len(noted) - SHOWN} more; --json names every one")
