import pytest
from flask import Flask
from sqlalchemy import select

from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.errors import InvalidInput
from blogdesk.settings.models import Setting
from blogdesk.settings.service import app_settings, change_settings, site_settings


def test_a_setting_is_kept_and_its_default_leaves_no_row(app: Flask) -> None:
    with transaction():
        change_settings(title="Field Notes", appearance="dark")
    assert site_settings().title == "Field Notes"
    assert app_settings().appearance == "dark"
    with transaction():
        change_settings(title="My blog", appearance="auto")
    assert db.session.scalars(select(Setting)).all() == []


def test_every_fault_is_told_and_nothing_is_changed(app: Flask) -> None:
    with pytest.raises(InvalidInput) as caught, transaction():
        change_settings(title="", timezone="Mars/Olympus", permalink="/{yyyy}", nonsense=1, posts_per_page="ten")
    assert {fault.field for fault in caught.value.faults} == {
        "title", "timezone", "permalink", "nonsense", "posts_per_page",
    }  # fmt: skip
    assert site_settings().title == "My blog"
