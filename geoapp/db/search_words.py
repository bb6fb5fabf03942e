"""Words that an edition's texts for search hold, and how many rows hold each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Boolean, String, column, func, literal_column, not_, select, table, text
from sqlalchemy.orm import Session

from geoapp.db.models import LocalityRow, ProjectCurrentRow
from geoapp.db.search import INDEX
from geoapp.db.spatial import is_postgres
from geoapp.db.versions import visible

MIN_LETTERS, MAX_LETTERS = 3, 40


def word_counts(
    session: Session, model: type[ProjectCurrentRow | LocalityRow], edition: int
) -> tuple[tuple[str, int], ...]:
    """Give words of `MIN_LETTERS` to `MAX_LETTERS` letters and the number of rows that hold each, in no order.

    Words with a digit are codes and stay out. On SQLite they are those of the search index, in which other editions of
    the database have theirs as well: it lists them many times faster than rows are read.
    """
    if is_postgres(session):
        every = (
            select(func.unnest(func.string_to_array(model.folded, literal_column("' '"))).label("word"))
            .where(visible(model, edition))
            .subquery()
            .c.word
        )
        # Codes, most of which begin with a digit, go before words are counted; the rest is asked of each word once.
        counted = select(every, func.count().label("rows")).where(every.collate("C") >= "A").group_by(every).subquery()
        word = counted.c.word
        letters = func.length(word).between(MIN_LETTERS, MAX_LETTERS) & not_(word.regexp_match("[0-9]"))
        return tuple((word, rows) for word, rows in session.execute(select(word, counted.c.rows).where(letters)))
    with _listed(session, INDEX[model]) as name:
        listed = table(name, column("term", String), column("doc"))
        term = listed.c.term
        # Terms are in small letters, which stand behind digits: a code is not even looked at.
        letters = func.length(term).between(MIN_LETTERS, MAX_LETTERS) & not_(func.glob("*[0-9]*", term, type_=Boolean))
        found = session.execute(select(term, listed.c.doc).where(term >= "a", letters))
        return tuple((term.upper(), count) for term, count in found)


@contextmanager
def _listed(session: Session, index: str) -> Iterator[str]:
    """Name of a list of the words of an FTS5 index, which lasts as long as the transaction."""
    name = f"{index}_words"
    strict = session.execute(text("PRAGMA query_only")).scalar()
    # It is made in the connection's own memory, but a reader may not even do that.
    session.execute(text("PRAGMA query_only=OFF"))
    try:
        session.execute(text(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name} USING fts5vocab(main, {index}, row)"))
    finally:
        session.execute(text(f"PRAGMA query_only={'ON' if strict else 'OFF'}"))
    yield name
