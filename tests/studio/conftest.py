"""The studio on an app of its own, as each face mounts it, and a real Chromium."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blogdesk import studio
from blogdesk.core.config import Config
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.factory import create_app
from blogdesk.studio.face import AUTHOR, CSRF, SERVES_READERS, Author, everything
from tests.conftest import dispose

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser of Playwright's sync API, driven over the Chromium of the system."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs the pip package playwright")
    if CHROMIUM is None:
        pytest.skip("needs the Debian package chromium")
    # Chromium's sandbox refuses to run for root; --disable-gpu: no graphics card under test.
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def desktop_studio(config: Config) -> Iterator[Flask]:
    """The studio of a desktop: one author who may everything, readers elsewhere."""
    app = create_app(config, [studio.register], MemorySecretStore())
    app.extensions[AUTHOR] = lambda: Author(None, "Ada", everything)
    app.config[CSRF] = lambda: ("X-BD-CSRF", "the-token")
    with app.app_context():
        yield app
    dispose(app)


@pytest.fixture
def hosted_studio(config: Config) -> Iterator[Flask]:
    """The studio of a hosted blog: readers read this instance. `app.config["WHO"]` is the author, or None."""
    app = create_app(config, [studio.register], MemorySecretStore())
    app.config["WHO"] = Author(None, "Ada", everything)
    app.extensions[AUTHOR] = lambda: app.config["WHO"]
    app.config[CSRF] = lambda: ("X-CSRFToken", "the-token")
    app.config[SERVES_READERS] = True
    with app.app_context():
        yield app
    dispose(app)


@pytest.fixture
def client(desktop_studio: Flask) -> FlaskClient:
    """A window of the desktop's studio."""
    return desktop_studio.test_client()
