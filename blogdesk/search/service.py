"""Keeping the index in step with the posts, and asking it."""

import re
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import selectinload

from blogdesk.core.database import db
from blogdesk.core.transactions import transaction
from blogdesk.posts.models import Post
from blogdesk.posts.queries import PostFilter, conditions, public
from blogdesk.search.backends import END, START, Words, backend
from blogdesk.search.models import SearchDocument
from blogdesk.search.query import parse_query

# Link destinations and tags are not what a reader remembers of a text. Bounded, so that no input is slow.
_UNSEEN = re.compile(r"\]\([^()\n]{0,2000}\)|<[^<>\n]{1,1000}>|[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BATCH = 500


@dataclass(frozen=True)
class Piece:
    """Part of a snippet, and whether it is a match."""

    text: str
    matches: bool


@dataclass(frozen=True)
class SearchHit:
    """A found post and the place in its text that matches best."""

    post_id: uuid.UUID
    snippet: tuple[Piece, ...]


def search_posts(
    typed: str, *, wanted: PostFilter | None = None, only_public: bool = False, limit: int = 20
) -> list[SearchHit]:
    """The best posts for what was typed, best first. Whatever was typed, there is an answer, perhaps an empty one."""
    terms = parse_query(typed)
    if not terms:
        return []
    where: list[ColumnElement[bool]] = [*conditions(wanted or PostFilter()), *(public(None) if only_public else ())]
    index = backend()
    ids = index.best(terms, where, limit=limit)
    if not ids:
        return []
    documents = select(SearchDocument.id, SearchDocument.post_id).where(SearchDocument.id.in_(ids))
    posts = dict(db.session.execute(documents).all())
    snippets = index.snippets(terms, ids)
    return [SearchHit(posts[id_], tuple(_pieces(snippets.get(id_, "")))) for id_ in ids]


def _pieces(snippet: str) -> Iterator[Piece]:
    for number, part in enumerate(re.split(f"[{START}{END}]", " ".join(snippet.split(" ")))):
        if part:
            yield Piece(part, matches=number % 2 == 1)


def index_posts(posts: Iterable[Post]) -> None:
    """Index these posts as they are now; those in the trash leave the index. Flushes."""
    found = list(posts)
    ids = [post.id for post in found]
    known = {d.post_id: d for d in db.session.scalars(select(SearchDocument).where(SearchDocument.post_id.in_(ids)))}
    gone = [known[post.id] for post in found if post.deleted_at is not None and post.id in known]
    _forget(gone)
    kept = [post for post in found if post.deleted_at is None]
    for post in kept:
        if post.id in known:
            known[post.id].rev = post.rev
        else:
            known[post.id] = SearchDocument(post_id=post.id, rev=post.rev)
            db.session.add(known[post.id])
    db.session.flush()
    backend().put([_words_of(known[post.id].id, post) for post in kept])


def _words_of(document_id: int, post: Post) -> Words:
    tags = " ".join(tag.name for tag in post.tags)
    return Words(document_id, post.title, _UNSEEN.sub(" ", f"{post.excerpt}\n{post.markdown}").strip(), tags)


def _forget(documents: Sequence[SearchDocument]) -> None:
    backend().remove([document.id for document in documents])
    for document in documents:
        db.session.delete(document)
    db.session.flush()


def index_post(post_id: uuid.UUID) -> None:
    """Index one post in a transaction of its own: what a handler of the posts' events calls."""
    with transaction():
        index_posts(db.session.scalars(select(Post).where(Post.id == post_id).options(selectinload(Post.tags))))


def index_stale(*, limit: int | None = None) -> int:
    """Index what the index lacks or has in an older revision; gives the number of posts. Flushes."""
    join = Post.__table__.outerjoin(SearchDocument.__table__, SearchDocument.post_id == Post.id)
    stale = (Post.deleted_at.is_(None)) & or_(SearchDocument.id.is_(None), SearchDocument.rev != Post.rev)
    trashed = Post.deleted_at.is_not(None) & SearchDocument.id.is_not(None)
    ids = db.session.scalars(select(Post.id).select_from(join).where(or_(stale, trashed)).limit(limit)).all()
    for start in range(0, len(ids), _BATCH):
        batch = select(Post).where(Post.id.in_(ids[start : start + _BATCH])).options(selectinload(Post.tags))
        index_posts(db.session.scalars(batch))
    return len(ids)
