"""The keyring: a real Secret Service (gnome-keyring) in a D-Bus session of its own; locked; absent; hanging."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from blogdesk.desktop import keyring_process
from blogdesk.desktop.keyring_store import DesktopSecretStore, KeyringState, KeyringStore
from blogdesk.errors import SecretStoreAbsent, SecretStoreFailure, SecretStoreLocked

ROOT = Path(__file__).parents[2]
UNLOCKED = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "
Session = Callable[[str, Sequence[str]], list[Any]]
needs_keyring = pytest.mark.skipif(
    not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")),
    reason="needs dbus-run-session and gnome-keyring-daemon (Debian packages: dbus gnome-keyring)",
)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Runs steps of keyring_session.py, each time in a new D-Bus session over the same home folder."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "VIRTUAL_ENV"}}
    env = {**kept, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(runtime), "PYTHONPATH": str(ROOT)}

    def run(before: str, steps: Sequence[str]) -> list[Any]:
        script = f'{before}exec "$@"'
        program = [sys.executable, "-m", "tests.desktop.keyring_session", *steps]
        command = ["dbus-run-session", "--", "sh", "-c", script, "sh", *program]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    return run


@pytest.mark.keyring
@needs_keyring
def test_a_token_is_kept_over_sessions_and_forgotten_on_demand(session: Session) -> None:
    assert session(UNLOCKED, ["probe", "get", "set", "get"]) == ["ready", None, None, "bdk_töken"]
    assert session(UNLOCKED, ["get-any", "lasting"]) == ["bdk_töken", True]
    assert session(UNLOCKED, ["delete", "get", "delete"]) == [None, None, None]


@pytest.mark.keyring
@needs_keyring
def test_a_locked_keyring_is_told_apart_and_keeps_its_token(session: Session) -> None:
    session(UNLOCKED, ["set"])
    assert session("", ["probe", "get", "set", "get-any"]) == ["locked", *["secret-store-locked"] * 3]
    assert session(UNLOCKED, ["get"]) == ["bdk_töken"]


@pytest.mark.keyring
@needs_keyring
def test_no_token_is_in_any_file_in_plain_text(session: Session, tmp_path: Path) -> None:
    session(UNLOCKED, ["set-any"])
    found = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(file.name == "login.keyring" for file in found)
    assert not [file for file in found if "bdk_töken".encode() in file.read_bytes()]


def no_keyring(monkeypatch: pytest.MonkeyPatch, **env: str) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
    for name, value in env.items():
        monkeypatch.setenv(name, value)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system always has a keyring")
def test_without_a_keyring_a_token_lives_in_memory_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    no_keyring(monkeypatch)
    assert KeyringStore().probe() is KeyringState.ABSENT
    with pytest.raises(SecretStoreAbsent, match="no keyring"):
        KeyringStore().set("name", "token")
    store = DesktopSecretStore()
    store.set("name", "token")
    assert (store.get("name"), store.lasting, store.get("other")) == ("token", False, None)
    store.delete("name")
    assert store.get("name") is None


@pytest.mark.parametrize(
    "backend", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "tests.desktop.plain_keyring.Keyring"]
)
def test_a_backend_that_keeps_plain_text_or_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, backend: str) -> None:
    no_keyring(monkeypatch, PYTHON_KEYRING_BACKEND=backend, PYTHONPATH=str(ROOT))
    assert KeyringStore().probe() is KeyringState.ABSENT
    with pytest.raises(SecretStoreAbsent):
        KeyringStore().set("name", "token")


def program(tmp_path: Path, source: str) -> KeyringStore:
    file = tmp_path / "keyring.py"
    file.write_text(source, encoding="utf-8")
    return KeyringStore([sys.executable, str(file)], call_limit_s=0.5)


def test_a_keyring_that_hangs_is_given_up_and_killed(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    hanging = f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    store = program(tmp_path, hanging)
    with pytest.raises(SecretStoreLocked, match="did not answer"):
        store.get("name")
    assert store.probe(limit_s=0.5) is KeyringState.LOCKED
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_a_keyring_that_fails_says_why_without_the_secret(tmp_path: Path) -> None:
    store = program(tmp_path, 'import sys; sys.stdin.read(); print(\'{"error": "failed", "detail": "disk on fire"}\')')
    with pytest.raises(SecretStoreFailure, match="disk on fire") as told:
        store.set("name", "s3cret")
    assert "s3cret" not in str(told.value)


def test_a_keyring_process_that_dies_is_no_keyring(tmp_path: Path) -> None:
    with pytest.raises(SecretStoreAbsent):
        program(tmp_path, "raise SystemExit(134)").get("name")


def test_a_token_once_read_is_not_asked_for_again(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    source = f"import sys; open({str(calls)!r}, 'a').write(sys.argv[1] + ' '); print('{{\"secret\": \"t\"}}')"
    store = DesktopSecretStore(program(tmp_path, source))
    assert [store.get("name"), store.get("name")] == ["t", "t"]
    assert calls.read_text() == "get "


def test_a_secret_is_never_on_the_command_line(tmp_path: Path) -> None:
    seen = tmp_path / "argv"
    source = f"import sys; open({str(seen)!r}, 'w').write(repr(sys.argv)); print('{{}}')"
    program(tmp_path, source).set("https://blog.example|ada", "s3cret")
    assert "s3cret" not in seen.read_text()
    assert "ada" not in seen.read_text()


def test_the_keyring_process_needs_nothing_of_the_package() -> None:
    source = Path(str(keyring_process.__file__)).read_text(encoding="utf-8")
    assert "import blogdesk" not in source
    assert "from blogdesk" not in source
