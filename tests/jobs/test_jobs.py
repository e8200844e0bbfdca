import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from blogdesk.core import schema
from blogdesk.core.clock import now
from blogdesk.core.config import Config, load_config
from blogdesk.core.database import db
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.errors import DiskFull, FieldFault, InvalidInput, RemoteBusy, TokenRejected, Unreachable
from blogdesk.factory import create_app
from blogdesk.jobs import service
from blogdesk.jobs.models import Job
from blogdesk.jobs.runner import ThreadRunner, register_handler, run_pending
from tests.conftest import dispose


def put(kind: str = "work", **options: Any) -> Job:
    with transaction():
        return service.enqueue(kind, {"n": 1}, **options)


def only_job() -> Job:
    db.session.rollback()
    return db.session.scalars(select(Job)).one()


def test_work_is_done_once_with_what_it_was_given(app: Flask) -> None:
    seen: list[dict[str, Any]] = []
    register_handler(app, "work", seen.append)
    put()
    assert run_pending(app) == 1
    assert run_pending(app) == 0
    assert seen == [{"n": 1}]
    assert only_job().state == "done"


def test_work_that_rolls_back_was_never_there(app: Flask) -> None:
    def put_and_fail() -> None:
        with transaction():
            service.enqueue("work")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_and_fail()
    assert db.session.scalars(select(Job)).all() == []


def test_the_same_key_waits_once_and_may_come_again_afterwards(app: Flask) -> None:
    register_handler(app, "work", lambda _payload: None)
    assert put(key="post:1").id == put(key="post:1").id
    run_pending(app)
    put(key="post:1")
    assert run_pending(app) == 1


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Unreachable("no network"), "waiting"),
        (RemoteBusy("wait", retry_after_s=99), "waiting"),
        (ValueError("a bug"), "waiting"),
        (TokenRejected("expired"), "failed"),
        (InvalidInput([FieldFault("a", "is wrong")]), "failed"),
    ],
)
def test_only_what_trying_again_cannot_help_is_given_up(app: Flask, error: Exception, state: str) -> None:
    def stumble(_payload: dict[str, Any]) -> None:
        raise error

    register_handler(app, "work", stumble)
    put()
    run_pending(app)
    assert (only_job().state, only_job().attempts >= 1) == (state, True)
    assert only_job().last_error == str(error)


def test_a_remote_that_asks_to_wait_is_obeyed(app: Flask) -> None:
    def stumble(_payload: dict[str, Any]) -> None:
        raise RemoteBusy("wait", retry_after_s=500)

    register_handler(app, "work", stumble)
    put()
    before = only_job().run_after
    run_pending(app)
    assert (only_job().run_after - before).total_seconds() > 490
    with transaction():
        service.wake()
    assert run_pending(app) == 1


def test_the_backoff_grows_and_is_bounded() -> None:
    assert max(service.backoff_s(1) for _ in range(200)) <= 4
    assert max(service.backoff_s(500) for _ in range(200)) <= 900
    assert max(service.backoff_s(10) for _ in range(200)) > 300


def test_threads_wake_at_once_and_stop_at_once(app: Flask) -> None:
    done = threading.Event()
    register_handler(app, "work", lambda _payload: done.set())
    runner = ThreadRunner(app)
    runner.start()
    put()
    runner.wake()
    assert done.wait(10)
    began = time.monotonic()
    runner.stop()
    assert time.monotonic() - began < 5


KILLED = """
import os, sys, time
from pathlib import Path
from blogdesk.core.config import load_config
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.factory import create_app
from blogdesk.jobs.runner import register_handler, run_pending
app = create_app(load_config(DataFolder(Path(sys.argv[1]))), [], MemorySecretStore())
def slow(payload):
    print("working", flush=True)
    time.sleep(60)
register_handler(app, "work", slow)
run_pending(app)
"""


def test_work_of_a_killed_process_is_done_by_the_next_one(app: Flask, config: Config) -> None:
    put()
    root = Path(__file__).parent.parent.parent
    command = [sys.executable, "-c", KILLED, str(config.data_folder.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        os.kill(process.pid, signal.SIGKILL)
    assert only_job().state == "running"
    done = threading.Event()
    register_handler(app, "work", lambda _payload: done.set())
    assert run_pending(app) == 0
    with transaction():
        service.clear_leases("pending-")
    assert run_pending(app) == 1
    assert done.is_set()


def test_work_asked_for_again_while_it_is_done_is_done_once_more_afterwards(app: Flask) -> None:
    seen: list[int] = []

    def work(payload: dict[str, Any]) -> None:
        seen.append(payload["n"])
        if payload["n"] == 1:
            with transaction():
                service.enqueue("work", {"n": 2}, key="post:1")
            assert run_pending(app) == 0, "two jobs of one key never run side by side"

    register_handler(app, "work", work)
    put(key="post:1")
    assert run_pending(app) == 2
    assert seen == [1, 2]
    assert (only_job().state, only_job().key) == ("done", None)


def test_work_asked_for_again_is_done_even_when_it_fails_for_good(app: Flask) -> None:
    seen: list[int] = []

    def work(payload: dict[str, Any]) -> None:
        seen.append(payload["n"])
        if payload["n"] == 1:
            with transaction():
                service.enqueue("work", {"n": 2}, key="post:1")
            raise TokenRejected("expired")

    register_handler(app, "work", work)
    put(key="post:1")
    run_pending(app)
    assert seen == [1, 2]


def test_a_full_disk_is_no_reason_to_give_up(app: Flask) -> None:
    def stumble(_payload: dict[str, Any]) -> None:
        raise DiskFull("no space")

    register_handler(app, "work", stumble)
    put()
    run_pending(app)
    assert only_job().state == "waiting"


def test_work_that_runs_here_is_not_claimed_again_after_the_computer_slept(app: Flask) -> None:
    claims: list[int] = []

    def work(_payload: dict[str, Any]) -> None:
        with transaction():
            only = db.session.scalars(select(Job)).one()
            only.lease_until = now() - service.LEASE
        claims.append(run_pending(app))

    register_handler(app, "work", work)
    put()
    assert run_pending(app) == 1
    assert claims == [0]


def test_work_nobody_here_can_do_keeps_no_worker_awake(app: Flask) -> None:
    register_handler(app, "work", lambda _payload: None)
    put("work of a later version")
    assert run_pending(app) == 0
    assert service.next_due(["work"]) is None


def test_stopping_waits_no_longer_than_it_was_told(app: Flask) -> None:
    begun, over = threading.Event(), threading.Event()

    def long(_payload: dict[str, Any]) -> None:
        begun.set()
        over.wait(30)

    register_handler(app, "work", long)
    put()
    put()
    runner = ThreadRunner(app)
    runner.start()
    assert begun.wait(10)
    started = time.monotonic()
    runner.stop(timeout_s=0.5)
    assert time.monotonic() - started < 3
    over.set()
    runner.stop(timeout_s=10)


@pytest.mark.postgres
def test_on_postgresql_two_workers_share_the_work_and_each_job_is_done_once(postgres_url: str, tmp_path: Path) -> None:
    config = load_config(DataFolder(tmp_path / "pg"), env={"BLOGDESK_DATABASE_URL": postgres_url})
    app = create_app(config, [], MemorySecretStore())
    schema.upgrade(app)
    seen: list[int] = []
    register_handler(app, "work", lambda payload: seen.append(payload["n"]))
    with app.app_context(), transaction():
        for number in range(40):
            service.enqueue("work", {"n": number}, key=f"n:{number}")
    threads = [threading.Thread(target=run_pending, args=(app,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(seen) == list(range(40))
    dispose(app)
