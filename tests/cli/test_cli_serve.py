import json
from dataclasses import replace
from pathlib import Path

import pytest

from blogdesk.cli.main import main
from blogdesk.cli.serve import checked_url
from blogdesk.core.config import load_config
from blogdesk.core.paths import DataFolder
from blogdesk.errors import InvalidInput
from blogdesk.server.wsgi import hosted_app
from tests.conftest import dispose


def test_seeding_fills_an_empty_blog_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "blog"
    assert main(["seed", "--data-dir", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"posts": 6, "pictures": 3}
    app = hosted_app(replace(load_config(DataFolder(folder)), base_url="http://127.0.0.1:8000"))
    reader = app.test_client()
    page = reader.get("/posts/what-the-tide-leaves-behind", headers={"Host": "127.0.0.1"})
    assert page.status_code == 200
    assert 'class="u-photo"' in page.text
    assert "960.webp" in page.text
    assert "lighthouse" in reader.get("/search?q=lighthouse", headers={"Host": "127.0.0.1"}).text
    dispose(app)
    assert main(["seed", "--data-dir", str(folder)]) == 1
    assert "has posts already" in capsys.readouterr().err


def test_an_address_with_a_path_or_without_a_scheme_is_refused(tmp_path: Path) -> None:
    assert checked_url("https://blog.example/") == "https://blog.example"
    assert checked_url("http://127.0.0.1:8000") == "http://127.0.0.1:8000"
    for wrong in (
        "blog.example",
        "ftp://blog.example",
        "https://",
        "https://blog.example/blog",
        "https://a@b",
        "https://a b",
    ):
        with pytest.raises(InvalidInput):
            checked_url(wrong)
    assert main(["serve", "--data-dir", str(tmp_path / "x"), "--base-url", "nonsense"]) == 1


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["serve", "--data-dir", str(tmp_path / "file" / "blog")]) == 1
    assert "cannot be used" in capsys.readouterr().err
