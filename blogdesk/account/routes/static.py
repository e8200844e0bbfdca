"""Static files."""

from flask import Blueprint, Response, send_from_directory

from blogdesk.account.assets import STATIC, tree_hash


def mount(pages: Blueprint) -> None:
    """Add the routes."""
    pages.add_url_rule("/account/static/<tree>/<name>", "static_file", static_file)


def static_file(tree: str, name: str) -> Response:
    """A static file; an old address still works, but is not kept."""
    response = send_from_directory(STATIC, name)
    current = tree == tree_hash()
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if current else "no-cache"
    return response
