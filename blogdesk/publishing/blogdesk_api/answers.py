"""Whether a blog of ours has answered: its instance header, its JSON, and that it is the blog we know."""

from typing import Any

from blogdesk.core.http import host_of
from blogdesk.core.http_answers import SAFE, HttpAnswer, failure_of
from blogdesk.errors import NotABlog
from blogdesk.wire.instance import INSTANCE_HEADER


def check_answer(answer: HttpAnswer, *, instance_id: str) -> HttpAnswer:
    """The answer, once it is certain who gave it and that it is a success.

    Raises:
        NotABlog: something else answered, such as the sign-in page of a network.
            It is never taken for an answer of ours: its 404 says nothing about our posts.
        OutsideFailure: the error that the status stands for.
    """
    host = host_of(answer.url)
    failure = failure_of(answer, host=host)
    known = answer.headers.get(INSTANCE_HEADER.lower(), "")
    if not known:
        # A proxy in front of the blog may say "busy" or "bad gateway" in its own name.
        if failure is not None and answer.status >= 429:
            raise failure
        raise not_a_blog(host)
    if instance_id and known != instance_id:
        raise NotABlog(
            f"Another blog answers at {host} than the one that was connected.",
            next_step=f"Nothing was sent. {SAFE} If the blog was moved or made anew, connect it again.",
        )
    if failure is not None:
        raise failure
    return answer


def json_object(answer: HttpAnswer) -> dict[str, Any]:
    """The JSON object of an answer.

    Raises:
        NotABlog: it is of another type or shape.
    """
    value = answer.json() if answer.is_json else None
    if not isinstance(value, dict):
        raise not_a_blog(host_of(answer.url))
    return value


def not_a_blog(host: str) -> NotABlog:
    """The error for an answer that no blog of ours gives."""
    return NotABlog(
        f"Something answered for {host}, but not as a blog does.",
        next_step=f"{SAFE} If this network has a sign-in page, open it in the browser; it is tried again by itself.",
    )
