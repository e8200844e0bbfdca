import json
from pathlib import Path
from typing import Any

import pytest

from blogdesk.cli.main import main
from blogdesk.core import schema


class Line:
    """The command line on one data folder."""

    def __init__(self, folder: Path, captured: pytest.CaptureFixture[str]) -> None:
        self.folder, self._captured = folder, captured

    def __call__(self, *arguments: str, status: int = 0) -> str:
        assert main([*arguments, "--data-dir", str(self.folder)]) == status
        captured = self._captured.readouterr()
        return captured.err if status else captured.out

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--json"))


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    return Line(tmp_path / "data", capsys)


def test_a_draft_is_made_listed_shown_and_edited(line: Line, tmp_path: Path) -> None:
    body = tmp_path / "body.md"
    body.write_bytes(b"First *words*.\r\nSecond.\r\n")
    made = line.json("new", "--title", "Möwen über Oslo", "--file", str(body))
    assert (made["slug"], made["status"]) == ("mowen-uber-oslo", "draft")
    assert made["markdown"] == "First *words*.\r\nSecond.\r\n"
    assert "<em>words</em>" in made["html"]
    assert [post["id"] for post in line.json("list")] == [made["id"]]
    assert made["slug"] in line("list", "--status", "draft")
    assert line.json("list", "--status", "published") == []
    body.write_text("Other words.\n", encoding="utf-8")
    assert line.json("edit", made["slug"], "--file", str(body))["rev"] == 2
    assert line("show", made["slug"]) == "Other words.\n"
    shown = line.json("show", made["slug"])
    assert {"id", "slug", "tags", "category", "cover", "meta", "url", "rev", "word_count", "extra"} <= set(shown)


def test_a_slug_that_is_not_there_is_told(line: Line) -> None:
    assert line("show", "nothing", status=1).splitlines() == [
        "Error: There is no post with the slug nothing.",
        "`blogdesk list` shows every slug.",
    ]


def test_a_file_that_is_no_text_changes_nothing(line: Line, tmp_path: Path) -> None:
    (tmp_path / "body.md").write_bytes(b"ok \xff\xfe")
    line("new", "--title", "Kept")
    assert "is no text in UTF-8 (byte 3)" in line("edit", "kept", "--file", str(tmp_path / "body.md"), status=1)
    assert "No such file" in line("edit", "kept", "--file", str(tmp_path / "gone.md"), status=1)
    assert line.json("show", "kept")["rev"] == 1


def test_the_schema_goes_down_and_up(line: Line) -> None:
    assert line.json("db", "current") == {"version": None, "newest": schema.HEAD}
    line("db", "upgrade")
    assert line.json("db", "current")["version"] == schema.HEAD == schema.versions()[-1]
    assert "at 0001" in line("db", "downgrade", "0001")
    line("db", "downgrade", "base")
    assert line("db", "current") == f"base (newest: {schema.HEAD})\n"
    assert "there is no version 9999" in line("db", "upgrade", "9999", status=1)


def test_jobs_are_done_when_asked_and_then_listed(line: Line, tmp_path: Path) -> None:
    line("seed")
    assert line.json("jobs", "list", "--state", "failed") == []
    done = line.json("jobs", "list")
    assert {job["kind"] for job in done} == {"renditions", "settle-import"}
    assert {job["state"] for job in done} == {"done"}
    assert line.json("jobs", "run") == {"done": 0}
    assert "attempts: 1" in line("jobs", "list", "--limit", "1")
