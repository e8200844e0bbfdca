import json
from pathlib import Path

import click
import pytest

from blogdesk.cli import main as cli
from blogdesk.cli.options import data_dir_option, data_folder, json_option
from blogdesk.errors import FieldFault, InvalidInput, NotFound


@click.command()
@json_option
@data_dir_option
def where(as_json: bool) -> None:
    """Say where the data folder is."""
    click.echo(json.dumps(str(data_folder().root)) if as_json else str(data_folder().root))


@click.command()
@json_option
def fail(as_json: bool) -> None:
    raise NotFound("There is no post\nof that name.", next_step="`blogdesk list` shows them all.")


@click.command()
def refuse() -> int:
    raise InvalidInput([FieldFault("title", "is too long")])


@click.command()
def three() -> int:
    return 3


@pytest.fixture(autouse=True)
def commands(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {name: f"{__name__}:{name}" for name in ("where", "fail", "refuse", "three")}
    monkeypatch.setattr(cli, "COMMANDS", {"desktop": "blogdesk.cli.desktop:desktop", **here})


def test_the_data_folder_is_taken_before_or_after_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLOGDESK_DATA_DIR", str(tmp_path / "env"))
    for arguments in (["where"], ["--data-dir", str(tmp_path / "a"), "where"], ["where", "--data-dir", str(tmp_path)]):
        assert cli.main(arguments) == 0
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / "env"), str(tmp_path / "a"), str(tmp_path)]


def test_an_error_is_one_line_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fail"]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "Error: There is no post of that name.\n`blogdesk list` shows them all.\n")


def test_an_error_is_json_when_json_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fail", "--json"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert json.loads(err)["code"] == "not-found"


def test_every_fault_of_an_input_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["refuse"]) == 1
    assert capsys.readouterr().err == "Error: title: is too long\n"


@pytest.mark.parametrize("arguments", [["no-such-command"], ["where", "--no-such-option"], ["desktop", "--port", "x"]])
def test_wrong_usage_is_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 2
    assert "Usage: " in capsys.readouterr().err


def test_a_commands_own_status_is_the_exit_status() -> None:
    assert cli.main(["three"]) == 3


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("BlogDesk, version ")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name}" in shown for name in cli.COMMANDS)


def test_the_programs_entry_is_the_desktop_command() -> None:
    assert cli.as_desktop([]) == ["desktop"]
    assert cli.as_desktop(["--no-open", "a.md"]) == ["desktop", "--no-open", "a.md"]
    assert cli.as_desktop(["where", "--json"]) == ["where", "--json"]
    assert cli.as_desktop(["--version"]) == ["--version"]
