"""Styles, scripts, fonts and icons at addresses that hold a hash, so that they are cached for ever.

One hash stands for the whole folder: relative addresses inside the bundle and the styles stay right.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
# The joined style sheet's address; no file of this name lies in the folder.
STYLESHEET = "styles/studio.css"
LAYERS = "@layer reset, tokens, base, components, utilities;\n"


@dataclass(frozen=True)
class Bundle:
    """The addresses of the script to load, and of those worth loading along with it, below the static folder."""

    script: str
    preloads: tuple[str, ...]


@lru_cache(maxsize=1)
def tree_hash() -> str:
    """A hash of every static file: its path and its bytes."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """Every style sheet as one: one request where there would be twenty. Files join by name inside their layers."""
    files = sorted((STATIC / "styles").glob("*.css"))
    return LAYERS + "\n".join(path.read_text(encoding="utf-8") for path in files)


@lru_cache(maxsize=1)
def bundle() -> Bundle:
    """What the committed build put into the manifest."""
    manifest = json.loads((STATIC / "dist" / "manifest.json").read_text(encoding="utf-8"))
    main = manifest["main.js"]
    return Bundle(f"dist/{main['file']}", tuple(f"dist/{name}" for name in main["imports"]))


@lru_cache(maxsize=1)
def editor_preloads() -> tuple[str, ...]:
    """The scripts of the editor page, which the browser may fetch before they are asked for."""
    manifest = json.loads((STATIC / "dist" / "manifest.json").read_text(encoding="utf-8"))
    editor = manifest["editor.js"]
    return tuple(f"dist/{name}" for name in (editor["file"], *editor["imports"]))
