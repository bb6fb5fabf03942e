"""Errors that readers report; not part of any edition, and without a word on who reported them."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from geoapp.db.models.base import Base, Str


class ErrorReportRow(Base):
    """What a reader says is wrong on a page of an edition. `created_at` is an ISO instant, UTC."""

    __tablename__ = "error_report"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    created_at: Mapped[Str] = mapped_column(index=True)
    edition: Mapped[int]
    page: Mapped[Str]
    kind: Mapped[Str]
    message: Mapped[Str]
