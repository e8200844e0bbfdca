"""The house's law: floors and doors. ARCHITECTURE.md explains it; the tables below are it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "blogdesk"
FLOORS: dict[str, int] = {
    "errors": -1, "content": 0, "wire": 0, "core": 1, "jobs": 2, "settings": 2, "accounts": 2, "taxonomy": 2,
    "media": 2, "posts": 3, "comments": 4, "search": 4, "feeds": 4, "publishing": 5, "transfer": 5, "sync": 6,
    "site": 7, "studio": 7, "api": 7, "account": 7, "models": 7,
    "factory": 8, "server": 9, "desktop": 9, "cli": 10, "migrations": 10,
}  # fmt: skip
ROUTES = ("core", "site", "studio", "api", "account", "factory", "server", "desktop")
DOMAINS = ("jobs", "settings", "accounts", "taxonomy", "media", "posts", "comments", "search", "publishing", "sync")
TABLES = ("core", "migrations", "transfer", *DOMAINS)
# Rules and mappings: pure wherever they live, so that they can be tried by the thousand.
PURE = ("/planner.py", "/policy.py", "/mapping.py", "media/pictures.py", "search/query.py")
IMPURE = ("flask", "sqlalchemy", "requests", "time", "random")
DOORS: dict[str, tuple[str, ...]] = {
    "flask": ROUTES, "flask_login": ("account",), "flask_wtf": ROUTES,
    "flask_babel": ROUTES, "limits": ("core",), "dotenv": ("core",),
    "sqlalchemy": TABLES, "flask_sqlalchemy": ("core",),
    "alembic": ("core", "migrations"), "requests": ("core/http.py",), "keyring": ("desktop",),
    "webview": ("desktop",), "PySide6": ("desktop",), "PIL": ("media",), "markdown": ("content",),
    "pygments": ("content",), "slugify": ("content",), "nh3": ("content",), "celery": ("jobs",),
    "waitress": ("server",), "click": ("cli",), "pydantic": ("wire", "api", "studio"),
    "psycopg": ("core", "search"),
}  # fmt: skip


def imports_of(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every import anywhere in the module, also inside functions and under TYPE_CHECKING."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == "blogdesk":
            yield from ((node.lineno, f"blogdesk.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def passes(path: str, door: str) -> bool:
    """A door is a folder, a module of the top level, a file, or (with a leading /) a file name anywhere."""
    return path.endswith(door) if door[0] == "/" else path in {door, f"{door}.py"} or path.startswith(f"{door}/")


def breaches(path: str, source: str) -> list[str]:
    """The breaches of one module. `path` is relative to the package, as `posts/service.py`."""
    room, found = path.split("/", 1)[0].removesuffix(".py"), []
    for line, name in imports_of(ast.parse(source)):
        first, _, rest = name.partition(".")
        target = rest.split(".")[0]
        if name[0] == ".":
            found.append(f"{path}:{line} relative import")
        elif first == "blogdesk" and target not in {"", room}:
            if target not in FLOORS:
                found.append(f"{path}:{line} imports {target}, which has no floor")
            elif FLOORS[target] >= FLOORS[room]:
                found.append(f"{path}:{line} {room} (floor {FLOORS[room]}) imports {target} (floor {FLOORS[target]})")
        elif first in IMPURE and path.endswith(PURE):
            found.append(f"{path}:{line} is pure and may not import {first}")
        elif first in DOORS and not any(passes(path, door) for door in DOORS[first]):
            found.append(f"{path}:{line} {first} has its door elsewhere: {', '.join(DOORS[first])}")
    return found


MODULES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES)
def test_a_module_keeps_to_its_floor_and_doors(path: str) -> None:
    assert breaches(path, (ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("posts/service.py", "from blogdesk.comments import service"),
        ("posts/service.py", "def f():\n    import blogdesk.site.routes"),
        ("media/service.py", "from blogdesk.taxonomy import models"),
        ("posts/service.py", "from . import models"),
        ("posts/policy.py", "import sqlalchemy"),
        ("site/routes/posts.py", "from sqlalchemy import select"),
        ("sync/planner.py", "import time"),
        ("publishing/wordpress/client.py", "import requests"),
        ("content/markdown.py", "from flask import request"),
        ("posts/service.py", "from blogdesk import studio"),
    ],
)
def test_a_breach_is_seen(path: str, source: str) -> None:
    assert breaches(path, source)


def name_of(path: str) -> str:
    """`posts/service.py` as `blogdesk.posts.service`."""
    return "blogdesk." + path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported_at_once(path: str) -> set[str]:
    """The modules of ours that importing this one imports: at its top, not inside functions or for type checkers."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    names = {name_of(other) for other in MODULES}
    found = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("blogdesk"):
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in names else str(node.module) for name in whole}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("blogdesk")}
    return found - {"blogdesk", name_of(path)}


def test_no_module_imports_itself_round_a_corner() -> None:
    left = {name_of(path): imported_at_once(path) for path in MODULES if path != "__init__.py"}
    while left:
        free = {name for name, needs in left.items() if not needs & left.keys()}
        assert free, f"these import each other in a circle: {sorted(left)}"
        left = {name: needs for name, needs in left.items() if name not in free}


def test_every_module_imports() -> None:
    """All in one fresh interpreter; that none needs another to have come first is what the circle test says."""
    optional = {"__init__.py", "desktop/window.py", "desktop/qt_hooks.py", "desktop/backend.py"}
    names = [name_of(p) for p in MODULES if p not in optional and not p.startswith("migrations/")]
    code = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    done = subprocess.run([sys.executable, "-c", code, *names], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
