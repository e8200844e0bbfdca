import io
import json
from pathlib import Path

import pytest

from blogdesk.cli.main import main

PASSWORD = "a long enough secret\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BLOGDESK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("BLOGDESK_DATABASE_URL", raising=False)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    assert main(arguments) == status
    printed = capsys.readouterr()
    return printed.out if status == 0 else printed.err


def add(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *more: str, status: int = 0) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD))
    given = ("users", "add", "ada", "--email", "ada@blog.example", "--password-stdin", *more)
    return run(capsys, *given, status=status)


def test_an_account_is_made_listed_and_given_another_role(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = json.loads(add(monkeypatch, capsys, "--role", "author", "--json"))
    assert (made["username"], made["role"], made["is_active"]) == ("ada", "author", True)
    run(capsys, "users", "set-role", "ada", "editor")
    [listed] = json.loads(run(capsys, "users", "list", "--json"))
    assert listed["role"] == "editor"
    assert "ada\teditor" in run(capsys, "users", "list")


def test_an_account_is_closed_and_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add(monkeypatch, capsys)
    run(capsys, "users", "deactivate", "ada")
    assert "closed" in run(capsys, "users", "list")
    run(capsys, "users", "reactivate", "ada")
    assert "closed" not in run(capsys, "users", "list")


def test_what_cannot_be_is_said_in_a_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add(monkeypatch, capsys)
    assert "in use" in add(monkeypatch, capsys, status=1)
    assert "no account" in run(capsys, "users", "set-role", "bob", "editor", status=1)
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert "password" in run(capsys, "users", "add", "bob", "--email", "b@x.example", "--password-stdin", status=1)
    assert "--password-stdin" in run(capsys, "users", "add", "bob", "--email", "b@x.example", status=2)


def test_a_token_stands_alone_on_the_line_and_is_revoked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    add(monkeypatch, capsys)
    text = run(capsys, "tokens", "add", "ada", "--name", "CLI", "--scopes", "posts:read posts:write")
    assert text.startswith("bdk_")
    assert len(text.splitlines()) == 1
    [listed] = json.loads(run(capsys, "tokens", "list", "ada", "--json"))
    assert listed["scopes"] == ["posts:read", "posts:write"]
    assert text.strip() not in json.dumps(listed)
    run(capsys, "tokens", "revoke", listed["id"])
    assert json.loads(run(capsys, "tokens", "list", "--json")) == []
    assert "more than the role" in run(
        capsys, "tokens", "add", "ada", "--name", "x", "--scopes", "settings:write", status=1
    )
