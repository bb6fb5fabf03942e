"""Search by words: FTS5 on SQLite, GIN over text vectors on PostgreSQL, with one meaning.

Text is folded before it is stored (capitals, no accents, letters and digits only; imports fold with polars), so both
dialects index the same words. A row matches when every word of the query begins some word of the row. Nothing of the
query reaches the query languages but letters and digits.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from sqlalchemy import (
    ColumnElement,
    TableClause,
    Text,
    cast,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from geoapp.db.models import LocalityRow, ProjectCurrentRow
from geoapp.db.spatial import is_postgres
from geoapp.domain.text import words

INDEX = {ProjectCurrentRow: "project_text", LocalityRow: "locality_text"}
"""Search index of each model on SQLite."""


def folded(*texts: str | None) -> str:
    """Text for the `folded` columns: the distinct words of all texts, in order."""
    return " ".join(dict.fromkeys(word for text in texts if text for word in words(text)))


def matches(session: Session, model: type[ProjectCurrentRow | LocalityRow], query: str) -> ColumnElement[bool]:
    """Condition: every word of the query begins a word of the row. A query without words matches nothing."""
    wanted = dict.fromkeys(words(query))
    if not wanted:
        return false()
    if is_postgres(session):
        return _in_vectors(model, wanted)
    index, matching = _in_index(model, wanted)
    return model.id.in_(select(index.c.rowid).where(matching))


def rows_matching(session: Session, model: type[ProjectCurrentRow | LocalityRow], query: str) -> npt.NDArray[np.int64]:
    """Numbers (`id`) of the rows of all editions that `matches` a query, in no order.

    They come as one text, and on SQLite from the index alone: no object is made per row and no row is read, so that a
    word that many thousand rows have costs little.
    """
    wanted = dict.fromkeys(words(query))
    if not wanted:
        return np.zeros(0, dtype=np.int64)
    if is_postgres(session):
        number: ColumnElement[int] = model.id.expression
        matching = _in_vectors(model, wanted)
    else:
        index, matching = _in_index(model, wanted)
        number = index.c.rowid
    numbers = session.scalar(select(func.aggregate_strings(cast(number, Text), ",")).where(matching))
    return np.fromstring(numbers, dtype=np.int64, sep=",") if numbers else np.zeros(0, dtype=np.int64)


def _in_vectors(model: type[ProjectCurrentRow | LocalityRow], wanted: Iterable[str]) -> ColumnElement[bool]:
    vector = func.array_to_tsvector(func.string_to_array(model.folded, literal_column("' '")))
    asked = literal(" & ".join(f"'{word}':*" for word in wanted), Text)
    return vector.op("@@")(cast(asked, TSQUERY))


def _in_index(
    model: type[ProjectCurrentRow | LocalityRow], wanted: Iterable[str]
) -> tuple[TableClause, ColumnElement[bool]]:
    name = INDEX[model]
    index = table(name, column("rowid"), column(name))
    asked = literal(" AND ".join(f'"{word}"*' for word in wanted), Text)
    return index, index.c[name].op("MATCH")(asked)
