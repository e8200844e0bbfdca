from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from blogdesk.core import events
from blogdesk.core.changes import Change
from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.errors import InvalidInput, SlugTaken, StaleRevision
from blogdesk.posts import queries, redirects, service, versions
from blogdesk.posts.events import PostChanged
from blogdesk.posts.fields import PostFields
from blogdesk.posts.models import Post
from blogdesk.posts.queries import PostFilter


def make(title: str = "A post", **fields: object) -> Post:
    with transaction():
        return service.create_post(PostFields(title=title, **fields))  # type: ignore[typeddict-item]


def test_a_post_gets_a_slug_from_its_title_and_the_next_free_number(app: Flask) -> None:
    assert [make("Über Salz").slug, make("Über Salz").slug] == ["uber-salz", "uber-salz-2"]


def test_a_summary_is_made_of_words_not_of_pictures(app: Flask) -> None:
    post = make(markdown="![](media:0190a1b2-0000-7000-8000-000000000000)\n\nThe sea is *loud*. [Why](post:x)")
    assert post.summary == "The sea is loud. Why"


def test_a_slug_follows_the_title_until_the_post_was_published(app: Flask) -> None:
    post = make("First thought")
    with transaction():
        service.update_post(post, PostFields(title="Second thought"))
    assert post.slug == "second-thought"
    with transaction():
        service.publish_post(post)
        service.update_post(post, PostFields(title="Third thought"))
    assert post.slug == "second-thought"


def test_a_slug_the_author_chose_must_be_free(app: Flask) -> None:
    make(slug="salt")
    with pytest.raises(SlugTaken) as caught, transaction():
        service.create_post(PostFields(title="Other", slug="salt"))
    assert "salt-2" in caught.value.next_step


def test_a_changed_slug_of_a_live_post_leaves_a_redirect(app: Flask) -> None:
    post = make("Salt")
    with transaction():
        service.publish_post(post)
        service.update_post(post, PostFields(slug="on-salt"))
    found = redirects.find_redirect("/posts/salt")
    assert found is not None
    assert found.post_id == post.id


def test_a_write_on_an_older_revision_is_refused(app: Flask) -> None:
    post = make()
    with transaction():
        service.update_post(post, PostFields(title="Newer"), expected_rev=1)
    with pytest.raises(StaleRevision) as caught, transaction():
        service.update_post(post, PostFields(title="Older"), expected_rev=1)
    assert caught.value.current_rev == 2
    assert post.title == "Newer"


def test_every_fault_of_the_fields_is_told(app: Flask) -> None:
    with pytest.raises(InvalidInput) as caught:
        make("x" * 501, slug="Not A Slug", status="live", canonical_url="javascript:alert(1)")
    assert {fault.field for fault in caught.value.faults} == {"title", "slug", "status", "canonical_url"}


def test_a_change_that_changes_nothing_writes_nothing(app: Flask) -> None:
    post = make(tags=["sea"], category="Essays")
    with transaction():
        service.update_post(post, PostFields(title="A post", tags=["sea"], category="essays"))
    assert post.rev == 1


def test_tags_stay_in_the_order_they_were_given(app: Flask) -> None:
    names = ["walking", "sea", "lists", "apples"]
    post = make(tags=names)
    db.session.expire_all()
    assert [tag.name for tag in post.tags] == names
    with transaction():
        service.update_post(post, PostFields(tags=names[::-1]))
    db.session.expire_all()
    assert [tag.name for tag in post.tags] == names[::-1]


def test_every_version_stays(app: Flask) -> None:
    post = make(markdown="one")
    for text in ("two", "three"):
        with transaction():
            service.update_post(post, PostFields(markdown=text))
    assert [revision.markdown for revision in versions.list_revisions(post.id)] == ["three", "two", "one"]


def test_an_imported_text_is_a_version_once_it_is_changed(app: Flask) -> None:
    with transaction():
        post = service.create_post(PostFields(title="Old", markdown="as it was"), reason="import")
    assert versions.list_revisions(post.id) == []
    with transaction():
        service.update_post(post, PostFields(markdown="as it is"))
    assert [revision.markdown for revision in versions.list_revisions(post.id)] == ["as it is", "as it was"]


def test_every_commit_is_in_the_change_feed_in_order(app: Flask) -> None:
    post = make(tags=["sea"])
    with transaction():
        service.update_post(post, PostFields(title="B"))
        service.update_post(post, PostFields(title="C"))
    with transaction():
        service.trash_post(post)
    feed = db.session.scalars(select(Change).order_by(Change.seq)).all()
    assert [(change.seq, change.type, change.rev, change.op) for change in feed] == [
        (1, "tag", 1, "upsert"),
        (2, "post", 1, "upsert"),
        (3, "post", 3, "upsert"),
        (4, "post", 4, "delete"),
    ]


def test_what_rolls_back_is_neither_announced_nor_in_the_feed(app: Flask) -> None:
    seen: list[PostChanged] = []
    events.register(app, PostChanged, seen.append)

    def make_and_fail() -> None:
        with transaction():
            service.create_post(PostFields(title="Never"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        make_and_fail()
    make("Really")
    assert [event.slug for event in seen] == ["really"]
    assert len(db.session.scalars(select(Change)).all()) == 1


def test_readers_see_what_is_published_and_whose_moment_has_come(app: Flask) -> None:
    draft, live, later, gone = make("draft"), make("live"), make("later"), make("gone")
    with transaction():
        service.publish_post(live)
        service.schedule_post(later, now() + timedelta(hours=1))
        service.publish_post(gone)
        service.trash_post(gone)
    page = queries.list_posts(PostFilter(kind="post"), order="published", only_public=True)
    assert [post.id for post in page.items] == [live.id]
    assert queries.find_public(draft.slug, "post") is None
    assert later.status == "scheduled"


def test_a_moment_that_has_passed_is_published_at_once(app: Flask) -> None:
    post, at = make(), now() - timedelta(days=3)
    with transaction():
        service.schedule_post(post, at)
    assert (post.status, post.published_at) == ("published", at)


def test_pages_of_a_list_meet_every_post_once(app: Flask) -> None:
    made = {make(f"Post {n}").id for n in range(7)}
    seen, cursor = [], None
    while True:
        page = queries.list_posts(PostFilter(), cursor=cursor, limit=3)
        seen += [post.id for post in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 7
    assert set(seen) == made


def test_a_category_finds_what_lies_below_it(app: Flask) -> None:
    make("Deep", category="Essays / Coast")
    make("Other", category="Essays-not")
    assert [post.title for post in queries.list_posts(PostFilter(category="essays")).items] == ["Deep"]


def test_a_restored_post_comes_back_as_a_draft(app: Flask) -> None:
    post = make()
    with transaction():
        service.publish_post(post)
        service.trash_post(post)
    with transaction():
        service.restore_post(post)
    assert (post.status, post.deleted_at) == ("draft", None)
