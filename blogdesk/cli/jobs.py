"""`blogdesk jobs`: the work that waits in the database."""

import click

from blogdesk.cli.instance import open_instance
from blogdesk.cli.options import data_dir_option, json_option, print_json

STATES = ("waiting", "running", "done", "failed")


@click.group()
def jobs() -> None:
    """Look at the work that is done in the background, or do it now."""


@jobs.command()
@data_dir_option
@json_option
def run(as_json: bool) -> None:
    """Do every job that is due, here and now; then end."""
    from blogdesk.jobs.runner import run_pending

    with open_instance() as app:
        count = run_pending(app)
    if as_json:
        print_json({"done": count})
    else:
        click.echo(f"{count} jobs were taken up. `blogdesk jobs list` says how each went.")


@jobs.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only these.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@data_dir_option
@json_option
def list_command(state: str | None, limit: int, as_json: bool) -> None:
    """List the jobs, newest first."""
    from blogdesk.jobs.service import list_jobs

    names = ("id", "kind", "state", "attempts", "run_after", "created_at", "finished_at", "last_error")
    with open_instance():
        rows = [{name: getattr(job, name) for name in names} for job in list_jobs(state=state, limit=limit)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        words = f"{row['created_at']:%Y-%m-%d %H:%M}  {row['state']:<7}  {row['kind']}  attempts: {row['attempts']}"
        click.echo(f"{words}  {row['last_error'] or ''}".rstrip())
