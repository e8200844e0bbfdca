"""The blueprint below /studio. Each file of routes/ adds the routes of one noun to it."""

from pathlib import Path

from flask import Blueprint

bp = Blueprint("studio", __name__, url_prefix="/studio", template_folder=str(Path(__file__).parent / "templates"))
