"""A hosted blog in this process, as a remote: the real app behind requests, without a socket."""

import shutil
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from blogdesk.accounts import service as accounts
from blogdesk.accounts import tokens
from blogdesk.api import surface as api
from blogdesk.core.config import load_config
from blogdesk.core.http import HttpClient
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import Surface, create_app
from blogdesk.publishing.blogdesk_api.discovery import FoundBlog, look_at
from blogdesk.site import surface as site
from tests.wsgi_adapter import WsgiAdapter

HOST = "blog.example"
URL = f"https://{HOST}"
PASSWORD = "a long enough secret"
SCOPES = ("posts:read", "posts:write", "posts:publish", "media:write")


@dataclass
class HostedBlog:
    """The app, the network it hangs on, and an author's token."""

    app: Flask
    wire: WsgiAdapter
    token: str = field(repr=False)

    def found(self) -> FoundBlog:
        """The blog as discovery finds it."""
        return look_at(URL, HttpClient(transport=self.wire))

    def page(self, path: str) -> tuple[int, str]:
        """What a reader gets."""
        answer = self.app.test_client().get(path, base_url=URL)
        return answer.status_code, answer.text

    def revoke_tokens(self) -> None:
        """The owner takes the access back."""
        with self.app.app_context():
            user = accounts.find_user("ada")
            assert user is not None
            with transaction():
                tokens.revoke_all(user.id)

    def new_token(self) -> str:
        """Another token of the author."""
        with self.app.app_context():
            user = accounts.find_user("ada")
            assert user is not None
            with transaction():
                text: str = tokens.issue(user, name="desk", scopes=SCOPES)[1].text
            return text


def host_blog(
    folder: Path,
    migrated_database: Path,
    wire: WsgiAdapter,
    *,
    base_url: str = URL,
    surfaces: Sequence[Surface] = (),
) -> HostedBlog:
    """A blog with one author, reachable over `wire`."""
    data = DataFolder(folder).prepare()
    shutil.copy(migrated_database, data.database)
    config = load_config(data, env={"BLOGDESK_SECRET_KEY": "hosted", "BLOGDESK_BASE_URL": base_url})
    app = create_app(config, [*surfaces, api.register, site.register], MemorySecretStore())
    with app.app_context(), transaction():
        accounts.add_user("ada", email="ada@blog.example", password=PASSWORD, role="author")
    wire.apps[HOST] = app.wsgi_app
    blog = HostedBlog(app, wire, "")
    blog.token = blog.new_token()
    return blog


def free_port() -> int:
    """A port of this computer that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serve(app: Flask, port: int) -> Iterator[str]:
    """The app over real HTTP on this computer; gives its address."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
