import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from blogdesk.cli import selfcheck
from blogdesk.cli.main import main
from blogdesk.core.paths import DataFolder
from blogdesk.desktop.single_instance import InstanceLock
from tests.cli.test_cli_posts import Line


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    made = Line(tmp_path / "data", capsys)
    made("seed")
    return made


def slugs(line: Line) -> list[str]:
    return sorted(post["slug"] for post in line.json("list"))


def media_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in (folder / "media").rglob("*") if p.is_file()}


def test_a_backup_restored_elsewhere_is_the_same_library(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "whole.zip"
    assert line.json("backup", str(file))["pictures"] == len(media_of(line.folder))
    with zipfile.ZipFile(file) as archive:
        assert not [name for name in archive.namelist() if "secret" in name]
    other = Line(tmp_path / "other", line._captured)
    other("restore", str(file))
    assert slugs(other) == slugs(line) != []
    assert media_of(other.folder) == media_of(line.folder)


def test_a_restore_keeps_what_was_there(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "whole.zip"
    line("backup", str(file))
    before = slugs(line)
    line("new", "--title", "Written later")
    line("restore", str(file))
    assert slugs(line) == before
    [kept] = (line.folder / "backups").glob("*-before-restore.sqlite3")
    with closing(sqlite3.connect(kept)) as database:
        assert database.execute("SELECT slug FROM post WHERE title = 'Written later'").fetchall() == [
            ("written-later",)
        ]


def test_a_damaged_library_is_restored(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "whole.zip"
    line("backup", str(file))
    before = slugs(line)
    for path in line.folder.glob("blogdesk.sqlite3*"):
        path.write_bytes(b"no database " * 1000)
    assert "is damaged" in line("list", status=1)
    assert "is damaged" in line("backup", str(tmp_path / "second.zip"), status=1)
    assert not list(tmp_path.glob("*second*"))
    assert line_doctor(line)["database"]["ok"] is False
    line("restore", str(file))
    assert slugs(line) == before
    assert line_doctor(line)["database"]["ok"] is True


def line_doctor(line: Line) -> dict[str, Any]:
    main(["doctor", "--json", "--data-dir", str(line.folder)])
    return {finding["name"]: finding for finding in json.loads(line._captured.readouterr().out)}


@pytest.mark.parametrize("fault", ["no zip", "cut", "without database", "other picture", "absent"])
def test_what_is_no_whole_backup_changes_nothing(line: Line, tmp_path: Path, fault: str) -> None:
    file, whole = tmp_path / "bad.zip", tmp_path / "whole.zip"
    line("backup", str(whole))
    if fault == "no zip":
        file.write_bytes(b"words")
    elif fault == "cut":
        file.write_bytes(whole.read_bytes()[:-5000])
    elif fault != "absent":
        with zipfile.ZipFile(file, "w") as archive:
            if fault == "other picture":
                archive.write(line.folder / "blogdesk.sqlite3", "blogdesk.sqlite3")
            archive.writestr(f"media/original/ab/{'0' * 62}", b"not these")
    before = slugs(line), media_of(line.folder)
    assert "Nothing was changed." in line("restore", str(file), status=1)
    assert (slugs(line), media_of(line.folder)) == before
    assert not (line.folder / ".restore").exists()


def test_nothing_is_restored_under_an_open_app(line: Line, tmp_path: Path) -> None:
    file = tmp_path / "whole.zip"
    line("backup", str(file))
    lock = InstanceLock(DataFolder(line.folder))
    assert lock.acquire()
    try:
        assert "Close it" in line("restore", str(file), status=1)
    finally:
        lock.release()


def test_an_app_with_all_its_parts_says_so(line: Line) -> None:
    told = line.json("selfcheck")
    assert told["ok"] is True
    assert set(told["parts"].values()) == {"ok"}


def test_a_part_that_is_missing_is_named(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blogdesk.studio.assets.STATIC", line.folder)
    monkeypatch.setattr("blogdesk.core.schema.HEAD", "9999")
    assert main(["selfcheck", "--json"]) == 1
    parts = json.loads(line._captured.readouterr().out)["parts"]
    assert {name for name, state in parts.items() if state != "ok"} >= {"migrations"}


def test_the_doctor_knows_the_folder_and_the_database(line: Line) -> None:
    findings = line_doctor(line)
    assert set(findings) == {"data folder", "database", "space", "window", "keyring"}
    assert findings["data folder"]["ok"]
    assert findings["database"]["state"].startswith("sound")
    assert selfcheck.CHECKS
