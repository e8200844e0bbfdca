"""The two indexes behind one search: FTS5 of SQLite, tsvector of PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, bindparam, column, delete, func, insert, literal_column, select, table

from blogdesk.core.database import db
from blogdesk.posts.models import Post
from blogdesk.search.models import SearchDocument
from blogdesk.search.query import Term, as_fts5, as_tsquery

# Above this many matches the newest are shown instead of the best: ranking them all would be slow, and says little.
RANKED_AT_MOST = 5_000
# Around a match in a snippet; neither can occur in a text that is kept.
START, END = "\x02", "\x03"
SNIPPET_WORDS = 24


@dataclass(frozen=True)
class Words:
    """What is indexed of a post."""

    document_id: int
    title: str
    body: str
    tags: str


class Backend(Protocol):
    """An index over the documents."""

    def put(self, rows: Sequence[Words]) -> None:
        """Index these documents anew."""

    def remove(self, ids: Sequence[int]) -> None:
        """Take documents out."""

    def best(self, terms: tuple[Term, ...], where: Sequence[ColumnElement[bool]], *, limit: int) -> list[int]:
        """The ids of the best matching documents, best first."""

    def snippets(self, terms: tuple[Term, ...], ids: Sequence[int]) -> dict[int, str]:
        """For each document the place that matches best, with START and END around the matches."""


_fts = table("post_search", column("rowid"), column("title"), column("body"), column("tags"), column("rank"))


class Fts5:
    """SQLite: https://sqlite.org/fts5.html."""

    def put(self, rows: Sequence[Words]) -> None:
        """Delete and insert: FTS5 has no upsert."""
        self.remove([row.document_id for row in rows])
        values = [{"rowid": r.document_id, "title": r.title, "body": r.body, "tags": r.tags} for r in rows]
        if values:
            db.session.execute(insert(_fts), values)

    def remove(self, ids: Sequence[int]) -> None:
        """Take rows out of the index."""
        if ids:
            db.session.execute(delete(_fts).where(_fts.c.rowid == bindparam("row")), [{"row": id_} for id_ in ids])

    def best(self, terms: tuple[Term, ...], where: Sequence[ColumnElement[bool]], *, limit: int) -> list[int]:
        """Ranked by bm25 when the matches are few enough to rank."""
        match = _match(as_fts5(terms))
        some = select(literal_column("1")).select_from(_fts).where(match).limit(RANKED_AT_MOST + 1).subquery()
        many = (db.session.scalar(select(func.count()).select_from(some)) or 0) > RANKED_AT_MOST
        query: Select[Any] = select(_fts.c.rowid).select_from(
            _fts.join(SearchDocument, SearchDocument.id == _fts.c.rowid).join(Post, Post.id == SearchDocument.post_id)
        )
        order = Post.updated_at.desc() if many else _fts.c.rank
        return list(db.session.scalars(query.where(match, *where).order_by(order).limit(limit)))

    def snippets(self, terms: tuple[Term, ...], ids: Sequence[int]) -> dict[int, str]:
        """Only for the rows that are shown: a snippet costs more than a rank."""
        cut = func.snippet(literal_column("post_search"), 1, START, END, "…", SNIPPET_WORDS)
        query = select(_fts.c.rowid, cut).where(_match(as_fts5(terms)), _fts.c.rowid.in_(ids))
        return dict(db.session.execute(query).all())


def _match(expression: str) -> ColumnElement[bool]:
    return literal_column("post_search").op("MATCH")(expression)


_words = table("post_search", column("id"), column("title"), column("body"), column("tags"), column("words"))


class TextSearch:
    """PostgreSQL: https://www.postgresql.org/docs/current/textsearch.html."""

    def put(self, rows: Sequence[Words]) -> None:
        """Delete and insert; the tsvector is a generated column."""
        self.remove([row.document_id for row in rows])
        values = [{"id": r.document_id, "title": r.title, "body": r.body, "tags": r.tags} for r in rows]
        if values:
            db.session.execute(insert(_words), values)

    def remove(self, ids: Sequence[int]) -> None:
        """Take rows out of the index."""
        if ids:
            db.session.execute(delete(_words).where(_words.c.id.in_(ids)))

    def best(self, terms: tuple[Term, ...], where: Sequence[ColumnElement[bool]], *, limit: int) -> list[int]:
        """Ranked by ts_rank when the matches are few enough to rank."""
        wanted = self._wanted(terms)
        match = _words.c.words.op("@@")(wanted)
        some = select(literal_column("1")).select_from(_words).where(match).limit(RANKED_AT_MOST + 1).subquery()
        many = (db.session.scalar(select(func.count()).select_from(some)) or 0) > RANKED_AT_MOST
        query: Select[Any] = select(_words.c.id).select_from(
            _words.join(SearchDocument, SearchDocument.id == _words.c.id).join(Post, Post.id == SearchDocument.post_id)
        )
        order = Post.updated_at.desc() if many else func.ts_rank(_words.c.words, wanted).desc()
        return list(db.session.scalars(query.where(match, *where).order_by(order, _words.c.id).limit(limit)))

    def snippets(self, terms: tuple[Term, ...], ids: Sequence[int]) -> dict[int, str]:
        """ts_headline of the rows that are shown."""
        options = f"StartSel={START},StopSel={END},MaxWords={SNIPPET_WORDS},MinWords=8,MaxFragments=1"
        cut = func.ts_headline("simple", _words.c.body, self._wanted(terms), options)
        return dict(db.session.execute(select(_words.c.id, cut).where(_words.c.id.in_(ids))).all())

    @staticmethod
    def _wanted(terms: tuple[Term, ...]) -> ColumnElement[Any]:
        return func.to_tsquery("simple", func.blogdesk_plain(as_tsquery(terms)))


def backend() -> Backend:
    """The index of the database that the session is bound to."""
    return Fts5() if db.session.get_bind().dialect.name == "sqlite" else TextSearch()
