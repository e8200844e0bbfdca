"""A theme: templates, stylesheets joined into one file, fonts; served under an address that changes with its bytes."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, send_from_directory
from jinja2 import Environment, FileSystemLoader

_THEMES = Path(__file__).parent / "themes"
_STYLESHEET = "theme.css"
# RFC 8246: the address names the bytes, so a browser need never ask again.
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Theme:
    """One folder below `themes/`. `stylesheets` and `preload` are those of its theme.toml, in order."""

    folder: Path
    stylesheets: tuple[str, ...]
    preload: tuple[str, ...]

    @cached_property
    def css(self) -> bytes:
        """Every stylesheet of the theme, joined."""
        return b"\n".join((self.folder / "styles" / name).read_bytes() for name in self.stylesheets)

    @cached_property
    def version(self) -> str:
        """A hash over all that the theme sends to a browser."""
        digest = hashlib.sha256(self.css)
        for path in sorted(self.static.rglob("*")):
            if path.is_file():
                digest.update(path.relative_to(self.static).as_posix().encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:12]

    @property
    def static(self) -> Path:
        """Fonts and pictures of the theme."""
        return self.folder / "static"

    @property
    def stylesheet_url(self) -> str:
        """The address of the joined stylesheet."""
        return self.url(_STYLESHEET)

    @property
    def preload_urls(self) -> list[str]:
        """The addresses of the fonts every page needs at once."""
        return [self.url(name) for name in self.preload]

    def url(self, name: str) -> str:
        """The address of one of its files."""
        return f"/theme/{self.version}/{name}"

    def environment(self, app: Flask) -> Environment:
        """The app's Jinja with this theme's templates: filters, gettext and escaping are the app's."""
        return app.jinja_env.overlay(loader=FileSystemLoader(self.folder / "templates"), trim_blocks=True,
                                     lstrip_blocks=True)  # fmt: skip


def load_theme(name: str) -> Theme:
    """The theme of this name; KeyError or OSError when its folder is not whole."""
    folder = _THEMES / name
    described = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8"))
    return Theme(folder, tuple(described["stylesheets"]), tuple(described["preload"]))


def mount_theme(app: Flask, name: str = "quiet") -> Theme:
    """Serve the theme's files, on either face. Its stylesheet's address is kept on the app for previews."""
    found = app.extensions.get("blogdesk.theme")
    if isinstance(found, Theme):
        return found
    theme = load_theme(name)
    app.extensions["blogdesk.theme"] = theme
    app.extensions["blogdesk.theme_stylesheet"] = theme.stylesheet_url
    files = Blueprint("theme", __name__)

    @files.get("/theme/<version>/<path:name>")
    def theme_file(version: str, name: str) -> Response:
        return _file(theme, version, name)

    app.register_blueprint(files)
    return theme


def _file(theme: Theme, version: str, name: str) -> Response:
    """A file of the theme. A page kept from before an update may ask under an old version: it gets today's file."""
    if name == _STYLESHEET:
        answer = Response(theme.css, mimetype="text/css")
    elif name.rsplit(".", 1)[-1] in {"woff2", "svg", "png", "webp"}:
        answer = send_from_directory(theme.static, name, max_age=None)
    else:
        abort(404)
    answer.headers["Cache-Control"] = FOREVER if version == theme.version else "public, max-age=300"
    return answer
