"""Creating posts over REST, in process: by the clock, and by the CPU time of one core; beside an empty Flask request.

Medians of seven rounds of 30. Run: python -m benchmarks.api
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from blogdesk import api
from blogdesk.accounts import service, tokens
from blogdesk.core import schema
from blogdesk.core.config import load_config
from blogdesk.core.ids import uuid7
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import create_app
from blogdesk.settings.service import change_settings

ROUNDS, EACH = 7, 30
BODY = {
    "title": "Salt of the sea", "tags": ["sea", "coast"], "status": "published",
    "markdown": "A paragraph of *text* with a [link](https://example.org).\n\n- one\n- two\n\n" * 5,
}  # fmt: skip


def blog(folder: Path) -> tuple[FlaskClient, str]:
    """A blog with one author, and a token."""
    app = create_app(load_config(DataFolder(folder), env={}), [api.register], MemorySecretStore())
    schema.upgrade(app)
    with app.app_context(), transaction():
        user = service.add_user("ada", email="ada@blog.example")
        change_settings(api_writes_per_minute=1_000_000)
        token = tokens.issue(user, name="bench", scopes=("posts:read", "posts:write", "posts:publish"))[1].text
    return app.test_client(), token


def create(client: FlaskClient, token: str) -> None:
    """One post, as the desktop sends it."""
    post_id = str(uuid7())
    headers = {"Authorization": f"Bearer {token}", "If-None-Match": "*", "Idempotency-Key": post_id}
    answer = client.put(f"/api/v1/posts/{post_id}", json=BODY, headers=headers)
    if answer.status_code != 201:
        raise SystemExit(answer.text)


def rates(work: Callable[[], object]) -> tuple[float, float]:
    """Medians of how often a second the work is done: by the clock, by CPU time."""
    by_clock, by_cpu = [], []
    for _ in range(ROUNDS):
        clock, cpu = time.perf_counter(), time.process_time()
        for _ in range(EACH):
            work()
        by_clock.append(EACH / (time.perf_counter() - clock))
        by_cpu.append(EACH / (time.process_time() - cpu))
    return statistics.median(by_clock), statistics.median(by_cpu)


def main() -> None:
    """Print the figures."""
    empty = Flask("empty")
    empty.add_url_rule("/", view_func=lambda: "Hello, world")
    hello = empty.test_client()
    with tempfile.TemporaryDirectory() as folder:
        client, token = blog(Path(folder))
        create(client, token)
        for name, work in (("create a post", lambda: create(client, token)), ("empty Flask", lambda: hello.get("/"))):
            clock, cpu = rates(work)
            limit = " (at least 100 by CPU time)" if name == "create a post" else ""
            print(f"{name}: {clock:.0f}/s by the clock, {cpu:.0f}/s of one core's time{limit}")


if __name__ == "__main__":
    main()
