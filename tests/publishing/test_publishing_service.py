import pytest
from flask import Flask

from blogdesk.core.http import HttpClient
from blogdesk.core.transactions import transaction
from blogdesk.errors import Conflict, InvalidInput, NotFound
from blogdesk.publishing import service
from blogdesk.publishing.blogdesk_api.discovery import FoundBlog, discover
from blogdesk.publishing.models import Destination
from tests.fakes.http_apps import instance_app
from tests.wsgi_adapter import WsgiAdapter


@pytest.fixture
def blog() -> FoundBlog:
    return discover("blog.example", HttpClient(transport=WsgiAdapter({"blog.example": instance_app()})))


def keep(blog: FoundBlog, **more: str) -> Destination:
    with transaction():
        return service.keep_destination(blog, **more)  # type: ignore[arg-type]


def another(blog: FoundBlog) -> FoundBlog:
    return FoundBlog("https://other.example", "0190a1b2-0000-7000-8000-000000000002", blog.name, blog.info)


def test_a_blog_takes_the_name_it_has_and_a_second_one_the_next(app: Flask, blog: FoundBlog) -> None:
    assert [keep(blog).name, keep(another(blog)).name] == ["Salt & Ink", "Salt & Ink 2"]


def test_connecting_the_same_blog_again_renews_it(app: Flask, blog: FoundBlog) -> None:
    row = keep(blog)
    with transaction():
        service.note_contact(row, state=service.NEEDS_APPROVAL, error="expired")
    again = keep(blog)
    assert (again.id, again.state, again.last_error) == (row.id, service.READY, "")


def test_a_name_that_the_author_chose_is_not_changed_in_silence(app: Flask, blog: FoundBlog) -> None:
    keep(blog, name="Mine")
    with pytest.raises(Conflict):
        keep(another(blog), name="Mine")


@pytest.mark.parametrize("name", ["Salt & Ink", "blog.example", "https://blog.example"])
def test_a_blog_is_found_by_name_host_and_address(app: Flask, blog: FoundBlog, name: str) -> None:
    row = keep(blog)
    assert service.choose_destination(name).id == row.id
    assert service.choose_destination().id == row.id


def test_which_blog_is_meant_has_to_be_clear(app: Flask, blog: FoundBlog) -> None:
    with pytest.raises(NotFound, match="No blog is connected"):
        service.choose_destination()
    keep(blog)
    keep(another(blog))
    with pytest.raises(InvalidInput, match="Salt & Ink, Salt & Ink 2"):
        service.choose_destination()
    with pytest.raises(NotFound):
        service.choose_destination("nowhere")


def test_removing_a_blog_gives_the_name_of_its_secret(app: Flask, blog: FoundBlog) -> None:
    row = keep(blog)
    with transaction():
        assert service.remove_destination(row) == service.secret_name_of(blog)
    assert service.list_destinations() == []
