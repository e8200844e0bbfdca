"""Publishing, taking back, scheduling: a PATCH of the status, said in a word."""

from collections.abc import Callable

from blogdesk.api.caller import Caller
from blogdesk.api.endpoints import Answer, Routes
from blogdesk.api.etags import etag_of, wanted_by_request
from blogdesk.api.operations import find_earlier_answer, operation
from blogdesk.api.representations import see, show_post
from blogdesk.api.routes.posts import parse_post_id, refuse_trashed, require_fit
from blogdesk.api.writes import require_change
from blogdesk.core.transactions import transaction
from blogdesk.posts import service
from blogdesk.posts.models import Post
from blogdesk.posts.versions import Operation
from blogdesk.wire import posts as wire

routes = Routes("posts")
HEADERS = ("If-Match", "Idempotency-Key")
Act = Callable[[Post, Operation | None], Post]


def _carry_out(caller: Caller, post: str, act: Act) -> Answer:
    """Do it once, on the revision that the client has."""
    post_id = parse_post_id(post)
    with transaction():
        earlier = find_earlier_answer(caller)
        if earlier is not None:
            return earlier
        found = see(caller, service.find_post_to_change(post_id))
        require_fit(caller, found, wanted_by_request())
        refuse_trashed(found)
        require_change(caller, found, "published")
        act(found, operation(200))
        return Answer(show_post(found, caller), 200, etag_of(found.rev))


@routes.add("POST", "/posts/<post>/publish", scope="posts:publish", headers=HEADERS, answers={200: wire.Post})
def publish_post(caller: Caller, post: str) -> Answer:
    """Let readers see a post from now on."""
    return _carry_out(
        caller, post, lambda found, op: service.publish_post(found, actor_id=caller.user_id, operation=op)
    )


@routes.add("POST", "/posts/<post>/unpublish", scope="posts:publish", headers=HEADERS, answers={200: wire.Post})
def unpublish_post(caller: Caller, post: str) -> Answer:
    """Take a post back to a draft; readers lose it at once."""
    return _carry_out(
        caller, post, lambda found, op: service.unpublish_post(found, actor_id=caller.user_id, operation=op)
    )


@routes.add("POST", "/posts/<post>/schedule", scope="posts:publish", body=wire.ScheduleRequest, headers=HEADERS,
            answers={200: wire.Post})  # fmt: skip
def schedule_post(caller: Caller, post: str, body: wire.ScheduleRequest) -> Answer:
    """Have a post appear at a moment to come; one that has passed publishes it now."""
    at = body.published_at
    return _carry_out(
        caller, post, lambda found, op: service.schedule_post(found, at, actor_id=caller.user_id, operation=op)
    )
