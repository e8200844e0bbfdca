import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from blogdesk.desktop.link import Link, LinkClosed
from blogdesk.errors import Conflict


@dataclass
class Ends:
    """Both ends of a link, in one process."""

    here: Link
    there: Link
    files: list[Any]
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def ends() -> Iterator[Ends]:
    def answer(name: str, values: dict[str, Any]) -> object:
        both.told.append((name, values))
        if name == "refuse":
            raise Conflict("A dialog is open already.", next_step="Answer that one first.")
        if name == "break":
            raise ValueError("the reason")
        if name == "wait":
            both.ended.wait(10)
        return values.get("text")

    one, two, ended = os.pipe(), os.pipe(), threading.Event()
    files: list[Any] = [
        os.fdopen(one[0], "rb", 0),
        os.fdopen(two[1], "wb"),
        os.fdopen(two[0], "rb", 0),
        os.fdopen(one[1], "wb"),
    ]
    there = Link(files[0], files[1], answer, ended=lambda: None)
    here = Link(files[2], files[3], lambda *_: None, ended=ended.set)
    both = Ends(here, there, files, ended=ended)
    here.start()
    there.start()
    yield both
    files[1].close()
    files[3].close()
    assert here.closed.wait(10)
    assert there.closed.wait(10)
    files[0].close()
    files[2].close()


def test_a_call_is_answered(ends: Ends) -> None:
    assert ends.here.call("echo", text="ä\nb") == "ä\nb"
    assert ends.told == [("echo", {"text": "ä\nb"})]


def test_a_refusal_comes_back_with_its_words(ends: Ends) -> None:
    with pytest.raises(Conflict, match="A dialog is open already") as told:
        ends.here.call("refuse")
    assert told.value.next_step == "Answer that one first."


def test_a_failure_tells_no_details_to_the_other_side(ends: Ends) -> None:
    with pytest.raises(Conflict, match="did not work") as told:
        ends.here.call("break")
    assert "the reason" not in str(told.value)


def test_a_call_that_waits_holds_up_no_other(ends: Ends) -> None:
    with pytest.raises(TimeoutError):
        ends.here.call("wait", limit_s=0.05)
    assert ends.here.call("echo", text="meanwhile") == "meanwhile"


def test_when_the_other_side_ends_nobody_waits_on(ends: Ends) -> None:
    failed = threading.Event()

    def call() -> None:
        with pytest.raises(LinkClosed):
            ends.here.call("wait")
        failed.set()

    threading.Thread(target=call, daemon=True).start()
    ends.files[1].close()
    assert ends.ended.wait(10)
    assert failed.wait(10)


def test_a_call_to_nobody_fails_and_a_word_to_nobody_does_not(ends: Ends) -> None:
    ends.files[0].close()
    ends.files[3].close()
    with pytest.raises(LinkClosed):
        ends.here.call("echo", text="x")
    ends.here.tell("echo", text="x")
