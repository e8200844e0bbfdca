"""`blogdesk publish`, `unpublish`, `sync`, `status`: the same services as the buttons, waited for."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

import click

from blogdesk.cli.instance import open_instance
from blogdesk.cli.options import data_dir_option, json_option, print_json
from blogdesk.errors import NotFound, OutsideFailure, RemoteRefused, Unreachable

if TYPE_CHECKING:
    from blogdesk.core.instance import App
    from blogdesk.posts.models import Post
    from blogdesk.publishing.models import Destination
    from blogdesk.sync.standing import Standing

# A blog that asks to wait longer than this is left to `blogdesk sync`, or to the app.
PATIENCE_S = 120.0
# Posts asked for in one transaction: few enough that somebody who writes meanwhile does not wait.
ASK_AT_ONCE = 50
# While one post waits for its answer, others are on their way.
HANDS = 4
to_option = click.option(
    "--to", "destination_name", metavar="NAME", help="Which connected blog, when there are several."
)


@click.command()
@click.argument("slug", required=False)
@click.option("--all", "every", is_flag=True, help="Every post and page that is published here.")
@to_option
@data_dir_option
@json_option
def publish(slug: str | None, every: bool, destination_name: str | None, as_json: bool) -> None:
    """Publish the post SLUG, wait until its live page was checked, and print its address."""
    if (slug is None) != every:
        raise click.UsageError("Give the SLUG of a post, or --all.")
    with open_instance(with_keyring=True) as app:
        if slug is None:
            _publish_all(app, destination_name, as_json=as_json)
        else:
            _publish_one(app, slug, destination_name, as_json=as_json)


def _publish_one(app: "App", slug: str, destination_name: str | None, *, as_json: bool) -> None:
    from blogdesk.core.transactions import transaction
    from blogdesk.publishing.service import choose_destination
    from blogdesk.sync.service import publish as ask
    from blogdesk.sync.service import resume

    destination, post = choose_destination(destination_name), get_by_slug(slug)
    with transaction():
        resume(destination)
        ask(post, destination)
    standing = send_until_settled(app, [post], destination)[0]
    require_through(standing)
    if as_json:
        print_json(outcome(standing))
    else:
        click.echo(standing.url or standing.state.label)
        if standing.state.detail:
            click.echo(standing.state.detail, err=True)


def _publish_all(app: "App", destination_name: str | None, *, as_json: bool) -> None:
    from blogdesk.core.transactions import transaction
    from blogdesk.posts.queries import PostFilter, every_post
    from blogdesk.publishing.service import choose_destination
    from blogdesk.sync.service import publish_many, resume

    destination = choose_destination(destination_name)
    posts = list(every_post(PostFilter(status="published")))
    for start in range(0, len(posts), ASK_AT_ONCE):
        with transaction():
            resume(destination)
            publish_many(posts[start : start + ASK_AT_ONCE], destination)
    standings = send_until_settled(app, posts, destination)
    through = [standing for standing in standings if standing.state.key in {"live", "scheduled"}]
    if as_json:
        print_json([outcome(standing) for standing in standings])
    else:
        click.echo(f"{len(through)} of {len(standings)} posts are live on {destination.name}.")
    for standing in standings:
        require_through(standing)


def outcome(standing: "Standing") -> dict[str, object]:
    """What `--json` promises."""
    checked: datetime | None = standing.checked_at
    return {"url": standing.url, "state": standing.state.key, "checked_at": checked, "detail": standing.state.detail}


def require_through(standing: "Standing") -> None:
    """Have the command fail when its post did not get to its readers.

    Raises:
        Unreachable, RemoteRefused: with the words of the state line.
    """
    state = standing.state
    if state.key in {"waiting", "sending"}:
        raise Unreachable(f"{state.label}. {state.detail}".strip(), next_step=state.next_step or "Run: blogdesk sync")
    if state.key == "needs_you":
        raise RemoteRefused(f"{state.label}. {state.detail}".strip(), status=0, next_step=state.next_step)


def get_by_slug(slug: str) -> "Post":
    """The post or page of this slug.

    Raises:
        NotFound: there is none.
    """
    from blogdesk.posts.service import find_by_slug

    post = find_by_slug(slug)
    if post is None:
        raise NotFound(f"There is no post with the address “{slug}”.", next_step="Look it up: blogdesk list")
    return post


def send_until_settled(app: "App", posts: Sequence["Post"], destination: "Destination") -> list["Standing"]:
    """Do the work until nothing is under way, a person is needed, or patience ends."""
    from blogdesk.core.database import db
    from blogdesk.jobs.runner import free_abandoned
    from blogdesk.jobs.service import next_due
    from blogdesk.sync.jobs import KINDS
    from blogdesk.sync.standing import standings_of

    ids, until = [post.id for post in posts], time.monotonic() + PATIENCE_S
    free_abandoned()
    while True:
        if _work(app, min(HANDS, len(posts))):
            until = time.monotonic() + PATIENCE_S
        db.session.rollback()
        db.session.expire_all()
        standings = standings_of(posts, destination)
        due = next_due(KINDS)
        wait = (due - _now()).total_seconds() if due is not None else PATIENCE_S
        if due is None or destination.state != "ready" or time.monotonic() + wait > until:
            return [standings[post_id] for post_id in ids]
        db.session.rollback()
        time.sleep(max(wait, 0.02))


def _work(app: "App", hands: int) -> int:
    """Do what is due, several posts at a time; gives how many jobs were done."""
    from blogdesk.jobs.runner import run_pending
    from blogdesk.sync.jobs import KINDS

    with ThreadPoolExecutor(max(hands, 1)) as pool:
        return sum(pool.map(lambda _hand: run_pending(app, KINDS), range(max(hands, 1))))


def _now() -> datetime:
    from blogdesk.core.clock import now

    return now()


@click.command()
@click.argument("slug")
@to_option
@data_dir_option
@json_option
def unpublish(slug: str, destination_name: str | None, as_json: bool) -> None:
    """Take the post SLUG back from its readers; it stays a draft, here and there."""
    from blogdesk.core.transactions import transaction
    from blogdesk.publishing.service import choose_destination
    from blogdesk.sync.service import resume
    from blogdesk.sync.service import unpublish as take_back

    with open_instance(with_keyring=True) as app:
        destination, post = choose_destination(destination_name), get_by_slug(slug)
        with transaction():
            resume(destination)
            take_back(post, destination)
        standing = send_until_settled(app, [post], destination)[0]
        require_through(standing)
    if as_json:
        print_json(outcome(standing))
    else:
        click.echo(f"{slug} is no longer live on {destination.name}.")


@click.command()
@to_option
@data_dir_option
@json_option
def sync(destination_name: str | None, as_json: bool) -> None:
    """Send what waits for the connected blogs (or for the blog NAME)."""
    from blogdesk.core.transactions import transaction
    from blogdesk.publishing.service import choose_destination, list_destinations
    from blogdesk.sync.service import posts_under_way, resume

    with open_instance(with_keyring=True) as app:
        rows = [choose_destination(destination_name)] if destination_name else list(list_destinations())
        told: list[dict[str, object]] = []
        failed: OutsideFailure | None = None
        for row in rows:
            with transaction():
                resume(row)
            posts = posts_under_way(row)
            for post, standing in zip(posts, send_until_settled(app, posts, row), strict=True):
                told.append({"slug": post.slug, "destination": row.name, **outcome(standing)})
                try:
                    require_through(standing)
                except OutsideFailure as err:
                    failed = failed or err
    if as_json:
        print_json(told)
    else:
        click.echo(f"{len(told)} posts were waiting." if told else "Nothing was waiting.")
    if failed is not None:
        raise failed


@click.command()
@data_dir_option
@json_option
def status(as_json: bool) -> None:
    """Say how posts stand: what changed, what waits, what needs you."""
    from blogdesk.cli.connect import shown
    from blogdesk.posts.queries import PostFilter, every_post
    from blogdesk.publishing.service import list_destinations
    from blogdesk.sync.standing import standings_of

    with open_instance():
        posts = list(every_post(PostFilter()))
        rows = list(list_destinations())
        lines = []
        for row in rows:
            standings = standings_of(posts, row)
            for post in posts:
                state = standings[post.id].state
                if state.key not in {"draft", "live"}:
                    lines.append({"slug": post.slug, "destination": row.name, **asdict(state)})
        blogs = [shown(row) for row in rows]
    if as_json:
        print_json({"destinations": blogs, "posts": lines})
        return
    for line in lines:
        click.echo(f"{line['slug']}: {line['label']} ({line['destination']})")
    if not lines:
        click.echo("Everything is as its readers see it." if blogs else "No blog is connected.")
