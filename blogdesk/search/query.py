"""What somebody typed into a search field, understood. Pure; whatever was typed, it is never a syntax error.

Words must all occur; "words in quotes" stand together; -word must not occur; the last word may be unfinished.
"""

import re
from dataclasses import dataclass

# More words than this are a pasted paragraph; the first ones find it.
MAX_TERMS = 12
_TOKEN = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Term:
    """Words that stand together; `prefix` when the last of them may go on; `excluded` when they must not occur."""

    words: tuple[str, ...]
    prefix: bool = False
    excluded: bool = False


def parse_query(typed: str) -> tuple[Term, ...]:
    """The terms of a query; empty when nothing in it can be searched."""
    terms = []
    for found in _TOKEN.finditer(typed[:500]):
        words = tuple(_WORD.findall(found["phrase"] if found["phrase"] is not None else found["word"] or ""))
        if not words:
            continue
        last = found.end() == len(typed.rstrip()) and typed[-1:].strip() != "" and found["phrase"] is None
        terms.append(Term(words, prefix=last and found["minus"] is None, excluded=found["minus"] is not None))
    terms = terms[:MAX_TERMS]
    return tuple(terms) if any(not term.excluded for term in terms) else ()


def as_fts5(terms: tuple[Term, ...]) -> str:
    """The terms in SQLite's FTS5 language, every word quoted. https://sqlite.org/fts5.html section 3."""
    wanted = " AND ".join(_fts5_term(term) for term in terms if not term.excluded)
    without = " NOT ".join(_fts5_term(term) for term in terms if term.excluded)
    return f"({wanted}) NOT {without}" if without else wanted


def _fts5_term(term: Term) -> str:
    return '"' + " ".join(term.words) + '"' + (" *" if term.prefix else "")


def as_tsquery(terms: tuple[Term, ...]) -> str:
    """The terms in PostgreSQL's tsquery language, every word quoted. PostgreSQL manual, section 8.11.2."""
    parts = []
    for term in terms:
        quoted = [f"'{word}'" for word in term.words]
        if term.prefix:
            quoted[-1] += ":*"
        joined = " <-> ".join(quoted)
        parts.append(f"!({joined})" if term.excluded else f"({joined})")
    return " & ".join(parts)
