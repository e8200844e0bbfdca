"""Start → page loaded: our app beside an empty pywebview window on the same screen, in turns.

Limit: 1.5 × the empty window. Needs the window's toolkit and Debian's xvfb and openbox.
"""

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 7
LIMIT = 1.5
PATIENCE_S = 60.0
EMPTY = """
import sys, webview
window = webview.create_window("Empty", html="<p>empty</p>")
def loaded():
    print("loaded", flush=True)
    window.destroy()
window.events.loaded += loaded
webview.start(gui="qt")
"""


@contextlib.contextmanager
def screen() -> Iterator[dict[str, str]]:
    """A screen of its own: the environment of what shall be shown on it."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as pipe:
            display = f":{pipe.readline().strip()}"
        env = {name: value for name, value in os.environ.items() if not name.startswith(("BLOGDESK_", "WAYLAND_"))}
        env |= {"DISPLAY": display, "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu"}
        env["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
        if os.geteuid() == 0:
            env["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
        manager = subprocess.Popen(["openbox"], env=env, stderr=subprocess.DEVNULL)
        try:
            yield env
        finally:
            manager.terminate()
            manager.wait()
            server.terminate()


def start_empty(env: dict[str, str]) -> float:
    """Seconds until an empty window has loaded its page."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", EMPTY], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout
        process.stdout.readline()
        took = time.perf_counter() - began
        process.wait(PATIENCE_S)
    return took


def start_ours(env: dict[str, str], data: Path) -> float:
    """Seconds until our window has loaded the page of the last post."""
    log = data / "logs" / "window.log"
    before = log.read_text(encoding="utf-8").count("page loaded after") if log.exists() else 0
    began = time.perf_counter()
    command = [sys.executable, str(ROOT / "main.py"), "--data-dir", str(data)]
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as process:
        while time.perf_counter() < began + PATIENCE_S:
            if log.exists() and log.read_text(encoding="utf-8").count("page loaded after") > before:
                break
            time.sleep(0.005)
        took = time.perf_counter() - began
        process.terminate()
        process.wait(PATIENCE_S)
    return took


def run() -> None:
    """Print the medians, and their ratio beside the limit."""
    with tempfile.TemporaryDirectory() as folder, screen() as env:
        data = Path(folder) / "data"
        start_empty(env)
        start_ours(env, data)  # makes the database
        rounds = [(start_empty(env), start_ours(env, data)) for _ in range(ROUNDS)]
    empty = statistics.median(pair[0] for pair in rounds)
    ours = statistics.median(pair[1] for pair in rounds)
    print(f"start → page loaded: empty window {empty:.2f} s, ours {ours:.2f} s")
    print(f"  ratio {ours / empty:.2f} (limit {LIMIT})  {'ok' if ours <= LIMIT * empty else 'OVER'}")


if __name__ == "__main__":
    run()
