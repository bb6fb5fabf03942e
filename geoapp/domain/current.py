"""The picture of each project as it stands: one flat record computed from all that sources say.

Pages, maps, sums and downloads read this record, so that every view tells the same.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol, TypeVar

from geoapp.domain.alerts import ProjectFacts, raise_alerts
from geoapp.domain.allocation import Place, allocate
from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import AmountKind, Bound
from geoapp.domain.places import Precision, district_of, province_of
from geoapp.domain.projects import (
    Amount,
    Observation,
    PackagePart,
    current_cost,
    current_financial,
    current_physical,
    current_status,
    summed_projects,
)
from geoapp.domain.records import (
    AmountRecord,
    BudgetLineRecord,
    LocationRecord,
    ObservationRecord,
    ProjectRecord,
)
from geoapp.domain.vocabulary import Status

STUDY_PROGRESS = "study_progress"
"""Flag of an observation whose percentage is the progress of a study, not of the works."""

BP_PER_POINT = 100


@dataclass(frozen=True, slots=True)
class CurrentProject:
    """A project as it stands in an edition.

    Céntimos, hundredths of a percent (``_bp``), ISO dates that may be reduced. `lon`, `lat` is where the finest of
    its places is drawn: the point itself, or the middle of the area; None for region-wide and unlocated projects.
    `years` are those in which some source dates a fact. `source_id` is the source of the latest dated fact.
    """

    project_id: str
    cui: str | None
    snip: str | None
    name: str
    sector: str
    kind: str
    role: str
    package_id: str | None
    executing_entity: str | None
    beneficiaries: int | None
    beneficiary_unit: str | None
    hectares: float | None
    start_date: str | None
    end_date: str | None
    status: str
    status_date: str | None
    status_source_id: str | None
    precision: str
    scope: str
    sharing_rule: str
    method: str
    province_codes: tuple[str, ...]
    district_codes: tuple[str, ...]
    locality_names: tuple[str, ...]
    cost_centimos: int | None
    cost_kind: str | None
    cost_bound: str | None
    cost_date: str | None
    cost_source_id: str | None
    pim_centimos: int | None
    accrued_centimos: int | None
    budget_year: int | None
    physical_bp: int | None
    physical_date: str | None
    physical_source_id: str | None
    progress_kind: str | None
    financial_bp: int | None
    financial_date: str | None
    alerts: tuple[str, ...]
    counts_in_sums: bool
    years: tuple[int, ...]
    last_date: str | None
    source_id: str | None
    source_date: str | None
    lon: float | None
    lat: float | None


def as_observation(record: ObservationRecord, *, project_kind: str) -> Observation:
    """An observation as the rules see it.

    The progress of a study says nothing of the works, so it counts only for a project that is itself a study.
    """
    study_only = STUDY_PROGRESS in record.flags and project_kind != "estudio"
    return Observation(
        observation_id=record.observation_id,
        source_id=record.source_id,
        source_date=ReducedDate.parse(record.source_date),
        status=Status(record.status) if record.status else None,
        status_date=ReducedDate.parse(record.status_date),
        physical_pct=None if study_only else _points(record.physical_bp),
        financial_pct=_points(record.financial_bp),
        progress_date=ReducedDate.parse(record.progress_date),
        end_date=ReducedDate.parse(record.end_date),
        flags=frozenset(record.flags),
    )


def as_amount(record: AmountRecord, observations: Sequence[ObservationRecord]) -> Amount:
    """An amount as the rules see it; its source's date comes from the observation that the same source gave."""
    source_date = next(
        (o.source_date for o in observations if o.observation_id == record.observation_id), None
    ) or next((o.source_date for o in observations if o.source_id == record.source_id), None)
    return Amount(
        kind=AmountKind(record.kind),
        centimos=record.centimos,
        date=ReducedDate.parse(record.date),
        bound=Bound(record.bound),
        source_id=record.source_id,
        source_date=ReducedDate.parse(source_date),
    )


