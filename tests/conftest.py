"""What every test may use: a data folder, an app over a migrated SQLite database, and no socket beyond loopback."""

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from blogdesk.core import schema
from blogdesk.core.config import Config, load_config
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.factory import create_app

pytest_plugins = ["tests.postgres"]


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for the network fails at once."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0]
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database migrated once; each app gets a copy of it."""
    config = load_config(DataFolder(tmp_path_factory.mktemp("migrated")), env={})
    app = create_app(config, [], MemorySecretStore())
    schema.upgrade(app)
    dispose(app)
    return config.data_folder.database


def dispose(app: Flask) -> None:
    """Close every connection of an app."""
    from blogdesk.core.database import db

    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def config(tmp_path: Path, migrated_database: Path) -> Config:
    """The configuration of an instance of its own, with a migrated, empty SQLite database."""
    folder = DataFolder(tmp_path / "data").prepare()
    shutil.copy(migrated_database, folder.database)
    return load_config(folder, env={"BLOGDESK_SECRET_KEY": "a-key-for-tests"})


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """An instance without surfaces, its context pushed. Rooms with a surface build their own from `config`."""
    app = create_app(config, [], MemorySecretStore())
    app.config["TESTING"] = True
    with app.app_context():
        yield app
    dispose(app)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real blogs: BLOGDESK_CORPUS, else `shared/corpus` beside the project."""
    named = os.environ.get("BLOGDESK_CORPUS")
    root = Path(named) if named else Path(__file__).parent.parent.parent / "shared" / "corpus"
    if not root.is_dir():
        pytest.skip("needs the real blogs that BLOGDESK_CORPUS names")
    return root
