"""The real server, as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from blogdesk.errors import Conflict, InvalidInput
from blogdesk.server.serve import bind, local_url

SERVE = """
import sys
from pathlib import Path
from blogdesk.core.config import load_config
from blogdesk.core.paths import DataFolder
from blogdesk.server.serve import serve
config = load_config(DataFolder(Path(sys.argv[1])))
serve(config, host="127.0.0.1", port=0, announce=lambda url: print(url, flush=True))
"""


@contextmanager
def serving(folder: Path, **env: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    given = {name: value for name, value in os.environ.items() if not name.startswith("BLOGDESK_")} | env
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(folder)], stdout=subprocess.PIPE, text=True, env=given,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def fetch(url: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as err:
        with err:
            return err.code, err.read().decode()


def test_a_fresh_folder_is_migrated_and_served_and_left_cleanly(tmp_path: Path) -> None:
    with serving(tmp_path / "blog") as (process, url):
        assert url.startswith("http://127.0.0.1:")
        assert fetch(f"{url}/")[0] == 200
        assert fetch(f"{url}/readyz") == (200, "ready\n")
        assert fetch(f"{url}/", Host="evil.example")[0] == 421
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - begun < 15
    assert (tmp_path / "blog" / "blogdesk.sqlite3").exists()


def test_many_idle_connections_keep_no_reader_waiting(tmp_path: Path) -> None:
    with serving(tmp_path / "blog") as (_process, url), ExitStack() as held:
        port = int(url.rpartition(":")[2])
        for _ in range(200):
            held.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert fetch(f"{url}/healthz") == (200, "ok\n")


def test_it_serves_from_postgresql(tmp_path: Path, postgres_url: str) -> None:
    with serving(tmp_path / "blog", BLOGDESK_DATABASE_URL=postgres_url) as (_process, url):
        assert fetch(f"{url}/")[0] == 200
        assert fetch(f"{url}/readyz") == (200, "ready\n")
        assert fetch(f"{url}/posts/a%00b")[0] == 400
    assert not (tmp_path / "blog" / "blogdesk.sqlite3").exists()


def test_the_server_does_not_say_what_it_is_made_of(tmp_path: Path) -> None:
    with serving(tmp_path / "blog") as (_process, url), urllib.request.urlopen(f"{url}/", timeout=10) as answer:
        assert not {"waitress", "python", "werkzeug"} & set(str(answer.headers).lower().split())
        assert answer.headers["Server"] is None


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Conflict) as told:
            bind("127.0.0.1", other.getsockname()[1])
    assert "taken" in told.value.message
    assert "--port" in told.value.next_step


@pytest.mark.parametrize("host", ["192.0.2.1", "not an address", "127.0.0.1:80"])
def test_a_host_of_somebody_else_is_told(host: str) -> None:
    with pytest.raises(InvalidInput):
        bind(host, 0)


def test_a_server_that_listens_everywhere_is_met_on_this_computer() -> None:
    assert local_url("0.0.0.0", 80) == "http://127.0.0.1:80"
    assert local_url("::1", 80) == "http://[::1]:80"
