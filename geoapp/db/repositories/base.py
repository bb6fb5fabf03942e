"""What repositories share: a session, an edition, and reading rows as records."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from geoapp.db.versions import visible

R = TypeVar("R")


def columns_of(model: Any, record: type[Any]) -> list[InstrumentedAttribute[Any]]:
    """Columns of a model that make up a record, in the record's order."""
    return [getattr(model, field.name) for field in fields(record)]


class EditionReader:
    """Base of the repositories that read one edition.

    Parameters
    ----------
    session
        From `Database.reading` or `Database.writing`.
    edition
        Number of the edition to read.
    """

    def __init__(self, session: Session, edition: int) -> None:
        self.session = session
        self.edition = edition

    def _select(self, model: Any, record: type[Any], *conditions: ColumnElement[bool]) -> Select[Any]:
        return select(*columns_of(model, record)).where(visible(model, self.edition), *conditions)

    def _records(self, model: Any, record: type[R], *conditions: ColumnElement[bool], order: Any = ()) -> tuple[R, ...]:
        query = self._select(model, record, *conditions).order_by(*order)
        return tuple(record(*row) for row in self.session.execute(query))
