"""The engine over a blog in memory: every cut, every place, resumed as after a crash."""

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from blogdesk.core.http import FileSlice
from blogdesk.core.ids import uuid7
from blogdesk.errors import OutsideFailure, RemoteBusy, RemoteRefused, TokenRejected, Unreachable
from blogdesk.publishing.blogdesk_api.mapping import post_body
from blogdesk.publishing.destination import PictureFile, PostWrite
from blogdesk.sync import effects
from blogdesk.sync.driver import drive
from blogdesk.sync.effects import Fact
from blogdesk.sync.engine import PictureToSend, Push, push
from tests.fakes.destination import Flaky, MemoryBlog

SNAPSHOT = {"kind": "post", "title": "A walk", "slug": "a-walk", "markdown": "Along.", "status": "published"}


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[int], PictureFile]:
    def make(size: int = 1_000_000) -> PictureFile:
        data = uuid7().bytes * (size // 16)
        path = tmp_path / uuid7().hex
        path.write_bytes(data)
        return PictureFile(uuid7(), path, hashlib.sha256(data).hexdigest(), len(data), "image/jpeg", alt="Sea")

    return make


class Ledger:
    """Keeps the facts as the database would, and gives the push that a restart begins with."""

    def __init__(self, job: Push) -> None:
        self.job = job
        self.facts: list[Fact] = []

    def commit(self, fact: Fact) -> None:
        self.facts.append(fact)

    def resumed(self) -> Push:
        done = {fact.media_id for fact in self.facts if isinstance(fact, effects.PictureThere)}
        urls = {fact.media_id: fact.place.url for fact in self.facts if isinstance(fact, effects.UploadAt)}
        pictures = [p for p in self.job.pictures if p.file.media_id not in done]
        pictures = [replace(p, upload_url=urls.get(p.file.media_id, "")) for p in pictures]
        return replace(self.job, pictures=pictures)

    @property
    def last(self) -> Fact:
        return self.facts[-1]


def a_push(*pictures: PictureFile, kind: str = "create", etag: str = "", post_id: uuid.UUID | None = None) -> Push:
    write = PostWrite(uuid7(), post_id or uuid7(), kind, etag, post_body(SNAPSHOT))
    return Push(write, [PictureToSend(file) for file in pictures], SNAPSHOT, None, 300_000)


def run(job: Push, blog: MemoryBlog | Flaky, ledger: Ledger | None = None) -> Ledger:
    ledger = ledger or Ledger(job)
    drive(push(ledger.resumed()), blog, ledger.commit)
    return ledger


def test_pictures_go_before_the_post(picture: Callable[..., PictureFile]) -> None:
    blog, files = MemoryBlog(), [picture(), picture()]
    ledger = run(a_push(*files), blog)
    assert [step.split()[0] for step in blog.journal] == ["file", "file", "create"]
    assert isinstance(ledger.last, effects.Acknowledged)
    assert ledger.last.written.etag == '"epoch123-1"'


def test_a_picture_that_is_there_is_not_sent_again(picture: Callable[..., PictureFile]) -> None:
    blog, file = MemoryBlog(), picture()
    run(a_push(file), blog)
    received = blog.bytes_received
    run(a_push(replace(file, media_id=uuid7())), blog)
    assert blog.bytes_received == received == file.size_bytes


def calls_of_a_whole_push(files: list[PictureFile]) -> int:
    line = Flaky(MemoryBlog())
    run(a_push(*files), line)
    return line.calls


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_cut_at_every_call_and_resumed_there_is_one_post_and_each_byte_was_sent_once(
    picture: Callable[..., PictureFile], after: bool
) -> None:
    files = [picture(), picture(), picture()]
    for place in range(calls_of_a_whole_push(files)):
        blog = MemoryBlog()
        line, job = Flaky(blog, cut_at=place, after=after), a_push(*files)
        ledger = Ledger(job)
        with pytest.raises(Unreachable):
            run(job, line, ledger)
        readable = blog.posts.keys()
        assert not readable or blog.files.keys() >= {file.sha256 for file in files}
        run(job, line, ledger)
        assert isinstance(ledger.last, effects.Acknowledged), place
        assert len(blog.posts) == 1
        assert [step for step in blog.journal if step.startswith("create")] == [blog.journal[-1]]
        assert blog.bytes_received <= sum(file.size_bytes for file in files), place


def test_a_process_that_dies_at_any_commit_resumes_to_the_same_end(picture: Callable[..., PictureFile]) -> None:
    files = [picture(), picture(), picture()]
    whole = run(a_push(*files), MemoryBlog())

    class Killed(Exception):
        """The process is gone."""

    for place in range(len(whole.facts)):
        blog, job = MemoryBlog(), a_push(*files)
        ledger = Ledger(job)

        def die(fact: Fact, ledger: Ledger = ledger, place: int = place) -> None:
            if len(ledger.facts) == place:
                raise Killed
            ledger.commit(fact)

        with pytest.raises(Killed):
            drive(push(ledger.resumed()), blog, die)
        run(job, blog, ledger)
        assert blog.journal.count(f"create {str(job.write.post_id)[-4:]}") == 1
        assert blog.bytes_received == sum(file.size_bytes for file in files)


def test_a_server_that_takes_only_small_pieces_gets_small_pieces(picture: Callable[..., PictureFile]) -> None:
    blog, file = MemoryBlog(max_chunk_bytes=500_000), picture(3_000_000)
    run(replace(a_push(file), chunk_bytes=4_000_000), blog)
    assert file.sha256 in blog.files


def test_a_server_that_takes_not_even_small_pieces_is_told_apart(picture: Callable[..., PictureFile]) -> None:
    with pytest.raises(RemoteRefused) as caught:
        run(a_push(picture()), MemoryBlog(max_chunk_bytes=1000))
    assert caught.value.status == 413


def test_an_upload_that_the_server_forgot_is_begun_anew(picture: Callable[..., PictureFile]) -> None:
    blog, file = MemoryBlog(), picture()
    job, line = a_push(file), Flaky(blog, cut_at=3)
    ledger = Ledger(job)
    with pytest.raises(Unreachable):
        run(job, line, ledger)
    blog.uploads.clear()
    run(job, line, ledger)
    assert file.sha256 in blog.files


def test_a_server_that_has_another_offset_is_followed(picture: Callable[..., PictureFile]) -> None:
    blog, file = MemoryBlog(), picture()

    class Forgetful(Flaky):
        """Loses the last 1,000 bytes once."""

        def append(self, url: str, part: FileSlice) -> int:
            offset = super().append(url, part)
            if self.calls == 4:
                del self.inner.uploads[url][1][-1000:]
            return offset

    run(a_push(file), Forgetful(blog))
    assert file.sha256 in blog.files


def test_a_newer_version_there_is_a_conflict_that_keeps_their_text() -> None:
    blog, first = MemoryBlog(), a_push()
    run(first, blog)
    etag = blog.etag(str(first.write.post_id))
    blog.edit(first.write.post_id, markdown="Theirs.")
    second = replace(a_push(kind="update", etag=etag, post_id=first.write.post_id), base=SNAPSHOT, sent={"title": "x"})
    ledger = run(second, blog)
    assert isinstance(ledger.last, effects.Conflicted)
    assert ledger.last.theirs.post is not None
    assert ledger.last.theirs.post["markdown"] == "Theirs."
    assert blog.posts[str(first.write.post_id)]["markdown"] == "Theirs."


def test_a_newer_revision_that_says_the_same_is_no_conflict() -> None:
    blog, first = MemoryBlog(), a_push()
    run(first, blog)
    etag = blog.etag(str(first.write.post_id))
    blog.edit(first.write.post_id, views=3)
    update = a_push(kind="update", etag=etag, post_id=first.write.post_id)
    rebased = run(replace(update, base=SNAPSHOT, sent={**SNAPSHOT, "title": "New"}), blog)
    assert isinstance(rebased.last, effects.Rebased)
    equal = run(replace(update, base={"title": "Old"}, sent=SNAPSHOT), blog)
    assert isinstance(equal.last, effects.Acknowledged)


def test_a_post_deleted_there_is_told_and_nothing_is_made_in_silence() -> None:
    blog, first = MemoryBlog(), a_push()
    run(first, blog)
    etag = blog.etag(str(first.write.post_id))
    run(a_push(kind="delete", etag=etag, post_id=first.write.post_id), blog)
    ledger = run(a_push(kind="update", etag=etag, post_id=first.write.post_id), blog)
    assert isinstance(ledger.last, effects.Conflicted)
    assert ledger.last.theirs.post is None
    again = run(a_push(kind="delete", etag=etag, post_id=first.write.post_id), blog)
    assert isinstance(again.last, effects.Acknowledged)


@pytest.mark.parametrize("error", [TokenRejected("no"), RemoteBusy("wait", retry_after_s=1), Unreachable("cut")])
def test_what_may_pass_leaves_the_write_to_be_sent_again(error: OutsideFailure) -> None:
    job = a_push()
    ledger = Ledger(job)
    with pytest.raises(type(error)):
        run(job, Flaky(MemoryBlog(), cut_at=0, error=error), ledger)
    assert isinstance(ledger.last, effects.Attempted)


def test_a_refusal_for_good_is_kept_with_its_reason() -> None:
    error = RemoteRefused("slug: is taken", status=422, field="slug", next_step="Choose another address.")
    ledger = run(a_push(), Flaky(MemoryBlog(), cut_at=0, error=error))
    assert ledger.last == effects.Refused(ledger.job.write.op_id, "slug: is taken", "Choose another address.")
