import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from blogdesk.core.paths import DataFolder
from blogdesk.desktop.embedded_server import EmbeddedServer
from blogdesk.desktop.guard import Guard
from blogdesk.desktop.launch_secrets import LaunchSecrets
from blogdesk.desktop.loopback import bind_loopback
from blogdesk.desktop.single_instance import InstanceLock, find_running, hand_over
from blogdesk.errors import DataFolderInUse

HOLD = """
import sys
from pathlib import Path
from blogdesk.core.paths import DataFolder
from blogdesk.desktop.single_instance import InstanceLock
lock = InstanceLock(DataFolder(Path(sys.argv[1])))
print(lock.acquire(), flush=True)
lock.announce(9, "token")
print("announced", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data").prepare()


def test_a_folder_has_one_instance(folder: DataFolder) -> None:
    first, second = InstanceLock(folder), InstanceLock(folder)
    assert first.acquire()
    assert not second.acquire()
    first.release()
    assert second.acquire()
    second.release()


def test_another_process_holds_the_folder_until_it_is_killed(folder: DataFolder) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "True\n"
        assert holder.stdout.readline() == "announced\n"
        assert not InstanceLock(folder).acquire()
        holder.kill()
    assert find_running(folder)
    lock = InstanceLock(folder)
    assert lock.acquire()
    assert find_running(folder) is None
    lock.release()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its permissions elsewhere")
def test_only_this_user_can_read_where_it_listens(folder: DataFolder) -> None:
    lock = InstanceLock(folder)
    lock.acquire()
    lock.announce(1234, "token")
    assert folder.instance_file.stat().st_mode & 0o777 == 0o600
    assert folder.root.stat().st_mode & 0o777 == 0o700
    assert find_running(folder)
    lock.release()
    assert not folder.instance_file.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"port": "x"}', '{"port": 1, "pid": 2}', "\0"])
def test_a_senseless_instance_file_is_as_good_as_none(folder: DataFolder, text: str) -> None:
    folder.instance_file.write_text(text, encoding="utf-8")
    assert find_running(folder) is None


def test_a_second_start_hands_its_files_over(folder: DataFolder, tmp_path: Path) -> None:
    secrets, got = LaunchSecrets(), []

    def activate(paths: Sequence[str]) -> Mapping[str, object]:
        got.append(list(paths))
        return {"window": True, "enter_url": None}

    listener = bind_loopback()
    guard = Guard(listener.getsockname()[1], secrets_of_launch=secrets, activate=activate)
    server = EmbeddedServer(listener, guard)
    server.start()
    lock = InstanceLock(folder)
    lock.acquire()
    lock.announce(server.port, secrets.instance_token)
    file = tmp_path / "a pöst.md"
    assert hand_over(folder, [file]) == {"window": True, "enter_url": None}
    assert got == [[str(file)]]
    lock.release()
    server.stop()


def test_a_holder_that_does_not_answer_is_named(folder: DataFolder) -> None:
    with bind_loopback() as deaf:
        port = deaf.getsockname()[1]
    told = {"port": port, "pid": 4242, "token": "t"}
    folder.instance_file.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(DataFolderInUse, match="process 4242"):
        hand_over(folder, [], limit_s=0.1)


def test_a_strangers_port_gets_the_token_of_a_dead_instance_at_most_once_it_is_locked(folder: DataFolder) -> None:
    """A leftover file is cleared by whoever gets the lock, before anyone could be sent there."""
    folder.instance_file.write_text('{"port": 1, "pid": 2, "token": "t"}', encoding="utf-8")
    lock = InstanceLock(folder)
    assert lock.acquire()
    with pytest.raises(DataFolderInUse):
        hand_over(folder, [], limit_s=0.1)
    lock.release()
