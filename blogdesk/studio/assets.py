"""Styles, scripts, fonts and icons at addresses that hold a hash, so that they are cached for ever.

One hash stands for the whole folder: relative addresses inside the bundle and the styles stay right.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"
# The joined style sheet's address; no file of this name lies in the folder.
STYLESHEET = "styles/studio.css"
# The order of the cascade. What stands in no layer speaks after the components.
LAYERS = ("reset", "tokens", "base", "components", "", "utilities")
_LAYER = re.compile(r"^@layer ([a-z]+) \{", re.MULTILINE)


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
    """Every style sheet as one, layer by layer: one request where there would be twenty.

    The layers become plain order here, so that browsers and validators that do not know `@layer` read the same.
    """
    texts = [path.read_text(encoding="utf-8") for path in sorted((STATIC / "styles").glob("*.css"))]
    pieces = [piece for text in texts for piece in split_layers(text)]
    return "\n".join(css.strip() for layer in LAYERS for name, css in pieces if name == layer)


def split_layers(css: str) -> list[tuple[str, str]]:
    """A style sheet as (layer, rules) in order; rules outside any layer have an empty name."""
    pieces, start = [], 0
    for found in _LAYER.finditer(css):
        if found.start() < start:
            continue
        pieces.append(("", css[start : found.start()]))
        end = _closing_brace(css, found.end())
        pieces.append((found[1], css[found.end() : end]))
        start = end + 1
    return [*pieces, ("", css[start:])]


def _closing_brace(css: str, start: int) -> int:
    depth = 1
    for at in range(start, len(css)):
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        if depth == 0:
            return at
    raise ValueError("a layer of a style sheet is not closed")


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