def summarise(
    project: ProjectRecord,
    locations: Sequence[LocationRecord],
    amounts: Sequence[AmountRecord],
    observations: Sequence[ObservationRecord],
    budget_lines: Sequence[BudgetLineRecord],
    *,
    reference: dt.date,
    centres: Mapping[str, tuple[float, float]],
) -> CurrentProject:
    """Compute the current picture of one project.

    Parameters
    ----------
    reference
        Day to which alerts refer: the edition's cut-off.
    centres
        Longitude and latitude of the point where each area is drawn, by ubigeo.

    Notes
    -----
    `counts_in_sums` is the project's own part of the rule (an investment counts, a package does not);
    `summarise_all` settles it with all projects in view.
    """
    seen = tuple(as_observation(record, project_kind=project.kind) for record in observations)
    priced = tuple(as_amount(record, observations) for record in amounts)
    cost = current_cost(priced)
    status = current_status(seen)
    physical = current_physical(seen)
    financial = current_financial(seen)
    progress_kind = next(
        (r.progress_kind for r in observations if physical and r.observation_id == physical.observation_id),
        None,
    )
    allocation = allocate([Place(Precision(x.precision), x.ubigeo, x.share_millionths) for x in locations])
    finest = min(locations, key=lambda x: (Precision(x.precision).rank, x.seq), default=None)
    lon, lat = (None, None) if finest is None else drawn_at(finest, centres)
    placed = [x.ubigeo for x in locations]
    budget = max(
        (b for b in budget_lines if b.pim_centimos is not None or b.devengado_centimos is not None),
        key=lambda b: b.year,
        default=None,
    )
    latest_date, latest_source = _latest(seen, priced)
    return CurrentProject(
        project_id=project.project_id,
        cui=project.cui,
        snip=project.snip,
        name=project.name,
        sector=project.sector,
        kind=project.kind,
        role=project.role,
        package_id=project.package_id,
        executing_entity=project.executing_entity,
        beneficiaries=project.beneficiaries,
        beneficiary_unit=project.beneficiary_unit,
        hectares=project.hectares,
        start_date=project.start_date,
        end_date=project.end_date,
        status=status.status.value if status and status.status else Status.UNKNOWN.value,
        status_date=_text(status.effective_status_date) if status else None,
        status_source_id=status.source_id if status else None,
        precision=finest.precision if finest else Precision.UNLOCATED.value,
        scope=allocation.scope.value,
        sharing_rule=allocation.rule.value,
        method=finest.method if finest else "none",
        province_codes=tuple(sorted({p for code in placed if (p := province_of(code))})),
        district_codes=tuple(sorted({d for code in placed if (d := district_of(code))})),
        locality_names=tuple(
            dict.fromkeys(
                x.place_name for x in locations if x.place_name and x.precision in {Precision.SITE, Precision.LOCALITY}
            )
        ),
        cost_centimos=cost.centimos if cost else None,
        cost_kind=cost.kind.value if cost else None,
        cost_bound=cost.bound.value if cost else None,
        cost_date=_text(cost.effective_date) if cost else None,
        cost_source_id=cost.source_id if cost else None,
        pim_centimos=budget.pim_centimos if budget else None,
        accrued_centimos=budget.devengado_centimos if budget else None,
        budget_year=budget.year if budget else None,
        physical_bp=_bp(physical.physical_pct) if physical else None,
        physical_date=_text(physical.effective_progress_date) if physical else None,
        physical_source_id=physical.source_id if physical else None,
        progress_kind=progress_kind,
        financial_bp=_bp(financial.financial_pct) if financial else None,
        financial_date=_text(financial.effective_progress_date) if financial else None,
        alerts=tuple(raised.alert.value for raised in raise_alerts(ProjectFacts(seen, priced, reference))),
        counts_in_sums=project.role != "package",
        years=_years(seen, priced, budget_lines),
        last_date=_text(latest_date),
        source_id=latest_source,
        source_date=_text(latest_date),
        lon=lon,
        lat=lat,
    )


def summarise_all(
    projects: Sequence[ProjectRecord],
    locations: Iterable[LocationRecord],
    amounts: Iterable[AmountRecord],
    observations: Iterable[ObservationRecord],
    budget_lines: Iterable[BudgetLineRecord],
    *,
    reference: dt.date,
    centres: Mapping[str, tuple[float, float]],
) -> list[CurrentProject]:
    """Compute the current picture of all projects, with `counts_in_sums` settled over all of them."""
    by_location = _by_project(locations)
    by_amount = _by_project(amounts)
    by_observation = _by_project(observations)
    by_line = _by_project(budget_lines)
    pictures = [
        summarise(
            project,
            by_location[project.project_id],
            by_amount[project.project_id],
            by_observation[project.project_id],
            by_line[project.project_id],
            reference=reference,
            centres=centres,
        )
        for project in projects
    ]
    summed = summed_projects(
        [
            PackagePart(
                p.project_id, p.role == "package", p.package_id, p.cost_centimos is not None, p.role == "component"
            )
            for p in pictures
        ]
    )
    return [
        picture
        if picture.counts_in_sums == (picture.project_id in summed)
        else replace(picture, counts_in_sums=picture.project_id in summed)
        for picture in pictures
    ]


def drawn_at(location: LocationRecord, centres: Mapping[str, tuple[float, float]]) -> tuple[float | None, float | None]:
    """Where a location is drawn: its own point, the point inside its area, or nowhere."""
    if location.precision in {Precision.REGION, Precision.UNLOCATED}:
        return None, None
    if location.lon is not None and location.lat is not None:
        return location.lon, location.lat
    return centres.get(location.ubigeo, (None, None))


class _OfProject(Protocol):
    @property
    def project_id(self) -> str: ...


_R = TypeVar("_R", bound=_OfProject)


def _by_project(records: Iterable[_R]) -> defaultdict[str, list[_R]]:
    groups: defaultdict[str, list[_R]] = defaultdict(list)
    for record in records:
        groups[record.project_id].append(record)
    return groups


def _points(bp: int | None) -> Decimal | None:
    return None if bp is None else Decimal(bp) / BP_PER_POINT


def _bp(points: Decimal | None) -> int | None:
    return None if points is None else int(points * BP_PER_POINT)


def _text(date: ReducedDate | None) -> str | None:
    return date.text if date else None


def _latest(observations: Sequence[Observation], amounts: Sequence[Amount]) -> tuple[ReducedDate | None, str | None]:
    dated = [(o.date, o.source_id) for o in observations] + [(a.effective_date, a.source_id) for a in amounts]
    known = [(date, source) for date, source in dated if date is not None]
    if known:
        return max(known, key=lambda pair: pair[0])
    return None, next((source for _, source in dated), None)


def _years(
    observations: Sequence[Observation], amounts: Sequence[Amount], lines: Sequence[BudgetLineRecord]
) -> tuple[int, ...]:
    dates = [d for o in observations for d in (o.progress_date, o.status_date, o.source_date)]
    dates += [amount.effective_date for amount in amounts]
    return tuple(sorted({d.year for d in dates if d is not None} | {line.year for line in lines}))
