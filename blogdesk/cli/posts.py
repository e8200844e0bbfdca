"""`blogdesk new`, `edit`, `list` and `show`: drafts without the window."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from blogdesk.cli.instance import open_instance
from blogdesk.cli.options import data_dir_option, json_option, print_json
from blogdesk.errors import FieldFault, InvalidInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from blogdesk.core.instance import App
    from blogdesk.posts.fields import PostFields
    from blogdesk.posts.models import Post

STATUSES = ("draft", "scheduled", "published", "archived")
body_file = click.Path(path_type=Path, dir_okay=False)
slug_argument = click.argument("slug")


@click.command()
@click.option("--title", required=True, metavar="T", help="The title; the slug is made from it.")
@click.option("--file", "body", type=body_file, metavar="BODY.md", help="The text, as Markdown in UTF-8.")
@data_dir_option
@json_option
def new(title: str, body: Path | None, as_json: bool) -> None:
    """Make a draft."""
    from blogdesk.core.transactions import transaction
    from blogdesk.posts.fields import PostFields
    from blogdesk.posts.service import create_post

    fields = PostFields(title=title, **(text_of(body) if body else {}))
    with open_instance() as app:
        with transaction():
            post = create_post(fields)
        tell(app, post, f"The draft “{post.title}” is kept as {post.slug}.", as_json=as_json)


@click.command()
@slug_argument
@click.option("--file", "body", type=body_file, required=True, metavar="BODY.md", help="The new text, in UTF-8.")
@data_dir_option
@json_option
def edit(slug: str, body: Path, as_json: bool) -> None:
    """Replace the text of a post. The words before stay as a version, and undo in the window reaches them."""
    from blogdesk.core.transactions import transaction
    from blogdesk.posts.autosave import fold
    from blogdesk.posts.service import update_post

    fields = text_of(body)
    with open_instance() as app:
        with transaction():
            post = update_post(fold(post_of(slug)), fields)
        tell(app, post, f"{post.slug} has the text of {body}.", as_json=as_json)


@click.command("list")
@click.option("--status", type=click.Choice(STATUSES), help="Only these.")
@data_dir_option
@json_option
def list_command(status: str | None, as_json: bool) -> None:
    """List posts and pages, the last changed first. --json: an array of them as on the wire, without HTML."""
    from blogdesk.core.transactions import transaction
    from blogdesk.posts.autosave import fold_pending

    with open_instance() as app:
        with transaction():
            fold_pending()
        posts = list(every_post(status))
        if as_json:
            print_json(on_the_wire(app, posts, html=False))
            return
        for post in posts:
            click.echo(f"{post.updated_at:%Y-%m-%d}  {post.status:<9}  {post.slug or '-'}  {post.title}")


@click.command()
@slug_argument
@data_dir_option
@json_option
def show(slug: str, as_json: bool) -> None:
    """Print the Markdown of a post. --json: the post as on the wire."""
    from blogdesk.core.transactions import transaction
    from blogdesk.posts.autosave import fold

    with open_instance() as app:
        with transaction():
            post = fold(post_of(slug))
        tell(app, post, post.markdown, as_json=as_json)


def text_of(path: Path) -> "PostFields":
    """The fields of a post that a file of Markdown sets, its line ends kept.

    Raises:
        InvalidInput: the file cannot be read, or is no UTF-8.
    """
    from blogdesk.posts.fields import PostFields

    try:
        markdown = path.read_bytes().decode("utf-8-sig")
    except OSError as err:
        reason = err.strerror or str(err)
    except UnicodeDecodeError as err:
        reason = f"is no text in UTF-8 (byte {err.start:,})"
    else:
        return PostFields(markdown=markdown, eol="crlf" if "\r\n" in markdown else "lf")
    raise InvalidInput([FieldFault("file", f"{path}: {reason}")], next_step="Nothing was changed.")


def post_of(slug: str) -> "Post":
    """The post or page of this slug.

    Raises:
        NotFound: there is none.
    """
    from blogdesk.posts.service import find_by_slug

    post = find_by_slug(slug)
    if post is None:
        raise NotFound(f"There is no post with the slug {slug}.", next_step="`blogdesk list` shows every slug.")
    return post


def every_post(status: str | None) -> Iterator["Post"]:
    """All of them, last changed first, read page by page."""
    from blogdesk.posts.queries import PostFilter, list_posts

    cursor = None
    while True:
        page = list_posts(PostFilter(status=status), cursor=cursor, limit=500)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return


def on_the_wire(app: "App", posts: "Sequence[Post]", *, html: bool) -> list[dict[str, Any]]:
    """The posts as the REST API gives them to somebody who may see everything."""
    from blogdesk.api.representations import show_posts
    from blogdesk.core.instance import current_config
    from blogdesk.studio.face import Author, everything

    with app.test_request_context(base_url=current_config().base_url or None):
        shown = show_posts(posts, Author(None, "", everything), html=html)
    return [post.model_dump(mode="json") for post in shown]


def tell(app: "App", post: "Post", words: str, *, as_json: bool) -> None:
    """One post as JSON, or some words on it."""
    if as_json:
        print_json(on_the_wire(app, [post], html=True)[0])
    else:
        click.echo(words, nl=not words.endswith("\n"))
