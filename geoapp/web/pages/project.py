"""The page of one project: what, where, who, how much, how far, what disagrees, what to look at."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.db.repositories import ProjectDetail
from geoapp.domain.current import CurrentProject
from geoapp.services.details import observations_of
from geoapp.services.neighbours import neighbours
from geoapp.services.publication import Publication
from geoapp.settings import MapSettings
from geoapp.web.pages.chart import Chart, progress_chart
from geoapp.web.pages.common import (
    EditionNote,
    Link,
    PlanLine,
    SourceNote,
    area_link,
    edition_note,
    source_note,
)
from geoapp.web.pages.listing import ProjectLine, project_line
from geoapp.web.pages.maps import MapView, project_map
from geoapp.web.pages.project_figures import (
    AlertLine,
    AmountLine,
    BudgetLine,
    ObservationLine,
    alert_lines,
    amount_lines,
    budget_lines_of,
    by_date,
    disagreement_lines,
    has_progress,
    observation_line,
    readings_of,
)
from geoapp.web.pages.project_places import PartLine, PlaceLine, areas_named, parts_of, place_line

NEIGHBOURS = 5
"""Nearest projects shown."""


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
    observations = tuple(observation_line(detail, record) for record in by_date(detail.observations))
    # A study's progress says nothing of the works: the rules leave it out, and so does the chart.
    seen = {o.observation_id: o for o in observations_of(detail)}
    told = [r for r in detail.observations if has_progress(seen[r.observation_id])]
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
        places=tuple(place_line(publication, detail, location) for location in detail.locations),
        unmatched=tuple((record.place_name, record.reason) for record in detail.unmatched_localities),
        parts=parts_of(publication, current),
        amounts=amount_lines(detail),
        budget=budget_lines_of(detail),
        observations=observations,
        readings=tuple(observation_line(detail, record) for record in by_date(told)),
        chart=progress_chart(readings_of(detail, told)),
        disagreements=disagreement_lines(detail),
        alerts=alert_lines(publication, detail),
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
