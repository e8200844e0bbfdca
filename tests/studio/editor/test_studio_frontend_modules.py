"""The front end's own tests of modules that need no browser, and the promise that a build repeats itself."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from blogdesk.content.reading_time import count_words

ROOT = Path(__file__).parents[3]
FRONTEND = ROOT / "assets/frontend"
STATIC = ROOT / "blogdesk/studio/static"


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("needs the Debian package nodejs")
    if not (FRONTEND / "node_modules").is_dir():
        pytest.skip("needs `npm ci` in assets/frontend")
    return found


def test_the_modules_keep_their_word(node: str) -> None:
    done = subprocess.run(
        [node, "--test", "test/"], cwd=FRONTEND, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stdout


def test_the_committed_bundle_is_what_the_sources_give(node: str, tmp_path: Path) -> None:
    environment = {**os.environ, "BLOGDESK_STATIC": str(tmp_path)}
    subprocess.run([node, "build.mjs"], cwd=FRONTEND, env=environment, check=True, timeout=100)
    built = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for name, content in built.items():
        assert (STATIC / name).read_bytes() == content, f"{name}: run `npm run build` in assets/frontend"
    committed = {path.relative_to(STATIC) for path in (STATIC / "dist").rglob("*") if path.is_file()}
    assert committed == {name for name in built if name.parts[0] == "dist"}


def test_both_sides_count_the_same_words() -> None:
    samples = json.loads((FRONTEND / "test/word_counts.json").read_text(encoding="utf-8"))
    assert [[text, count_words(text)] for text, _ in samples] == samples
