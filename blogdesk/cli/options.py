"""What the commands share: the data folder and `--json`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from blogdesk.core.paths import DataFolder, default_data_folder

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
_DATA_DIR = "blogdesk.data_dir"


def _remember_data_dir(context: click.Context, _parameter: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.find_root().meta[_DATA_DIR] = value


def data_dir_option(command: Decorated) -> Decorated:
    """`--data-dir DIR`, before or after the command's name; read it with `data_folder()`."""
    return click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        metavar="DIR",
        expose_value=False,
        is_eager=True,
        callback=_remember_data_dir,
        help="The folder of this instance (env BLOGDESK_DATA_DIR; else the platform's user data folder).",
    )(command)


def data_folder() -> DataFolder:
    """The data folder of the running command."""
    named: Path | None = click.get_current_context().find_root().meta.get(_DATA_DIR)
    return DataFolder(named.expanduser().resolve()) if named else default_data_folder()


def json_option(command: Decorated) -> Decorated:
    """`--json`, as `as_json`: one JSON document on stdout; errors as JSON on stderr."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def print_json(value: object) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, default=str))
