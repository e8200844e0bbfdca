"""The search index: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The prefix index makes an unfinished word as quick as a whole one; rank weighs title 10, text 1, tags 4.
FTS5 = """
CREATE VIRTUAL TABLE post_search USING fts5(
  title, body, tags, tokenize = "unicode61 remove_diacritics 2", prefix = '2 3 4'
)"""
RANK = "INSERT INTO post_search(post_search, rank) VALUES ('rank', 'bm25(10.0, 1.0, 4.0)')"

# unaccent is an extension that a hosted database may not allow; folding the Latin letters is enough for a search.
PLAIN = """
CREATE FUNCTION blogdesk_plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
  translate(lower(words), 'àáâãäåāăąçćčďèéêëēėęěğìíîïīįıñńňòóôõöøōőřśšşťùúûüūůűýÿžźż',
                          'aaaaaaaaacccdeeeeeeeegiiiiiiinnnoooooooorssstuuuuuuuyyzzz')"""
TABLE = """
CREATE TABLE post_search (
  id integer PRIMARY KEY, title text NOT NULL, body text NOT NULL, tags text NOT NULL,
  words tsvector GENERATED ALWAYS AS (
    setweight(to_tsvector('simple', blogdesk_plain(title)), 'A') ||
    setweight(to_tsvector('simple', blogdesk_plain(tags)), 'B') ||
    to_tsvector('simple', blogdesk_plain(left(body, 500000)))
  ) STORED
)"""


def upgrade() -> None:
    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_search_document_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("post_id", name=op.f("uq_search_document_post_id")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FTS5)
        op.execute(RANK)
    else:
        op.execute(PLAIN)
        op.execute(TABLE)
        op.execute("CREATE INDEX ix_post_search_words ON post_search USING gin (words)")


def downgrade() -> None:
    op.execute("DROP TABLE post_search")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION blogdesk_plain")
    op.drop_table("search_document")
