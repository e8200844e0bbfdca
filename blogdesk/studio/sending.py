"""How a post stands towards its readers: here, where they read this instance, or at the blogs it is sent to."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from blogdesk.core.clock import now
from blogdesk.posts.held import held_among, list_held_ids
from blogdesk.posts.journal import unfolded
from blogdesk.posts.models import Post
from blogdesk.posts.permalinks import public_path
from blogdesk.posts.queries import whole_posts
from blogdesk.publishing.models import Destination
from blogdesk.publishing.service import get_destination, list_destinations
from blogdesk.settings.service import SiteSettings
from blogdesk.studio.face import serves_readers
from blogdesk.studio.words import State, own_state, zone_of
from blogdesk.sync.standing import Standing, sent_ids, standing_of, standings_of


def main_destination(destination_id: uuid.UUID | None = None) -> Destination | None:
    """The blog that is meant: the named one, else the one connected first; None where readers read this instance.

    Raises:
        NotFound: the named one is no longer connected.
    """
    if destination_id is not None:
        return get_destination(destination_id)
    rows = [] if serves_readers() else list_destinations()
    return rows[0] if rows else None


def states_of(posts: Sequence[Post], site: SiteSettings) -> Mapping[uuid.UUID, State]:
    """The state of each post in the list, in a fixed number of queries."""
    if serves_readers():
        held = held_among(post.id for post in posts if post.status == "published")
        zone, today = zone_of(site), now()
        return {post.id: own_state(post, zone, held=post.id in held, today=today) for post in posts}
    destination = main_destination()
    standings = standings_of(posts, destination) if destination else {}
    return {post.id: _sent_state(post, standings.get(post.id), site, now()) for post in posts}


def _sent_state(post: Post, standing: Standing | None, site: SiteSettings, today: datetime) -> State:
    if standing is not None and standing.state.key != "draft":
        return State(standing.state.key, standing.state.label)
    if post.status == "published":
        return State("draft", _("Not sent yet"))
    return own_state(post, zone_of(site), held=False, today=today)


def changed_ids() -> list[uuid.UUID]:
    """The posts with changes that their readers do not see yet."""
    if serves_readers():
        return list_held_ids()
    destination = main_destination()
    if destination is None:
        return []
    posts = whole_posts(sent_ids(destination.id))
    return [post_id for post_id, found in standings_of(posts, destination).items() if found.state.key == "changed"]


def publish_word(post: Post, state_key: str) -> str:
    """The word on the one button that matters."""
    return _("Update") if state_key in {"live", "changed"} or post.status == "scheduled" else _("Publish")


def unsent_state() -> dict[str, Any]:
    """The state of a post that does not exist yet."""
    return {"key": "draft", "label": "", "url": None, "word": _("Publish")}


def send_state(post: Post, *, held: bool, site: SiteSettings) -> dict[str, Any]:
    """The state of one post, with what the author can do about it."""
    destination = main_destination()
    if destination is not None:
        standing = standing_of(post, destination, unfolded=bool(unfolded(post)))
        label = _sent_state(post, standing, site, now()).label
        body = {**standing.to_json(), "label": label}
        words = _("%(blog)s: %(state)s", blog=destination.name, state=label)
        return {**body, "line": words, "word": publish_word(post, standing.state.key)}
    state = states_of([post], site)[post.id] if not serves_readers() else _own(post, site, held=held)
    live = serves_readers() and post.status == "published"
    return {
        "key": state.key,
        "label": state.label,
        "line": state.label,
        "detail": "",
        "next_step": "",
        "url": public_path(post, site) if live else None,
        "checked_at": None,
        "progress": None,
        "word": publish_word(post, state.key),
    }


def _own(post: Post, site: SiteSettings, *, held: bool) -> State:
    return own_state(post, zone_of(site), held=held, today=now())


def destinations_of(post: Post) -> list[dict[str, Any]]:
    """How the post stands at each connected blog."""
    if serves_readers():
        return []
    return [standing_of(post, row).to_json() for row in list_destinations()]
