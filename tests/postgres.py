"""A real PostgreSQL for tests: the one named by BLOGDESK_TEST_DATABASE_URL, else one started here and now."""

import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest


def _binaries() -> Path | None:
    """The folder of PostgreSQL's server programs: on the PATH, or where Debian puts them."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return found[0] if found else None


def _as_postgres(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: become its own user there."""
    return (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *command]
        if os.geteuid() == 0
        else command
    )


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server, without a database name."""
    named = os.environ.get("BLOGDESK_TEST_DATABASE_URL")
    if named:
        yield named.rsplit("/", 1)[0]
        return
    binaries = _binaries()
    if binaries is None:
        pytest.skip("needs PostgreSQL (Debian package: postgresql)")
    folder = Path(subprocess.check_output(_as_postgres(["mktemp", "-d", "/tmp/blogdesk-pg-XXXXXX"]), text=True).strip())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = ["-D", str(folder / "data"), "-w", "-l", str(folder / "log")]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    initdb = [
        str(binaries / "initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "blogdesk",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    subprocess.run(_as_postgres([*initdb, "--locale=C.UTF-8"]), check=True, capture_output=True, cwd="/")
    control = str(binaries / "pg_ctl")
    subprocess.run(
        _as_postgres([control, *start, "-o", options, "start"]),
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    yield f"postgresql+psycopg://blogdesk@127.0.0.1:{port}"
    subprocess.run(
        _as_postgres([control, "-D", str(folder / "data"), "-m", "immediate", "stop"]),
        check=False,
        capture_output=True,
        cwd="/",
    )
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty database of its own."""
    name = f"t{uuid.uuid4().hex[:12]}"
    admin = postgres_server.replace("+psycopg", "") + "/postgres"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield f"{postgres_server}/{name}"
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
