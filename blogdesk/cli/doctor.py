"""`blogdesk doctor`: what is missing on this machine, and what that means."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass

import click

from blogdesk.cli.options import data_dir_option, data_folder, json_option, print_json
from blogdesk.errors import BlogDeskError

# Below it a morning of pictures fills the disk.
LOW_SPACE_BYTES = 500_000_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at. Not `ok`: BlogDesk goes on without it; `hint` says how to have it."""

    name: str
    ok: bool
    state: str
    hint: str = ""


@click.command()
@data_dir_option
@json_option
def doctor(as_json: bool) -> int:
    """Say what works on this machine, what does not, and what to do. Changes nothing of yours."""
    findings = [look() for look in (_folder, _database, _space, _window, _keyring)]
    if as_json:
        print_json([vars(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'ok     ' if finding.ok else 'missing'}  {finding.name}: {finding.state}")
            if finding.hint:
                click.echo(f"         {finding.hint}")
    return 0 if all(finding.ok for finding in findings[:2]) else 1


def _folder() -> Finding:
    folder = data_folder()
    return _tried("data folder", lambda: str(folder.prepare().root))


def _database() -> Finding:
    from blogdesk.core.backups import check_database, list_backups

    folder = data_folder()

    def check() -> str:
        if not folder.database.exists():
            return "none yet; the first start makes it"
        check_database(folder.database)
        kept = list_backups(folder)
        return f"sound; the newest of {len(kept)} backups is of {kept[0].made_at:%Y-%m-%d}" if kept else "sound"

    return _tried("database", check)


def _tried(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(name, ok=True, state=check())
    except BlogDeskError as err:
        return Finding(name, ok=False, state=err.message, hint=err.next_step)


def _space() -> Finding:
    root = data_folder().root
    free = shutil.disk_usage(root if root.exists() else root.anchor).free
    low = free < LOW_SPACE_BYTES
    return Finding("space", ok=not low, state=f"{free // 1_000_000:,} MB free", hint="Free some space." if low else "")


def _window() -> Finding:
    from blogdesk.desktop.probe_gui import find_display

    if not find_display(os.environ):
        return Finding(
            "window", ok=False, state="no display", hint="BlogDesk opens in the browser, or prints its address."
        )
    if importlib.util.find_spec("webview") is None:
        hint = f"It opens in the browser. For a window: {sys.executable} -m pip install 'blogdesk[window]'"
        return Finding("window", ok=False, state="pywebview is not installed", hint=hint)
    return Finding("window", ok=True, state="display and toolkit are there")


def _keyring() -> Finding:
    from blogdesk.desktop.keyring_store import KeyringState, KeyringStore

    state = KeyringStore().probe()
    if state is KeyringState.READY:
        return Finding("keyring", ok=True, state="open")
    locked = state is KeyringState.LOCKED
    hint = "Unlock it before you publish." if locked else "Connections to blogs are asked for again at each start."
    return Finding("keyring", ok=False, state="locked" if locked else "none that BlogDesk can use", hint=hint)
