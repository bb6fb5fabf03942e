"""What files say and the database keeps: plain frozen records, one class per table.

Money is whole céntimos, percentages are hundredths of a percent (basis points, ``_bp``), dates are ISO texts that
may be reduced to the year or the month, coordinates are WGS 84 degrees. None means that the source does not say.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A data set (`kind` ``dataset``) or a document that was read for facts (``document``)."""

    source_id: str
    kind: str
    title: str | None
    publisher: str | None
    url: str | None
    date: str | None
    retrieved: str | None = None
    licence: str | None = None
    files: tuple[str, ...] = ()
    transformations: str | None = None
    caveat: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A region, province or district, without its outline.

    `lon`, `lat` is a point well inside the full outline; `west` to `north` its box.
    """

    ubigeo: str
    level: str
    name: str
    parent: str | None
    capital: str | None
    capital_lon: float | None
    capital_lat: float | None
    area_km2: float | None
    population: int | None
    population_year: int | None
    lon: float
    lat: float
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class AreaRecord(Area):
    """An area with its outlines as WKB in EPSG:4326: full detail, and light for drawing."""

    geometry: bytes
    geometry_light: bytes


@dataclass(frozen=True, slots=True)
class LocalityRecord:
    """A populated place of the gazetteer.

    `in_district` tells whether the point falls in the declared district, `in_region` whether it falls in the region.
    """

    locality_code: str
    name: str
    ubigeo: str
    kind: str
    lon: float
    lat: float
    in_district: bool
    in_region: bool


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


@dataclass(frozen=True, slots=True)
class BudgetFunctionRecord:
    """A function of the state's functional classifier."""

    function_code: str
    name: str


@dataclass(frozen=True, slots=True)
class AreaBudgetRecord:
    """Spending of the executing units of an area in one year, by function. Never added to project costs."""

    level: str
    ubigeo: str
    year: int
    government: str
    spending: str
    function_code: str
    pim_centimos: int
    devengado_centimos: int
    girado_centimos: int


@dataclass(frozen=True, slots=True)
class AreaBudgetTotalRecord:
    """Yearly spending in an area by level of government."""

    ubigeo: str
    year: int
    government: str
    pia_centimos: int | None
    pim_centimos: int | None
    devengado_centimos: int | None
    girado_centimos: int | None


@dataclass(frozen=True, slots=True)
class EntityTotalRecord:
    """Yearly total of a public entity as published."""

    entity: str
    level: str
    ubigeo: str
    year: int
    pia_centimos: int | None
    pim_centimos: int | None
    devengado_centimos: int | None
    execution_bp: int | None
    cut_off_date: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class StalledCountRecord:
    """Stalled works of an area as the Contraloría counts them at a cut-off."""

    ubigeo: str
    cut_off_date: str
    works: int | None
    updated_cost_centimos: int | None
    balance_centimos: int | None
    national: int | None
    regional: int | None
    local: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class DatasetLabelRecord:
    """What a shipped file is and is not, for people who read its figures.

    `topic` is the key under which the labels file keeps the text.
    """

    file: str
    topic: str
    text: str


@dataclass(frozen=True, slots=True)
class CommitmentRecord:
    """A commitment of the regional plan: what, where, how much, until when."""

    commitment_id: str
    dimension: str
    theme: str
    title: str
    detail: str | None
    amount_centimos: int | None
    amount_bound: str | None
    target_value: Decimal | None
    target_unit: str | None
    target_year: int | None
    baseline_value: Decimal | None
    kind: str
    scope: str


@dataclass(frozen=True, slots=True)
class CommitmentAreaRecord:
    """An area that a commitment names, with the name the plan gives it."""

    commitment_id: str
    ubigeo: str
    name_in_plan: str


@dataclass(frozen=True, slots=True)
class CommitmentLinkRecord:
    """A project that answers a commitment, and why."""

    commitment_id: str
    project_id: str
    relation: str
    reason: str


@dataclass(frozen=True, slots=True)
class FacilityRecord:
    """A health facility of the national register."""

    facility_code: str
    name: str
    ubigeo: str | None
    address: str | None
    category: str | None
    beds: int | None
    lon: float | None
    lat: float | None
    source: str | None


@dataclass(frozen=True, slots=True)
class MiningLiabilityRecord:
    """A mining environmental liability (a sample of the inventory, not the inventory)."""

    liability_id: str
    kind: str | None
    subkind: str | None
    former_unit: str | None
    ubigeo: str | None
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row or cell that was not taken as it came: where, what, why, and what was done.

    `action` is ``refused`` (the row is left out), ``set_aside`` (the value is left out, the row kept) or
    ``repaired``.
    """

    file: str
    line: int
    column: str
    value: str
    reason: str
    action: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything one import brings, checked and ready to be written.

    `cut_off` is the latest dated fact; `digest` identifies the content of the files.
    """

    cut_off: str
    digest: str
    sources: tuple[SourceRecord, ...] = ()
    areas: tuple[AreaRecord, ...] = ()
    localities: tuple[LocalityRecord, ...] = ()
    projects: tuple[ProjectRecord, ...] = ()
    aliases: tuple[AliasRecord, ...] = ()
    locations: tuple[LocationRecord, ...] = ()
    unmatched_localities: tuple[UnmatchedLocalityRecord, ...] = ()
    amounts: tuple[AmountRecord, ...] = ()
    budget_lines: tuple[BudgetLineRecord, ...] = ()
    observations: tuple[ObservationRecord, ...] = ()
    budget_functions: tuple[BudgetFunctionRecord, ...] = ()
    area_budgets: tuple[AreaBudgetRecord, ...] = ()
    area_budget_totals: tuple[AreaBudgetTotalRecord, ...] = ()
    entity_totals: tuple[EntityTotalRecord, ...] = ()
    stalled_counts: tuple[StalledCountRecord, ...] = ()
    labels: tuple[DatasetLabelRecord, ...] = ()
    commitments: tuple[CommitmentRecord, ...] = ()
    commitment_areas: tuple[CommitmentAreaRecord, ...] = ()
    commitment_links: tuple[CommitmentLinkRecord, ...] = ()
    facilities: tuple[FacilityRecord, ...] = ()
    mining_liabilities: tuple[MiningLiabilityRecord, ...] = ()
    rejected: tuple[RejectedRow, ...] = ()

    def counts(self) -> dict[str, int]:
        """Number of records of each kind, by the bundle's field name."""
        return {
            field.name: len(getattr(self, field.name))
            for field in fields(self)
            if isinstance(getattr(self, field.name), tuple)
        }
