"""Editions: numbered states of the whole content that readers see."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from geoapp.db.models.base import Base, OptStr, Str


class EditionRow(Base):
    """One edition. `counts` and `sums` are JSON objects written when it is published."""

    __tablename__ = "edition"
    __table_args__ = (CheckConstraint("state IN ('writing', 'published', 'withdrawn')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[Str]
    title: Mapped[Str]
    cut_off: Mapped[Str]
    digest: Mapped[Str]
    created_at: Mapped[Str]
    published_at: Mapped[OptStr]
    counts: Mapped[Str]
    sums: Mapped[Str]
