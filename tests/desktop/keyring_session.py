"""Runs in a D-Bus session of its own: tries the store, tells what happened as JSON lines."""

import json
import sys
from collections.abc import Callable

from blogdesk.desktop.keyring_store import DesktopSecretStore, KeyringStore
from blogdesk.errors import BlogDeskError

NAME = "https://blog.example|ada"


def main(steps: list[str]) -> None:
    store, keyring = DesktopSecretStore(), KeyringStore()
    verbs: dict[str, Callable[[], object]] = {
        "probe": keyring.probe,
        "get": lambda: keyring.get(NAME),
        "set": lambda: keyring.set(NAME, "bdk_töken"),
        "delete": lambda: keyring.delete(NAME),
        "get-any": lambda: store.get(NAME),
        "set-any": lambda: store.set(NAME, "bdk_töken"),
        "lasting": lambda: store.lasting,
    }
    for step in steps:
        try:
            print(json.dumps(verbs[step]()), flush=True)
        except BlogDeskError as err:
            print(json.dumps(err.code), flush=True)


main(sys.argv[1:])
