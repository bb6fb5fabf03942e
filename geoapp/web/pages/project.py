"""The page of one project: what, where, who, how much, how far, what disagrees, what to look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import orjson
import shapely

from geoapp.db.repositories import AreaRepository, ProjectDetail
from geoapp.domain.current import CurrentProject
from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import to_soles
from geoapp.domain.places import Precision
from geoapp.domain.projects import Observation
from geoapp.domain.records import Area, LocationRecord, ObservationRecord
from geoapp.domain.vocabulary import PLACING_METHODS, PRECISIONS
from geoapp.services.details import alerts_of, disagreements_of, observations_of
from geoapp.services.mapdata import DIGITS, area_href
from geoapp.services.neighbours import neighbours
from geoapp.services.publication import Publication
from geoapp.settings import MapSettings
from geoapp.web.pages.chart import Chart, Reading, progress_chart
from geoapp.web.pages.common import (
    EditionNote,
    Link,
    PlanLine,
    SourceNote,
    area_link,
    area_links,
    edition_note,
    source_note,
)
from geoapp.web.pages.flags import flag_text
from geoapp.web.pages.listing import ProjectLine, project_line
from geoapp.web.pages.maps import MapView, project_map

NEIGHBOURS = 5
"""Nearest projects shown."""
_POINTS = frozenset({Precision.SITE.value, Precision.LOCALITY.value})


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A named place: its areas from the widest, how exactly it is known and how it was placed."""

    name: str
    areas: tuple[Link, ...]
    precision: str
    method: str
    source: SourceNote | None


@dataclass(frozen=True, slots=True)
class AmountLine:
    """An amount of one kind; `reference` marks the one that stands for the project's cost."""

    kind: str
    bound: str
    amount: Decimal
    date: str | None
    source: SourceNote | None
    reference: bool


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """Budget of the project in one year, stage by stage."""

    year: int
    pia: Decimal | None
    pim: Decimal | None
    certified: Decimal | None
    committed: Decimal | None
    accrued: Decimal | None
    paid: Decimal | None
    source: SourceNote | None


@dataclass(frozen=True, slots=True)
class ObservationLine:
    """What one source says at a date; percentages only where it gives them."""

    date: str | None
    title: str
    status: str | None
    physical_pct: Decimal | None
    financial_pct: Decimal | None
    progress_kind: str | None
    start_date: str | None
    end_date: str | None
    flags: tuple[str, ...]
    source: SourceNote | None


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure behind an alert; `date` is None where it has none."""

    name: str
    value: str
    unit: str
    date: str | None
    source: SourceNote | None


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert with what raised it."""

    code: str
    figures: tuple[FigureLine, ...]


@dataclass(frozen=True, slots=True)
class PartLine:
    """What of the reference cost falls in a province or district; None where the cost is not known or not summed."""

    area: Link
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class NearProject:
    """Another project and the distance to its nearest place, in kilometres."""

    project: ProjectLine
    km: float


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """Context of ``pages/project.html``."""

    edition: EditionNote
    project: CurrentProject
    line: ProjectLine
    map: MapView | None
    provinces: tuple[Link, ...]
    places: tuple[PlaceLine, ...]
    unmatched: tuple[tuple[str, str], ...]
    parts: tuple[PartLine, ...]
    amounts: tuple[AmountLine, ...]
    budget: tuple[BudgetLine, ...]
    observations: tuple[ObservationLine, ...]
    readings: tuple[ObservationLine, ...]
    chart: Chart | None
    disagreements: tuple[tuple[ObservationLine, ObservationLine], ...]
    alerts: tuple[AlertLine, ...]
    package: ProjectLine | None
    package_parts: tuple[ProjectLine, ...]
    commitments: tuple[PlanLine, ...]
    neighbours: tuple[NearProject, ...]
    sources: tuple[SourceNote, ...]
    aliases: tuple[tuple[str, str], ...]


