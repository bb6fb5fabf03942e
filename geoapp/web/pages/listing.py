"""Rows of projects as lists and areas show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from geoapp.domain.columns import MISSING
from geoapp.domain.money import to_soles
from geoapp.services.publication import Publication
from geoapp.web.pages.common import Link, SourceNote, area_links, source_note
from geoapp.web.texts import place_text


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project in a table: every figure with its date, None where the sources do not say.

    `entity` executes it. `part` is what falls in the area of the page by the rules of sharing, None off area pages;
    `summed` tells whether the cost enters sums.
    """

    project_id: str
    name: str
    cui: str | None
    sector: str
    kind: str
    package: bool
    entity: str | None
    place: str
    precision: str
    provinces: tuple[Link, ...]
    status: str
    status_date: str | None
    cost: Decimal | None
    cost_kind: str | None
    cost_bound: str | None
    cost_date: str | None
    summed: bool
    physical_pct: Decimal | None
    physical_date: str | None
    progress_kind: str | None
    alerts: tuple[str, ...]
    source: SourceNote | None
    shared: bool
    part: Decimal | None


def project_line(
    publication: Publication, index: int, *, shared: bool = False, part: Decimal | None = None
) -> ProjectLine:
    """The row of the project at an index of the portfolio."""
    portfolio, text = publication.portfolio, publication.portfolio.text
    cost, physical = int(portfolio.cost_centimos[index]), int(portfolio.physical_bp[index])
    return ProjectLine(
        project_id=str(text["project_id"][index]),
        name=str(text["name"][index]),
        cui=text["cui"][index] or None,
        sector=str(text["sector"][index]),
        kind=str(text["kind"][index]),
        package=bool(portfolio.package[index]),
        entity=text["executing_entity"][index] or None,
        place=place_text(publication, index),
        precision=str(text["precision"][index]),
        provinces=area_links(publication, text["province_codes"][index]),
        status=str(text["status"][index]),
        status_date=text["status_date"][index],
        cost=None if cost == MISSING else to_soles(cost),
        cost_kind=text["cost_kind"][index],
        cost_bound=text["cost_bound"][index],
        cost_date=text["cost_date"][index],
        summed=bool(portfolio.summed[index]),
        physical_pct=None if physical == MISSING else Decimal(physical) / 100,
        physical_date=text["physical_date"][index],
        progress_kind=text["progress_kind"][index],
        alerts=tuple(publication.columns.alerts(index)),
        source=source_note(publication.sources, text["source_id"][index], text["source_date"][index]),
        shared=shared,
        part=part,
    )


def project_lines(publication: Publication, indices: Iterable[int]) -> tuple[ProjectLine, ...]:
    """Rows of several projects."""
    return tuple(project_line(publication, index) for index in indices)
