"""Rows and editions: what is visible, how the last edition is undone, how the content is emptied."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, delete, update
from sqlalchemy.orm import Session

from geoapp.db.models import OPEN, Base, EditionRow, ImportRunRow, RejectedRowRow, Versioned

CONTENT: tuple[type[Any], ...] = tuple(
    sorted(
        (mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Versioned)),
        key=lambda model: str(model.__tablename__),
    )
)
"""Models of all versioned tables."""


def visible(model: Any, edition: int) -> ColumnElement[bool]:
    """Condition: the row belongs to the edition."""
    return and_(model.edition_from <= edition, model.edition_to > edition)


def withdraw(session: Session, edition: int) -> None:
    """Undo the last edition: its rows go, the rows it had closed are open again, its number stays as withdrawn.

    Observations that it brought go with it; those of earlier editions were never closed.
    """
    for model in CONTENT:
        session.execute(delete(model).where(model.edition_from == edition))
        session.execute(update(model).where(model.edition_to == edition).values(edition_to=OPEN))
    session.execute(update(EditionRow).where(EditionRow.id == edition).values(state="withdrawn"))


def clear(session: Session) -> None:
    """Delete all content and every edition."""
    models: tuple[type[Any], ...] = (*CONTENT, RejectedRowRow, ImportRunRow, EditionRow)
    for model in models:
        session.execute(delete(model))