def project_page(publication: Publication, settings: MapSettings, detail: ProjectDetail) -> ProjectPage:
    """Everything that the edition tells of a project."""
    current = detail.current
    index_of = publication.portfolio.index_of
    observations = tuple(_observation_line(detail, record) for record in _by_date(detail.observations))
    # A study's progress says nothing of the works: the rules leave it out, and so does the chart.
    seen = {o.observation_id: o for o in observations_of(detail)}
    told = [r for r in detail.observations if _has_progress(seen[r.observation_id])]
    return ProjectPage(
        edition=edition_note(publication),
        project=current,
        line=project_line(publication, index_of[current.project_id]),
        map=project_map(
            settings,
            current.project_id,
            areas_named(publication, detail.locations),
            with_points=any(location.lon is not None for location in detail.locations),
        ),
        provinces=tuple(area_link(publication, code) for code in current.province_codes),
        places=tuple(_place_line(publication, detail, location) for location in detail.locations),
        unmatched=tuple((record.place_name, record.reason) for record in detail.unmatched_localities),
        parts=_parts(publication, current),
        amounts=_amounts(detail),
        budget=_budget(detail),
        observations=observations,
        readings=tuple(_observation_line(detail, record) for record in _by_date(told)),
        chart=progress_chart(_readings(detail, told)),
        disagreements=_disagreements(detail),
        alerts=_alerts(publication, detail),
        package=project_line(publication, index_of[detail.package.project_id]) if detail.package else None,
        package_parts=tuple(project_line(publication, index_of[part.project_id]) for part in detail.parts),
        commitments=tuple(
            PlanLine(c.commitment.commitment_id, c.commitment.title, c.commitment.theme, c.relation, c.reason, 1)
            for c in detail.commitments
        ),
        neighbours=tuple(
            NearProject(project_line(publication, near.index), near.km)
            for near in neighbours(publication.portfolio, index_of[current.project_id], NEIGHBOURS)
        ),
        sources=tuple(
            note
            for key in sorted(detail.sources, key=lambda key: (detail.sources[key].date or "", key), reverse=True)
            if (note := source_note(detail.sources, key)) is not None
        ),
        aliases=tuple((alias.alias, alias.reason) for alias in detail.aliases),
    )


def areas_named(publication: Publication, locations: Iterable[LocationRecord]) -> list[Area]:
    """Areas in which the places of a project lie, each once; a region-wide project names the region."""
    codes = dict.fromkeys(location.ubigeo for location in locations if location.ubigeo in publication.areas)
    return [publication.areas[code] for code in codes]


def places_geojson(publication: Publication, detail: ProjectDetail) -> bytes:
    """Places of a project as points (GeoJSON, WGS 84); region-wide and unlocated ones have none and are left out."""
    current = detail.current
    features: list[dict[str, Any]] = []
    for location in detail.locations:
        if location.lon is None or location.lat is None:
            continue
        name = location.place_name or publication.names.get(location.ubigeo, current.name)
        rows = [
            ["Precisión", PRECISIONS[location.precision]],
            ["Cómo se ubicó", PLACING_METHODS.get(location.method, location.method)],
            ["Distrito o provincia", publication.names.get(location.ubigeo, "")],
        ]
        features.append(
            {
                "type": "Feature",
                "id": f"{current.project_id}-{location.seq}",
                "geometry": {"type": "Point", "coordinates": [round(location.lon, 6), round(location.lat, 6)]},
                "properties": {
                    "name": name,
                    "label": f"{name} · {PRECISIONS[location.precision]}",
                    "sector": current.sector,
                    "precision": location.precision,
                    "rows": rows,
                },
            }
        )
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def outlines_geojson(publication: Publication, areas: Iterable[Area]) -> bytes:
    """Light outlines of areas (GeoJSON, WGS 84)."""
    with publication.database.reading() as session:
        reader = AreaRepository(session, publication.edition.id)
        shapes = [(area, reader.geometry(area.ubigeo, light=True)) for area in areas]
    features = [
        {
            "type": "Feature",
            "id": area.ubigeo,
            "geometry": orjson.Fragment(
                shapely.to_geojson(shapely.set_precision(shape, 10**-DIGITS, mode="pointwise"))
            ),
            "properties": {
                "ubigeo": area.ubigeo,
                "name": area.name,
                "lon": round(area.lon, DIGITS),
                "lat": round(area.lat, DIGITS),
                "href": area_href(area),
            },
        }
        for area, shape in shapes
    ]
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def _by_date(records: Iterable[ObservationRecord]) -> list[ObservationRecord]:
    """The latest first, undated ones at the end."""
    return sorted(records, key=lambda r: (_date_of(r) or "", -r.seq), reverse=True)


def _date_of(record: ObservationRecord) -> str | None:
    return record.progress_date or record.status_date or record.source_date


def _has_progress(observation: Observation) -> bool:
    return observation.physical_pct is not None or observation.financial_pct is not None


def _observation_line(detail: ProjectDetail, record: ObservationRecord) -> ObservationLine:
    return ObservationLine(
        date=_date_of(record),
        title=record.title,
        status=record.status,
        physical_pct=_percent(record.physical_bp),
        financial_pct=_percent(record.financial_bp),
        progress_kind=record.progress_kind,
        start_date=record.start_date,
        end_date=record.end_date,
        flags=tuple(flag_text(flag) for flag in record.flags),
        source=source_note(detail.sources, record.source_id, record.source_date),
    )


