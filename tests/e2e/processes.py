"""The programs of the story as processes of their own: a hosted blog, and the desktop app with a real keyring."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "blogdesk.cli.main"]
# Unlocks a keyring of its own with a password, then becomes the program.
WITH_KEYRING = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"'


def has_keyring() -> bool:
    """Whether a Secret Service can be started here."""
    return bool(shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon"))


def environment(home: Path) -> dict[str, str]:
    """A home of its own, so that no keyring, setting or proxy of the machine takes part."""
    runtime = home / "run"
    runtime.mkdir(parents=True, exist_ok=True)
    runtime.chmod(0o700)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BLOGDESK_", "DBUS_", "DISPLAY"))}
    return {**kept, "HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "PYTHONPATH": str(ROOT)}


def run(folder: Path, *arguments: str, typed: str | None = None) -> str:
    """A command to its end; its stdout."""
    done = subprocess.run(
        [*PROGRAM, "--data-dir", str(folder), *arguments],
        input=typed, capture_output=True, text=True, check=False, env=environment(folder.parent / "home"), timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Running:
    """A process and the first line it said."""

    process: subprocess.Popen[str]
    said: str

    @property
    def enter_url(self) -> str:
        """The desktop's way in."""
        url: str = json.loads(self.said)["enter_url"]
        return url

    @property
    def address(self) -> str:
        """The hosted blog's address."""
        return "http://" + self.said.split("http://")[1].split()[0].rstrip("/")

    def kill(self) -> None:
        """No goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)


@contextlib.contextmanager
def started(folder: Path, *arguments: str, keyring: bool = False) -> Iterator[Running]:
    """A program that serves, until the end of the block; nothing of it is left."""
    command = [*PROGRAM, "--data-dir", str(folder), *arguments]
    if keyring:
        command = ["dbus-run-session", "--", "sh", "-c", WITH_KEYRING, "sh", *command]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=environment(folder.parent / "home"), start_new_session=True, cwd=folder.parent,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said, "it ended before it said anything"
        yield Running(process, said)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(15)
        if process.stdout is not None:
            process.stdout.close()
