from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from blogdesk.core import schema
from blogdesk.core.config import load_config
from blogdesk.core.database import db
from blogdesk.core.paths import DataFolder
from blogdesk.core.secrets import MemorySecretStore
from blogdesk.core.transactions import transaction
from blogdesk.factory import create_app
from blogdesk.posts import service as posts
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from blogdesk.posts.queries import PostFilter
from blogdesk.search.models import SearchDocument
from blogdesk.search.query import as_fts5, parse_query
from blogdesk.search.service import index_stale, search_posts
from tests.conftest import dispose


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on each of the two databases."""
    env = {} if request.param == "sqlite" else {"BLOGDESK_DATABASE_URL": request.getfixturevalue("postgres_url")}
    app = create_app(load_config(DataFolder(tmp_path / "data"), env=env), [], MemorySecretStore())
    schema.upgrade(app)
    with app.app_context():
        yield app
    dispose(app)


def make(title: str, markdown: str = "", tags: tuple[str, ...] = ()) -> Post:
    with transaction():
        return posts.create_post(PostFields(title=title, markdown=markdown, tags=list(tags)))


def titles(typed: str, **options: bool) -> list[str]:
    return [posts.get_post(hit.post_id).title for hit in search_posts(typed, **options)]  # type: ignore[arg-type]


def test_all_words_must_occur_and_the_last_may_be_unfinished(either: Flask) -> None:
    make("Tides", "The beach is rewritten twice a day")
    make("Beach house", "No water here")
    assert titles("rewritten bea") == ["Tides"]
    assert titles("bea rewritten") == []


def test_the_title_counts_more_than_the_text(either: Flask) -> None:
    make("Other", "salt " + "word " * 30)
    make("Salt", "word " * 30)
    assert titles("salt") == ["Salt", "Other"]


def test_phrases_exclusions_tags_and_accents(either: Flask) -> None:
    make("One", "a small red boat", ("Küste",))
    make("Two", "a red small boat")
    assert titles('"small red"') == ["One"]
    assert titles("boat -kuste") == ["Two"]
    assert titles("KÜSTE") == ["One"]


def test_a_snippet_marks_the_match(either: Flask) -> None:
    make("T", "word " * 60 + "the lighthouse stands " + "word " * 60)
    [hit] = search_posts("lighthouse")
    assert [piece.text for piece in hit.snippet if piece.matches] == ["lighthouse"]
    assert "stands" in "".join(piece.text for piece in hit.snippet)


def test_the_index_follows_changes_and_the_trash(either: Flask) -> None:
    post = make("T", "before")
    with transaction():
        posts.update_post(post, PostFields(markdown="after"))
    assert (titles("before "), titles("after ")) == ([], ["T"])
    with transaction():
        posts.trash_post(post)
    assert titles("after") == []


def test_what_the_index_missed_is_found_and_mended(either: Flask) -> None:
    make("T", "words")
    with transaction():
        db.session.execute(update(SearchDocument).values(rev=0))
    with transaction():
        assert index_stale() == 1
        assert index_stale() == 0


def test_a_reader_finds_only_what_a_reader_may_see(either: Flask) -> None:
    make("Draft", "secret words")
    live = make("Live", "open words")
    with transaction():
        posts.publish_post(live)
    assert titles("words", only_public=True) == ["Live"]
    assert len(search_posts("words", wanted=PostFilter(status="draft"))) == 1


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet="ab\"'*-+:()^&|!\\<>~{}[]$ ñ中\0", max_size=30))
def test_no_input_is_a_syntax_error(app: Flask, typed: str) -> None:
    assert isinstance(search_posts(typed), list)


@pytest.mark.parametrize(
    "typed", ["'", "a' | 'b", "<->", ":*", "\\", "!!!", "()", "a & b", "NEAR(a b)", "a:b", "'' ''"]
)
def test_the_languages_of_both_databases_stay_out(either: Flask, typed: str) -> None:
    make("a", "b")
    assert isinstance(search_posts(typed), list)


def test_only_exclusions_find_nothing() -> None:
    assert parse_query("-a") == ()
    assert as_fts5(parse_query("a -b")) == '("a") NOT "b"'