def _percent(bp: int | None) -> Decimal | None:
    return None if bp is None else Decimal(bp) / 100


def _soles(centimos: int | None) -> Decimal | None:
    return None if centimos is None else to_soles(centimos)


def _place_line(publication: Publication, detail: ProjectDetail, location: LocationRecord) -> PlaceLine:
    code = location.ubigeo
    ladder = [code[:length] for length in (4, 6) if len(code) >= length]
    name = location.place_name if location.precision in _POINTS else publication.names.get(code)
    return PlaceLine(
        name=name or PRECISIONS[location.precision],
        areas=tuple(area_link(publication, step) for step in ladder if step in publication.areas),
        precision=location.precision,
        method=location.method,
        source=source_note(detail.sources, location.source_id),
    )


def _parts(publication: Publication, current: CurrentProject) -> tuple[PartLine, ...]:
    """Parts by district (or province where no district is named) when the project names more than one area."""
    portfolio = publication.portfolio
    index = portfolio.index_of[current.project_id]
    portions = portfolio.districts
    entries = np.flatnonzero(portions.project == index)
    if len(entries) < 2:  # noqa: PLR2004 - one area has it all
        return ()
    costed = bool(portfolio.with_cost[index])
    return tuple(
        PartLine(
            area_links(publication, portfolio.areas[int(portions.area[entry])])[0],
            to_soles(int(portions.centimos[entry])) if costed else None,
        )
        for entry in entries
    )


def _amounts(detail: ProjectDetail) -> tuple[AmountLine, ...]:
    current = detail.current
    dates: Mapping[str, str | None] = {o.observation_id: o.source_date for o in detail.observations}
    lines: list[AmountLine] = []
    marked = False
    for record in sorted(detail.amounts, key=lambda r: (r.date or dates.get(r.observation_id or "") or "", -r.seq)):
        date = record.date or dates.get(record.observation_id or "")
        is_reference = (record.kind, record.centimos, record.source_id) == (
            current.cost_kind,
            current.cost_centimos,
            current.cost_source_id,
        )
        lines.append(
            AmountLine(
                kind=record.kind,
                bound=record.bound,
                amount=to_soles(record.centimos),
                date=date,
                source=source_note(detail.sources, record.source_id, date),
                reference=is_reference and not marked,
            )
        )
        marked = marked or is_reference
    return tuple(reversed(lines))


def _budget(detail: ProjectDetail) -> tuple[BudgetLine, ...]:
    return tuple(
        BudgetLine(
            year=line.year,
            pia=_soles(line.pia_centimos),
            pim=_soles(line.pim_centimos),
            certified=_soles(line.certificado_centimos),
            committed=_soles(line.comprometido_centimos),
            accrued=_soles(line.devengado_centimos),
            paid=_soles(line.girado_centimos),
            source=source_note(detail.sources, line.source_id),
        )
        for line in detail.budget_lines
    )


def _readings(detail: ProjectDetail, told: Iterable[ObservationRecord]) -> list[Reading]:
    readings = []
    for record in told:
        date = ReducedDate.parse(record.progress_date or record.source_date)
        if date is None:
            continue
        note = source_note(detail.sources, record.source_id)
        source = note.title if note else ""
        if record.physical_bp is not None:
            kind = "unspecified" if record.progress_kind == "unspecified" else "physical"
            readings.append(Reading(kind, date, Decimal(record.physical_bp) / 100, source))
        if record.financial_bp is not None:
            readings.append(Reading("financial", date, Decimal(record.financial_bp) / 100, source))
    return readings


def _disagreements(detail: ProjectDetail) -> tuple[tuple[ObservationLine, ObservationLine], ...]:
    records = {record.observation_id: record for record in detail.observations}
    return tuple(
        (
            _observation_line(detail, records[left.observation_id]),
            _observation_line(detail, records[right.observation_id]),
        )
        for left, right in disagreements_of(detail)
    )


def _alerts(publication: Publication, detail: ProjectDetail) -> tuple[AlertLine, ...]:
    return tuple(
        AlertLine(
            raised.alert.value,
            tuple(
                FigureLine(
                    figure.name,
                    figure.value,
                    figure.unit,
                    figure.date.text if figure.date else None,
                    source_note(detail.sources, figure.source_id),
                )
                for figure in raised.figures
            ),
        )
        for raised in alerts_of(publication, detail)
    )
