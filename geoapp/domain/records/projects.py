"""Projects with their places, amounts and observations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProjectRecord:
    """A project, or a package of projects (`role` ``package``)."""

    project_id: str
    name: str
    sector: str
    kind: str
    role: str
    package_id: str | None
    cui: str | None
    snip: str | None
    executing_entity: str | None
    beneficiaries: int | None
    beneficiary_unit: str | None
    hectares: float | None
    start_date: str | None
    end_date: str | None


@dataclass(frozen=True, slots=True)
class AliasRecord:
    """Another identifier under which a project was known, and why both are one."""

    alias: str
    project_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class LocationRecord:
    """A named place of a project at its best precision.

    For areas `lon`, `lat` is the point inside the area where it is drawn; None for region-wide and unlocated rows.
    `share_millionths` only where a source states how the amount is shared.
    """

    project_id: str
    seq: int
    precision: str
    ubigeo: str
    locality_code: str | None
    place_name: str | None
    lon: float | None
    lat: float | None
    method: str
    share_millionths: int | None
    source_id: str | None


@dataclass(frozen=True, slots=True)
class PlacementReviewRecord:
    """The place of a project as a reviewer settled it. Imports keep it; `decided_at` is an ISO instant, UTC."""

    project_id: str
    precision: str
    ubigeo: str
    locality_code: str | None
    place_name: str | None
    lon: float | None
    lat: float | None
    reason: str
    reviewer: str
    decided_at: str

    def as_location(self) -> LocationRecord:
        """The project's only location."""
        return LocationRecord(
            project_id=self.project_id,
            seq=1,
            precision=self.precision,
            ubigeo=self.ubigeo,
            locality_code=self.locality_code,
            place_name=self.place_name,
            lon=self.lon,
            lat=self.lat,
            method="reviewed",
            share_millionths=None,
            source_id=None,
        )


@dataclass(frozen=True, slots=True)
class UnmatchedLocalityRecord:
    """A locality that a source names and the gazetteer does not settle."""

    project_id: str
    place_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class AmountRecord:
    """An amount of one kind as one source gives it."""

    project_id: str
    seq: int
    observation_id: str | None
    kind: str
    centimos: int
    date: str | None
    bound: str
    source_id: str


@dataclass(frozen=True, slots=True)
class BudgetLineRecord:
    """Budget of one project in one year."""

    project_id: str
    year: int
    pia_centimos: int | None
    pim_centimos: int | None
    certificado_centimos: int | None
    comprometido_centimos: int | None
    devengado_centimos: int | None
    girado_centimos: int | None
    source_id: str


@dataclass(frozen=True, slots=True)
class ObservationRecord:
    """What one source says of a project's progress and state.

    `progress_kind` is ``physical``, ``unspecified`` (the source does not say physical or financial; kept in
    `physical_bp`) or ``financial`` (kept in `financial_bp`).
    """

    observation_id: str
    project_id: str
    seq: int
    title: str
    physical_bp: int | None
    financial_bp: int | None
    progress_kind: str | None
    progress_date: str | None
    status: str | None
    status_date: str | None
    start_date: str | None
    end_date: str | None
    source_id: str
    source_date: str | None
    flags: tuple[str, ...] = ()
