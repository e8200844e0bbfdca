import uuid
from pathlib import Path

import pytest
from flask import Flask

from blogdesk.desktop import opened_files
from blogdesk.desktop.opened_files import FileOpener
from blogdesk.posts.models import Post
from blogdesk.posts.service import get_post


def post_at(url: str) -> Post:
    return get_post(uuid.UUID(url.removeprefix("/studio/posts/")))


def test_a_file_becomes_a_draft_with_its_front_matter(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "ä post.md"
    file.write_bytes(b"\xef\xbb\xbf---\ntitle: Old title\nstatus: published\ntags: [sea]\n---\nT\xc3\xa4xt\r\n")
    opened = FileOpener(app).open([file])
    assert opened.problems == ()
    post = post_at(opened.urls[0])
    assert (post.title, post.markdown, post.status) == ("Old title", "Täxt\r\n", "draft")
    assert [tag.name for tag in post.tags] == ["sea"]
    assert file.read_bytes().startswith(b"\xef\xbb\xbf---")


def test_a_file_opened_twice_is_one_draft_until_it_changes(app: Flask, tmp_path: Path) -> None:
    file, opener = tmp_path / "a.md", FileOpener(app)
    file.write_text("# One")
    first = opener.open([file, str(file)])
    assert len(first.urls) == 1
    assert opener.open([file]).urls == first.urls
    file.write_text("# Two")
    assert opener.open([file]).urls != first.urls


def test_a_slug_that_is_taken_is_left_to_the_other_post(app: Flask, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "same.md").write_text("# Same")
    opened = FileOpener(app).open([tmp_path / "a" / "same.md", tmp_path / "b" / "same.md"])
    slugs = [post_at(url).slug for url in opened.urls]
    assert slugs[0] == "same"
    assert slugs[1] != "same"


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("program.exe", b"MZ", "program.exe is not a Markdown file."),
        ("a.md", b"\xff\xfe\x00", "a.md is not text in UTF-8."),
        ("a.md", b"x" * 101, "a.md is larger than 0 MB."),
    ],
)
def test_what_is_no_post_is_told_by_name(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, problem: str
) -> None:
    monkeypatch.setattr(opened_files, "MAX_TEXT_BYTES", 100)
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.md").write_text("# Good")
    opened = FileOpener(app).open([tmp_path / name, tmp_path / "good.md"])
    assert opened.problems == (problem,)
    assert [post_at(url).title for url in opened.urls] == ["Good"]


def test_a_file_that_is_gone_and_a_folder_are_told(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    opened = FileOpener(app).open([tmp_path / "gone.md", tmp_path / "folder.md"])
    assert opened.problems == ("gone.md is not there.", "folder.md is not there.")
