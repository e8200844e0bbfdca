"""Tokens at rest: in the system's keyring, else in memory until the app quits. Never in a file of ours."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from blogdesk.core.secrets import MemorySecretStore
from blogdesk.desktop import keyring_process
from blogdesk.errors import SecretStoreAbsent, SecretStoreFailure, SecretStoreLocked

log = logging.getLogger(__name__)

# Without a prompt a keyring answers within a tenth of a second.
PROBE_LIMIT_S = 3.0
# With a prompt its owner must find and type a password.
CALL_LIMIT_S = 60.0


class KeyringState(StrEnum):
    """What a probe found."""

    READY = "ready"
    LOCKED = "locked"
    ABSENT = "absent"


def keyring_command() -> list[str]:
    """How to start the process that talks to the keyring."""
    if getattr(sys, "frozen", False):
        return [sys.executable, keyring_process.SWITCH]
    return [sys.executable, "-P", str(keyring_process.__file__)]


class KeyringStore:
    """The system's keyring, each call in a process that is killed when the time is up."""

    lasting = True

    def __init__(self, command: Sequence[str] | None = None, *, call_limit_s: float = CALL_LIMIT_S) -> None:
        self._command = list(command or keyring_command())
        self._call_limit_s = call_limit_s

    def probe(self, *, limit_s: float = PROBE_LIMIT_S) -> KeyringState:
        """Whether there is a keyring, and whether it is open. Never asks its owner; never exceeds the limit."""
        try:
            return KeyringState(self._call("probe", {}, limit_s=limit_s)["state"])
        except SecretStoreLocked:
            return KeyringState.LOCKED
        except SecretStoreFailure as err:
            log.info("no usable keyring: %s", err)
            return KeyringState.ABSENT

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        secret = self._call("get", {"name": name})["secret"]
        return None if secret is None else str(secret)

    def set(self, name: str, value: str) -> None:
        """Keep or replace a secret."""
        self._call("set", {"name": name, "secret": value})

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._call("delete", {"name": name})

    def _call(self, verb: str, given: dict[str, str], *, limit_s: float | None = None) -> dict[str, Any]:
        limit_s = limit_s or self._call_limit_s
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                [*self._command, verb], input=json.dumps(given).encode(), capture_output=True,
                timeout=limit_s, check=False,
            )  # fmt: skip
            answer: dict[str, Any] = json.loads(done.stdout)
        except subprocess.TimeoutExpired as err:
            raise SecretStoreLocked(
                f"The keyring did not answer within {limit_s:.0f} seconds.",
                next_step="Nothing was lost. Look whether it asks for its password, and try again.",
            ) from err
        except (OSError, ValueError) as err:
            raise SecretStoreAbsent("The keyring of this computer cannot be used.") from err
        return _checked(answer)


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer, or the error it tells of."""
    error = answer.get("error")
    if error == "absent":
        raise SecretStoreAbsent(
            "This computer has no keyring that BlogDesk can use.",
            next_step="Tokens are kept until you quit; BlogDesk asks again at the next start.",
        )
    if error == "locked":
        raise SecretStoreLocked(
            "The keyring of this computer is locked.",
            next_step="Nothing was lost. Unlock it and try again; your writing goes on meanwhile.",
        )
    if error:
        raise SecretStoreFailure(
            f"The keyring failed: {answer.get('detail', 'no reason given')}.",
            next_step="Nothing was lost. Try again.",
        )
    return answer


class DesktopSecretStore:
    """The keyring where there is one, else memory; `lasting` says which. What was read once is not asked for again."""

    def __init__(self, keyring: KeyringStore | None = None) -> None:
        self._keyring = keyring or KeyringStore()
        self._memory = MemorySecretStore()
        self.state = KeyringState.READY

    @property
    def lasting(self) -> bool:
        """Whether what is kept outlives the app, as far as is known."""
        return self.state is not KeyringState.ABSENT

    def probe_in_background(self, *, delay_s: float = 0.0) -> None:
        """Find out about the keyring, soon, without keeping anyone waiting."""
        timer = threading.Timer(delay_s, self._probe)
        timer.daemon = True
        timer.start()

    def get(self, name: str) -> str | None:
        """The secret, or None. Raises SecretStoreLocked when the keyring must be unlocked first."""
        kept = self._memory.get(name)
        if kept is None and self.lasting:
            try:
                kept = self._keyring.get(name)
            except SecretStoreAbsent:
                self.state = KeyringState.ABSENT
            else:
                self.state = KeyringState.READY
                self._remember(name, kept)
        return kept

    def set(self, name: str, value: str) -> None:
        """Keep or replace a secret: in the keyring, or in memory alone where there is none."""
        try:
            self._keyring.set(name, value)
            self.state = KeyringState.READY
        except SecretStoreAbsent:
            self.state = KeyringState.ABSENT
        self._memory.set(name, value)

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._memory.delete(name)
        if self.lasting:
            try:
                self._keyring.delete(name)
            except SecretStoreAbsent:
                self.state = KeyringState.ABSENT

    def _remember(self, name: str, secret: str | None) -> None:
        if secret is not None:
            self._memory.set(name, secret)

    def _probe(self) -> None:
        self.state = self._keyring.probe()
        log.info("keyring: %s", self.state)
