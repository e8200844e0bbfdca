"""`blogdesk serve`: the hosted instance."""

from dataclasses import replace

import click

from blogdesk.cli.options import data_dir_option, data_folder
from blogdesk.core.config import load_config
from blogdesk.core.logs import set_up_logs
from blogdesk.errors import FieldFault, InvalidInput


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 for any free port.")
@click.option("--base-url", default="", metavar="URL", help="The public address of the blog (env BLOGDESK_BASE_URL).")
@data_dir_option
def serve(host: str, port: int, base_url: str) -> None:
    """Serve the blog of the data folder to its readers, until SIGINT or SIGTERM.

    Brings the database up to date first, and prints one line when it accepts connections. Requests for any other
    host name than that of the public address are refused.
    """
    # Here: --help needs none of it.
    from blogdesk.server.serve import serve as run

    config = load_config(data_folder())
    if base_url:
        config = replace(config, base_url=checked_url(base_url))
    set_up_logs(config.data_folder.logs, level=config.log_level)
    run(config, host=host, port=port, announce=lambda url: click.echo(f"BlogDesk serves {url}"))


def checked_url(url: str) -> str:
    """A public address: a scheme and a host, no path.

    Raises:
        InvalidInput: it is none.
    """
    bare = url.rstrip("/")
    scheme, mark, host = bare.partition("://")
    if scheme not in {"http", "https"} or not mark or not host or set(host) & set("/?#@ "):
        raise InvalidInput(
            [FieldFault("base-url", f"{url} is no address of a blog")], next_step="Write it as https://blog.example"
        )
    return bare
