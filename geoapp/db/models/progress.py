"""Observations, which accumulate, and the flat picture of each project computed from them."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from geoapp.db.models.base import OPEN, Base, Numbers_, OptCentimos, OptStr, Str, Versioned, Words_, partial_index


class ObservationRow(Versioned, Base):
    """What one source says of a project. Later editions add to these and do not close them."""

    __tablename__ = "observation"
    __natural_key__ = ("project_id", "observation_id")

    observation_id: Mapped[Str]
    project_id: Mapped[Str]
    seq: Mapped[int]
    title: Mapped[Str]
    physical_bp: Mapped[int | None]
    financial_bp: Mapped[int | None]
    progress_kind: Mapped[OptStr]
    progress_date: Mapped[OptStr]
    status: Mapped[OptStr]
    status_date: Mapped[OptStr]
    start_date: Mapped[OptStr]
    end_date: Mapped[OptStr]
    source_id: Mapped[Str]
    source_date: Mapped[OptStr]
    flags: Mapped[Words_]


class ProjectCurrentRow(Versioned, Base):
    """The project as it stands in an edition (`domain.current.CurrentProject`); `folded` is its text for search.

    Its first columns are what sources say of it (`domain.records.ProjectRecord`), the others are computed.
    """

    __tablename__ = "project_current"
    __natural_key__ = ("project_id",)
    __more_indexes__ = (
        # Editions are compared by their pictures; a row that no edition has closed is never looked for by its end.
        Index("ix_project_current_edition_from", "edition_from"),
        partial_index("project_current", "edition_to", f"edition_to < {OPEN}"),
        partial_index("project_current", "package_id", "package_id IS NOT NULL"),
    )

    project_id: Mapped[Str]
    cui: Mapped[OptStr]
    snip: Mapped[OptStr]
    name: Mapped[Str]
    sector: Mapped[Str]
    kind: Mapped[Str]
    role: Mapped[Str]
    package_id: Mapped[OptStr]
    executing_entity: Mapped[OptStr]
    beneficiaries: Mapped[int | None]
    beneficiary_unit: Mapped[OptStr]
    hectares: Mapped[float | None]
    start_date: Mapped[OptStr]
    end_date: Mapped[OptStr]
    status: Mapped[Str]
    status_date: Mapped[OptStr]
    status_source_id: Mapped[OptStr]
    precision: Mapped[Str]
    scope: Mapped[Str]
    sharing_rule: Mapped[Str]
    method: Mapped[Str]
    province_codes: Mapped[Words_]
    district_codes: Mapped[Words_]
    locality_names: Mapped[Words_]
    cost_centimos: Mapped[OptCentimos]
    cost_kind: Mapped[OptStr]
    cost_bound: Mapped[OptStr]
    cost_date: Mapped[OptStr]
    cost_source_id: Mapped[OptStr]
    pim_centimos: Mapped[OptCentimos]
    accrued_centimos: Mapped[OptCentimos]
    budget_year: Mapped[int | None]
    physical_bp: Mapped[int | None]
    physical_date: Mapped[OptStr]
    physical_source_id: Mapped[OptStr]
    progress_kind: Mapped[OptStr]
    financial_bp: Mapped[int | None]
    financial_date: Mapped[OptStr]
    alerts: Mapped[Words_]
    counts_in_sums: Mapped[bool]
    years: Mapped[Numbers_]
    last_date: Mapped[OptStr]
    source_id: Mapped[OptStr]
    source_date: Mapped[OptStr]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    folded: Mapped[Str]
