import pytest
from flask import Flask

from blogdesk.core.transactions import transaction
from blogdesk.errors import InvalidInput
from blogdesk.taxonomy import service


def test_two_spellings_of_case_are_one_tag(app: Flask) -> None:
    with transaction():
        tags = service.ensure_tags(["Sea", "  sea ", "SEA", "Salt  water"])
    assert [tag.name for tag in tags] == ["Sea", "Salt water"]
    with transaction():
        assert service.ensure_tags(["sEa"])[0].id == tags[0].id


def test_tags_of_other_scripts_get_slugs_of_their_own(app: Flask) -> None:
    with transaction():
        slugs = [tag.slug for tag in service.ensure_tags(["море", "C++", "C", "!!!", "???"])]
    assert len(set(slugs)) == 5


def test_a_category_is_made_with_its_parents(app: Flask) -> None:
    with transaction():
        coast = service.ensure_category("Essays / Coast")
        assert coast is not None
        assert coast.path == "essays/coast"
        assert service.category_title(coast) == "Essays / Coast"
    with transaction():
        assert service.ensure_category("essays/coast") is coast
    assert [c.path for c in service.list_categories()] == ["essays", "essays/coast"]


def test_a_tag_cannot_take_another_ones_name(app: Flask) -> None:
    with transaction():
        sea, _salt = service.ensure_tags(["sea", "salt"])
    with pytest.raises(InvalidInput, match="merge"), transaction():
        service.rename_tag(sea, "Salt")


def test_a_category_too_deep_is_refused(app: Flask) -> None:
    with pytest.raises(InvalidInput), transaction():
        service.ensure_category("a/b/c/d/e/f/g")
