"""`blogdesk desktop`: the app."""

from pathlib import Path

import click

from blogdesk.cli.options import data_dir_option, data_folder


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--browser", is_flag=True, help="Open in the system's browser instead of a window.")
@click.option("--no-open", is_flag=True, help="Serve only; the first line on stdout is JSON: enter_url, pid.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="A fixed port (default 0: any free one).")
@data_dir_option
def desktop(files: tuple[Path, ...], browser: bool, no_open: bool, port: int) -> int:
    """Write in a window of your own: opens the desktop app on the data folder.

    Without a usable display it opens the system's browser; else it prints the address and keeps serving.
    FILES are Markdown files to open as new posts. A second start hands its files to the first and ends.
    """
    # Here: help and usage errors need none of it.
    from blogdesk.desktop import app

    options = app.DesktopOptions(files=files, browser=browser, open_it=not no_open, port=port)
    status = app.run_desktop(data_folder(), options)
    app.leave(status)
    return status
