import re
from dataclasses import replace
from pathlib import Path

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from pygments.token import STANDARD_TYPES

from blogdesk.core.config import Config
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.factory import create_app
from blogdesk.site import mount_theme
from blogdesk.site.theme import Theme, load_theme

THEME = load_theme("quiet")
# Punctuation, plain names and white space: the ink of the text is their colour.
PLAIN = {"", "n", "nx", "nv", "vc", "vg", "vi", "vm", "ni", "p", "pm", "o", "w", "x", "g", "esc", "ges"}


def test_the_stylesheet_and_the_fonts_are_served_for_ever(reader: FlaskClient) -> None:
    page = reader.get("/").text
    addresses = re.findall(r'href="(/theme/[^"]+)"', page)
    assert THEME.stylesheet_url in addresses
    assert len(addresses) == 4
    for address in addresses:
        answer = reader.get(address, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_the_address_browsers_ask_for_an_icon_leads_to_the_themes(reader: FlaskClient) -> None:
    answer = reader.get("/favicon.ico", follow_redirects=True, buffered=True)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


def test_every_file_the_stylesheet_names_is_there(reader: FlaskClient) -> None:
    css = reader.get(THEME.stylesheet_url).text
    names = set(re.findall(r'url\("([^"]+)"\)', css))
    assert len(names) > 5
    for name in names:
        assert reader.get(THEME.url(name), buffered=True).status_code == 200
    assert "http" not in css.replace('a[href^="http"]', "")


def test_every_stylesheet_of_the_folder_is_part_of_the_theme() -> None:
    assert {path.name for path in (THEME.folder / "styles").iterdir()} == set(THEME.stylesheets)


def test_a_page_from_before_an_update_still_finds_a_stylesheet(reader: FlaskClient) -> None:
    answer = reader.get("/theme/000000000000/theme.css")
    assert answer.status_code == 200
    assert "immutable" not in answer.headers["Cache-Control"]


def test_the_address_changes_with_the_bytes(tmp_path: Path) -> None:
    for name in ("styles", "static"):
        (tmp_path / name).mkdir()
    style = tmp_path / "styles" / "a.css"
    style.write_text("a {}")
    before = Theme(tmp_path, ("a.css",), ()).version
    style.write_text("b {}")
    assert Theme(tmp_path, ("a.css",), ()).version != before


def test_nothing_beside_the_theme_is_served(reader: FlaskClient) -> None:
    for name in (
        "../theme.toml",
        "%2e%2e/theme.toml",
        "fonts/../../theme.toml",
        "fonts",
        "layout.html",
        "nothing.woff2",
    ):
        assert reader.get(f"/theme/{THEME.version}/{name}").status_code == 404


def test_the_theme_can_be_mounted_without_the_pages(config: Config) -> None:
    app = create_app(replace(config), [mount_theme], MemorySecretStore())  # type: ignore[list-item]
    address = app.extensions["blogdesk.theme_stylesheet"]
    assert app.test_client().get(address).status_code == 200
    assert app.test_client().get("/").status_code == 404


def test_every_kind_of_code_has_a_colour_or_is_plain_on_purpose() -> None:
    css = (THEME.folder / "styles" / "code.css").read_text(encoding="utf-8")
    styled = set(re.findall(r"\.([a-z][a-z0-9]{0,2}|lineno)\b", css))
    missing = set(STANDARD_TYPES.values()) - styled - PLAIN
    assert missing == set()


def test_the_pages_need_no_script(blog: Flask, reader: FlaskClient) -> None:
    page = reader.get("/")
    assert re.findall(r"<script(?! type=\"application/ld\+json\")", page.text) == []
    assert "style=" not in page.text
    assert "<style" not in page.text
    assert "script-src 'none'" in page.headers["Content-Security-Policy"]


def test_the_themes_texts_leave_those_of_other_surfaces_alone(blog: Flask, reader: FlaskClient) -> None:
    before = dict(blog.jinja_env.globals)
    assert "Skip to the text" in reader.get("/").text
    assert {name: blog.jinja_env.globals[name] for name in before} == before
    with blog.test_request_context():
        assert render_template_string("{{ _('Hello %(name)s', name='<b>') }}") == "Hello &lt;b&gt;"


def test_values_in_a_text_are_escaped(reader: FlaskClient) -> None:
    assert "“&lt;b&gt;%(x)s”" in reader.get("/search", query_string={"q": "<b>%(x)s"}).text
