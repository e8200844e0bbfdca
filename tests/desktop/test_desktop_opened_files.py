from pathlib import Path

import pytest

from blogdesk.desktop import opened_files
from blogdesk.desktop.opened_files import OpenedFile, OpenedFiles


def test_a_file_is_given_once_with_its_text(tmp_path: Path) -> None:
    file = tmp_path / "ä post.md"
    file.write_bytes(b"\xef\xbb\xbf# T\xc3\xaftle\r\n\r\nText\n")
    opened = OpenedFiles()
    opened.add([file, str(file)])
    opened.add([file])
    assert opened.take() == [OpenedFile("ä post.md", text="# Tïtle\r\n\r\nText\n")]
    assert opened.take() == []


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("program.exe", b"MZ", "is not a Markdown file"),
        ("a.md", b"\xff\xfe\x00", "is not text in UTF-8"),
        ("a.md", b"x" * 101, "is larger than 16 MB"),
    ],
)
def test_what_is_no_post_is_told_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, error: str
) -> None:
    monkeypatch.setattr(opened_files, "MAX_BYTES", 100)
    (tmp_path / name).write_bytes(data)
    assert opened_files.read(tmp_path / name) == OpenedFile(name, error=error)


def test_a_file_that_is_gone_and_a_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    assert opened_files.read(tmp_path / "gone.md").error == "is not there"
    assert opened_files.read(tmp_path / "folder.md").error == "is not there"
