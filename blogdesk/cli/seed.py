"""`blogdesk seed`: sample posts for an empty blog."""

import click

from blogdesk.cli.options import data_dir_option, data_folder, json_option, print_json


@click.command()
@data_dir_option
@json_option
def seed(as_json: bool) -> None:
    """Put a few sample posts with pictures into an empty blog."""
    # Here: --help needs none of it.
    from blogdesk.core import schema
    from blogdesk.core.config import load_config
    from blogdesk.core.sqlite_faults import storage_errors
    from blogdesk.core.transactions import transaction
    from blogdesk.jobs.runner import run_pending
    from blogdesk.server.samples import seed_samples
    from blogdesk.server.wsgi import hosted_app

    app = hosted_app(load_config(data_folder()))
    with storage_errors():
        schema.upgrade(app)
        with app.app_context(), transaction():
            seeded = seed_samples()
        run_pending(app)
    if as_json:
        print_json({"posts": seeded.posts, "pictures": seeded.pictures})
    else:
        click.echo(f"{seeded.posts} posts and {seeded.pictures} pictures are in the blog.")
