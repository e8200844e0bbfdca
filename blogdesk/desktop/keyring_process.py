"""One call of the system's keyring, in a process of its own that can be killed.

A keyring may ask its owner, or never answer; a thread that waits for D-Bus cannot be stopped. The call's name comes
in argv, its values as JSON on stdin, the answer as JSON on stdout. Secrets are never on a command line.
Runs as a file, without the rest of the package: it starts in a few tens of milliseconds.
"""

import json
import sys
from contextlib import closing
from typing import Any

SWITCH = "--probe-keyring"
SERVICE = "BlogDesk"
# Keyrings that encrypt and that their owner can open. Whatever else keyring finds or is told to use, a plain-text
# file or one that forgets, is as good as none.
ALLOWED = frozenset({"SecretService", "libsecret", "kwallet", "macOS", "Windows"})


def find_backend() -> Any:
    """The keyring to use, or None."""
    import keyring  # here: an import that hangs or fails belongs into this process's time limit
    from keyring.backends import chainer

    chosen = keyring.get_keyring()
    candidates = chosen.backends if isinstance(chosen, chainer.ChainerBackend) else [chosen]
    return next((backend for backend in candidates if _kind(backend) in ALLOWED), None)


def _kind(backend: object) -> str:
    """The module of keyring's own that the backend comes from; empty for a stranger."""
    module = type(backend).__module__
    return module.removeprefix("keyring.backends.") if module.startswith("keyring.backends.") else ""


def state_of(backend: Any) -> str:
    """`ready` or `locked`, without ever asking the owner to unlock."""
    if _kind(backend) != "SecretService":
        backend.get_password(SERVICE, "probe")
        return "ready"
    import secretstorage

    with closing(secretstorage.dbus_init()) as connection:
        try:
            return "locked" if secretstorage.Collection(connection).is_locked() else "ready"
        except secretstorage.ItemNotFoundException:  # no collection yet: its owner must choose a password first
            return "locked"


def perform(verb: str, given: dict[str, str]) -> dict[str, object]:
    """The answer to one call."""
    import keyring.errors

    backend = find_backend()
    if backend is None:
        return {"error": "absent"}
    try:
        return _perform(backend, verb, given)
    except (keyring.errors.KeyringLocked, keyring.errors.InitError) as err:
        return {"error": "locked", "detail": str(err)}
    except keyring.errors.NoKeyringError:
        return {"error": "absent"}
    except keyring.errors.KeyringError as err:
        return {"error": "failed", "detail": str(err)}


def _perform(backend: Any, verb: str, given: dict[str, str]) -> dict[str, object]:
    import keyring.errors

    if verb == "probe":
        return {"state": state_of(backend)}
    if verb == "get":
        return {"secret": backend.get_password(SERVICE, given["name"])}
    if verb == "set":
        backend.set_password(SERVICE, given["name"], given["secret"])
    elif backend.get_password(SERVICE, given["name"]) is not None:
        try:
            backend.delete_password(SERVICE, given["name"])
        except keyring.errors.PasswordDeleteError:
            return {"error": "failed", "detail": "the keyring did not delete it"}
    return {}


def main(verb: str) -> int:
    """Answer one call on stdout."""
    try:
        answer = perform(verb, json.loads(sys.stdin.read() or "{}"))
    except Exception as err:  # noqa: BLE001 - the edge of this process: D-Bus libraries raise what they like
        answer = {"error": "failed", "detail": f"{type(err).__name__}: {err}"}
    json.dump(answer, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
