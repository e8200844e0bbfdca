"""Publishing with the real tables and jobs, to a blog in memory."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.instance import current_secrets
from blogdesk.core.transactions import transaction
from blogdesk.errors import NotFound, RemoteBusy, RemoteRefused, TokenRejected, Unreachable
from blogdesk.jobs.models import Job
from blogdesk.jobs.service import list_jobs
from blogdesk.media.models import Media
from blogdesk.posts.fields import PostFields
from blogdesk.posts.service import trash_post, update_post
from blogdesk.posts.snapshot import snapshot
from blogdesk.publishing.models import OutboxEntry, RemoteMedia
from blogdesk.sync import asking, service
from tests.sync.conftest import SECRET, Desk


def outbox() -> list[OutboxEntry]:
    return list(db.session.scalars(select(OutboxEntry)))


def live_text(desk: Desk, post_id: object) -> str:
    return str(desk.blog.posts[str(post_id)]["markdown"])


def test_publishing_asks_first_and_sends_later(desk: Desk) -> None:
    post = desk.post()
    desk.publish(post)
    assert desk.blog.posts == {}
    assert [entry.kind for entry in outbox()] == ["create"]
    assert desk.standing(post).state.label == "Sending…"
    desk.work()
    assert live_text(desk, post.id) == "Along the coast."
    assert outbox() == []
    state = asking.find_state(post.id, desk.destination.id)
    assert state is not None
    assert state.etag == desk.blog.etag(str(post.id))
    assert desk.standing(post).state.key == "live"


def test_the_base_is_what_the_blog_answered(desk: Desk) -> None:
    post = desk.post(tags=["Sea"])
    desk.publish(post)
    desk.work()
    state = asking.find_state(post.id, desk.destination.id)
    assert state is not None
    assert state.base == {name: desk.blog.posts[str(post.id)][name] for name in snapshot(post)}


def test_what_is_typed_after_asking_waits_for_the_next_time(desk: Desk) -> None:
    post = desk.post()
    desk.publish(post)
    with transaction():
        update_post(post, PostFields(markdown="Along the cliffs."))
    desk.work()
    assert live_text(desk, post.id) == "Along the coast."
    assert desk.standing(post).state.label == "Changes not live"
    desk.publish(post)
    desk.work()
    assert live_text(desk, post.id) == "Along the cliffs."
    assert len(desk.blog.posts) == 1


def test_publishing_what_is_live_already_sends_nothing(desk: Desk) -> None:
    post = desk.post()
    desk.publish(post)
    desk.work()
    before = list(desk.blog.journal)
    desk.publish(post)
    assert outbox() == []
    desk.work()
    assert desk.blog.journal == before


def test_a_typo_is_corrected_without_a_byte_of_pictures(desk: Desk, picture: Callable[[], Media]) -> None:
    one, two = picture(), picture()
    post = desk.post(markdown=f"![](media:{one.id}) ![](media:{two.id}) teh end")
    desk.publish(post)
    desk.work()
    assert len(desk.blog.files) == 2
    received, desk.line.calls = desk.blog.bytes_received, 0
    with transaction():
        update_post(post, PostFields(markdown=post.markdown.replace("teh", "the")))
    desk.publish(post)
    desk.work()
    assert desk.blog.bytes_received == received
    assert desk.line.calls == 1
    assert live_text(desk, post.id).endswith("the end")


def test_only_the_clean_copy_of_a_picture_leaves(desk: Desk, picture: Callable[[], Media]) -> None:
    media = picture()
    desk.publish(desk.post(markdown=f"![](media:{media.id})"))
    desk.work()
    assert list(desk.blog.files) == [media.clean_sha256]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_cut_at_every_call_there_is_one_post_in_the_end(desk: Desk, picture: Callable[[], Media], after: bool) -> None:
    media = [picture() for _ in range(3)]
    for place in range(13):
        post = desk.post(f"Walk {place}", "".join(f"![](media:{one.id})" for one in media) + str(place))
        with transaction():
            db.session.execute(RemoteMedia.__table__.delete())  # type: ignore[attr-defined]
        desk.blog.files.clear()
        desk.cut(place, after=after)
        desk.publish(post)
        desk.work()
        desk.network_is_back()
        assert desk.blog.journal.count(f"create {str(post.id)[-4:]}") == 1, place
        assert desk.standing(post).state.key == "live", place
        assert outbox() == []


def test_pressing_again_before_anything_left_replaces_the_request(desk: Desk) -> None:
    post = desk.post()
    desk.publish(post)
    with transaction():
        update_post(post, PostFields(markdown="Better."))
    desk.publish(post)
    assert len(outbox()) == 1
    desk.work()
    assert desk.blog.journal == [f"create {str(post.id)[-4:]}"]
    assert live_text(desk, post.id) == "Better."


def test_pressing_again_while_an_answer_is_lost_sends_both_in_order(desk: Desk) -> None:
    post = desk.post()
    desk.cut(0, after=True)
    desk.publish(post)
    desk.work()
    with transaction():
        update_post(post, PostFields(markdown="Better."))
    desk.publish(post)
    with transaction():
        update_post(post, PostFields(markdown="Not asked for yet."))
    desk.network_is_back()
    assert [step.split()[0] for step in desk.blog.journal] == ["create", "update"]
    assert live_text(desk, post.id) == "Better."
    assert desk.standing(post).state.label == "Changes not live"


def test_no_network_is_waited_out_with_one_question_for_all_posts(desk: Desk) -> None:
    posts = [desk.post(f"Walk {number}") for number in range(5)]
    desk.line.error = Unreachable("Memory cannot be reached.", may_have_arrived=False)
    desk.cut(0)
    for post in posts:
        desk.publish(post)
    desk.work()
    assert desk.standing(posts[0]).state.label == "Waiting for the network"
    assert desk.line.calls == 1
    assert [job.kind for job in list_jobs(state="waiting")].count("reach") == 1
    with transaction():
        service.resume(desk.destination)
    desk.work()
    assert {desk.standing(post).state.key for post in posts} == {"live"}


def test_a_busy_blog_is_left_alone_until_it_said(desk: Desk) -> None:
    post = desk.post()
    desk.line.error = RemoteBusy("Memory is busy.", retry_after_s=90)
    desk.cut(0)
    desk.publish(post)
    desk.work()
    [job] = list_jobs(kind="publish", state="waiting")
    assert job.run_after > now() + timedelta(seconds=60)
    assert desk.standing(post).state.label.startswith("Waiting until ")


def test_a_revoked_token_stops_nothing_but_the_sending(desk: Desk) -> None:
    post = desk.post()
    desk.line.error = TokenRejected("Memory no longer accepts this app's access.")
    desk.cut(0)
    desk.publish(post)
    desk.work()
    assert desk.standing(post).state.label == "Needs you: approve the connection again"
    assert len(outbox()) == 1
    op_id = outbox()[0].op_id
    with transaction():
        service.resume(desk.destination)
    assert outbox()[0].op_id == op_id
    desk.work()
    assert desk.standing(post).state.key == "live"


def test_a_token_that_is_gone_from_this_computer_is_asked_for_again(desk: Desk) -> None:
    post = desk.post()
    current_secrets().delete(SECRET)
    desk.publish(post)
    desk.work()
    assert desk.standing(post).state.label == "Needs you: approve the connection again"


def test_a_refusal_names_its_reason_and_the_next_try_starts_afresh(desk: Desk) -> None:
    post = desk.post()
    desk.line.error = RemoteRefused("slug: is taken", status=422, field="slug", next_step="Choose another address.")
    desk.cut(0)
    desk.publish(post)
    desk.work()
    shown = desk.standing(post).state
    assert (shown.label, shown.detail) == ("Needs you: the blog did not take it", "slug: is taken")
    assert shown.next_step == "Choose another address."
    desk.publish(post)
    desk.work()
    assert desk.standing(post).state.key == "live"


def test_a_change_made_there_is_a_conflict_that_keeps_all_three_texts(desk: Desk) -> None:
    post = desk.post()
    desk.publish(post)
    desk.work()
    desk.blog.edit(post.id, markdown="Theirs.")
    with transaction():
        update_post(post, PostFields(markdown="Mine."))
    desk.publish(post)
    desk.work()
    state = asking.find_state(post.id, desk.destination.id)
    assert state is not None
    assert state.base is not None
    assert state.remote is not None
    texts = (state.base["markdown"], post.markdown, state.remote["markdown"])
    assert texts == ("Along the coast.", "Mine.", "Theirs.")
    assert live_text(desk, post.id) == "Theirs."
    assert desk.standing(post).state.label == "Needs you: two versions"
    with transaction():
        service.keep_mine(state, post)
    desk.work()
    assert live_text(desk, post.id) == "Mine."
    assert desk.standing(post).state.key == "live"


def test_a_new_revision_there_that_says_the_same_needs_nobody(desk: Desk) -> None:
    post = desk.post()
    desk.publish(post)
    desk.work()
    desk.blog.edit(post.id, views=5)
    with transaction():
        update_post(post, PostFields(markdown="Mine."))
    desk.publish(post)
    desk.work()
    assert live_text(desk, post.id) == "Mine."
    assert desk.standing(post).state.key == "live"


def test_a_post_deleted_there_is_told_and_can_be_published_again(desk: Desk) -> None:
    post = desk.post()
    desk.publish(post)
    desk.work()
    desk.blog.deleted.add(str(post.id))
    desk.blog.revs[str(post.id)] += 1
    with transaction():
        update_post(post, PostFields(markdown="Mine."))
    desk.publish(post)
    desk.work()
    assert desk.standing(post).state.label == "Needs you: deleted on the blog"
    assert post.markdown == "Mine."
    desk.publish(post)
    desk.work()
    assert live_text(desk, post.id) == "Mine."
    assert str(post.id) not in desk.blog.deleted


def test_taking_a_post_offline_changes_nothing_but_its_status(desk: Desk) -> None:
    post = desk.post()
    desk.publish(post)
    desk.work()
    with transaction():
        update_post(post, PostFields(markdown="Not yet."))
        service.unpublish(post, desk.destination)
    desk.work()
    assert desk.blog.posts[str(post.id)]["status"] == "draft"
    assert live_text(desk, post.id) == "Along the coast."
    assert post.markdown == "Not yet."
    assert desk.standing(post).state.label == "Saved on this computer"


def test_a_post_in_the_trash_is_taken_from_every_blog_and_can_not_be_published(desk: Desk) -> None:
    post = desk.post()
    desk.publish(post)
    desk.work()
    with transaction():
        trash_post(post)
        service.delete_everywhere(post)
    desk.work()
    assert str(post.id) in desk.blog.deleted
    with pytest.raises(NotFound), transaction():
        service.publish(post, desk.destination)


def test_a_paused_destination_gets_nothing_until_it_goes_on(desk: Desk) -> None:
    post = desk.post()
    with transaction():
        desk.destination.paused = True
    desk.publish(post)
    desk.work()
    assert desk.blog.posts == {}
    assert desk.standing(post).state.label == "Waiting: sending is paused"
    with transaction():
        desk.destination.paused = False
        service.resume(desk.destination)
    desk.work()
    assert desk.standing(post).state.key == "live"


def test_a_start_finds_what_an_earlier_end_left_in_the_outbox(desk: Desk) -> None:
    post = desk.post()
    desk.publish(post)
    with transaction():
        db.session.execute(Job.__table__.delete())  # type: ignore[attr-defined]
    with transaction():
        assert service.resume_all() == 1
    desk.work()
    assert desk.standing(post).state.key == "live"


def test_many_posts_are_asked_for_at_once(desk: Desk) -> None:
    posts = [desk.post(f"Walk {number}") for number in range(20)]
    with transaction():
        assert service.publish_many(posts, desk.destination) == 20
    desk.work()
    assert len(desk.blog.posts) == 20
    with transaction():
        assert service.publish_many(posts, desk.destination) == 0
    assert db.session.scalar(select(func.count()).select_from(OutboxEntry)) == 0


def test_an_address_that_the_blog_chose_is_taken_over(desk: Desk) -> None:
    post = desk.post()
    answer = desk.blog.get_post

    def numbered(post_id: object) -> object:
        desk.blog.posts[str(post_id)]["slug"] = "a-walk-2"
        return answer(post_id)  # type: ignore[arg-type]

    desk.blog.get_post = numbered  # type: ignore[method-assign,assignment]
    desk.publish(post)
    desk.work()
    assert post.slug == "a-walk-2"
    assert desk.standing(post).state.key == "live"
