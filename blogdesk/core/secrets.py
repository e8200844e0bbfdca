"""Where tokens rest: a contract, and the store that forgets. The keyring's store lives in the desktop face."""

from typing import Protocol


class SecretStore(Protocol):
    """Keeps secrets by name. A call may take seconds (a keyring may ask its owner): never inside a transaction.

    Raises (each call): SecretStoreAbsent, SecretStoreLocked.
    """

    def get(self, name: str) -> str | None:
        """The secret, or None when there is none of this name."""

    def set(self, name: str, value: str) -> None:
        """Keep or replace a secret."""

    def delete(self, name: str) -> None:
        """Forget a secret; nothing happens when there is none."""

    @property
    def lasting(self) -> bool:
        """Whether what is kept outlives the app."""


class MemorySecretStore:
    """Keeps secrets until the process ends."""

    lasting = False

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self._secrets.get(name)

    def set(self, name: str, value: str) -> None:
        """Keep or replace a secret."""
        self._secrets[name] = value

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._secrets.pop(name, None)
