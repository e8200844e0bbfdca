"""`blogdesk selfcheck`: whether this installed or frozen app has all its parts."""

import importlib.util
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from blogdesk.cli.options import data_dir_option, json_option, print_json


@click.command()
@data_dir_option
@json_option
def selfcheck(as_json: bool) -> int:
    """Prove that every part of this app is there and works. Touches no data folder."""
    results = {name: outcome(check) for name, check in CHECKS.items()}
    if as_json:
        print_json(
            {"ok": not any(results.values()), "parts": {name: reason or "ok" for name, reason in results.items()}}
        )
    else:
        for name, reason in results.items():
            click.echo(f"{name}: {reason or 'ok'}")
    if any(results.values()):
        click.echo("This installation is not whole. Install BlogDesk again; your data folder is not touched.", err=True)
        return 1
    return 0


def outcome(check: Callable[[], None]) -> str:
    """Why a part does not work; empty when it does."""
    try:
        check()
    except Exception as err:  # noqa: BLE001 - the edge of every check: the reason is its result
        return f"{type(err).__name__}: {err}"
    return ""


def _slugs() -> None:
    from blogdesk.content.slugs import slugify_title

    expect(slugify_title("Fjellvær på Øya"), "fjellvaer-pa-oya")


def _markdown() -> None:
    from blogdesk.content.markdown import render

    html = render("```python\nprint(1)\n```\n\n| a |\n|---|\n| b |\n").html
    expect([part in html for part in ('class="nb"', "<table")], [True, True])


def _search() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE t USING fts5(body, prefix='2 3 4')")
        database.execute("INSERT INTO t VALUES ('lighthouse keeper')")
        expect(database.execute("SELECT count(*) FROM t WHERE t MATCH 'ligh*'").fetchone(), (1,))


def _pictures() -> None:
    from blogdesk.media.renditions import make_renditions
    from blogdesk.server import samples

    picture = Path(samples.__file__).parent / "samples" / "pictures" / "low-water.jpg"
    with tempfile.TemporaryDirectory() as folder:
        made = make_renditions(picture, Path(folder))
        expect("image/webp" in {rendition.mime for rendition in made}, wanted=True)


def _migrations() -> None:
    from blogdesk.core import schema

    expect((schema.MIGRATIONS / "env.py").is_file(), True)
    expect(schema.versions()[-1:], [schema.HEAD])


def _keyring() -> None:
    expect(importlib.util.find_spec("keyring") is not None, wanted=True)


def _studio() -> None:
    from blogdesk.studio import assets

    bundle = assets.bundle()
    files = [bundle.script, *bundle.preloads, *assets.editor_preloads()]
    expect([name for name in files if not (Path(assets.STATIC) / name).is_file()], [])
    expect(bool(assets.stylesheet()), True)


def _surfaces() -> None:
    from blogdesk.account import surface as account
    from blogdesk.api import surface as api
    from blogdesk.site import surface as site
    from blogdesk.studio import surface as studio

    expect([hasattr(surface, "register") for surface in (account, api, site, studio)], [True] * 4)


def expect(found: Any, wanted: Any) -> None:
    """Raise unless they are equal.

    Raises:
        ValueError: with both.
    """
    if found != wanted:
        raise ValueError(f"expected {wanted!r}, found {found!r}")


CHECKS: dict[str, Callable[[], None]] = {
    "slugs of any script": _slugs,
    "Markdown and highlighting": _markdown,
    "full-text search": _search,
    "WebP pictures": _pictures,
    "migrations": _migrations,
    "keyring": _keyring,
    "scripts and styles": _studio,
    "surfaces": _surfaces,
}
