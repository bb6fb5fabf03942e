"""The regional plan: commitments, their areas and the projects that answer them."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from geoapp.db.models.base import Base, Exact, OptCentimos, OptStr, Str, Versioned


class CommitmentRow(Versioned, Base):
    """A commitment of the plan."""

    __tablename__ = "commitment"
    __natural_key__ = ("commitment_id",)

    commitment_id: Mapped[Str]
    dimension: Mapped[Str]
    theme: Mapped[Str]
    title: Mapped[Str]
    detail: Mapped[OptStr]
    amount_centimos: Mapped[OptCentimos]
    amount_bound: Mapped[OptStr]
    target_value: Mapped[Exact]
    target_unit: Mapped[OptStr]
    target_year: Mapped[int | None]
    baseline_value: Mapped[Exact]
    kind: Mapped[Str]
    scope: Mapped[Str]


class CommitmentAreaRow(Versioned, Base):
    """An area that a commitment names."""

    __tablename__ = "commitment_area"
    __natural_key__ = ("commitment_id", "ubigeo")

    commitment_id: Mapped[Str]
    ubigeo: Mapped[Str] = mapped_column(index=True)
    name_in_plan: Mapped[Str]


class CommitmentLinkRow(Versioned, Base):
    """A project that answers a commitment, with the reason."""

    __tablename__ = "commitment_project"
    __natural_key__ = ("commitment_id", "project_id")

    commitment_id: Mapped[Str]
    project_id: Mapped[Str] = mapped_column(index=True)
    relation: Mapped[Str]
    reason: Mapped[Str]
