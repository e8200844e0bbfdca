"""A keyring backend that keeps secrets where anyone can read them: what PYTHON_KEYRING_BACKEND may point at."""

from keyring.backend import KeyringBackend


class Keyring(KeyringBackend):
    priority = 9
    kept: dict[str, str] = {}  # noqa: RUF012 - a fake

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(service + username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service + username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service + username]
