"""The joined style sheet and the bundle."""

import re

import pytest

from blogdesk.studio import assets


def test_layers_become_plain_order() -> None:
    css = "@layer base {\n  a { color: red; }\n}\nb { top: 0; }\n@layer reset {\n  @media print { c { top: 0; } }\n}\n"
    pieces = [(name, text.strip()) for name, text in assets.split_layers(css) if text.strip()]
    assert pieces == [
        ("base", "a { color: red; }"),
        ("", "b { top: 0; }"),
        ("reset", "@media print { c { top: 0; } }"),
    ]


def test_a_layer_that_is_not_closed_is_seen() -> None:
    with pytest.raises(ValueError):
        assets.split_layers("@layer base {\n a { }\n")


def test_the_style_sheet_holds_every_rule_once_and_no_layer() -> None:
    sheet = assets.stylesheet()
    assert "@layer" not in sheet
    for path in (assets.STATIC / "styles").glob("*.css"):
        names = {name for name, _text in assets.split_layers(path.read_text(encoding="utf-8"))}
        assert names <= set(assets.LAYERS), f"{path.name} uses a layer that is not in the order"


def test_every_token_that_is_used_is_defined() -> None:
    sheet = assets.stylesheet()
    used = set(re.findall(r"var\((--[\w-]+)", sheet))
    assert used <= set(re.findall(r"(--[\w-]+):", sheet))


def test_what_the_manifest_names_is_there() -> None:
    bundle = assets.bundle()
    for path in (bundle.script, *bundle.preloads, *assets.editor_preloads()):
        assert (assets.STATIC / path).is_file()


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sprite = (assets.STATIC / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    templates = assets.STATIC.parent / "templates"
    used = {name for path in templates.rglob("*.html") for name in re.findall(r'icon\("([\w-]+)"', path.read_text())}
    assert used <= known
