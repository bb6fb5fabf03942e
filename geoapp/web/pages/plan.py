"""The plan: every commitment by dimension and theme, with the projects that answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from geoapp.db.repositories import BudgetRepository
from geoapp.domain.allocation import Allocation, Scope
from geoapp.domain.money import to_soles
from geoapp.domain.places import REGION_UBIGEO, Level
from geoapp.domain.records import SourceRecord
from geoapp.services.commitments import STATES, PlacedCommitment, Standing, area_plan, placed_commitments
from geoapp.services.planmap import COMMITMENTS, PLAN_MEASURES
from geoapp.services.publication import Publication
from geoapp.settings import MapSettings
from geoapp.web.pages.common import EditionNote, Link, SourceNote, area_link, edition_note, source_note
from geoapp.web.pages.filters import Option, options
from geoapp.web.pages.listing import ProjectLine, project_line
from geoapp.web.pages.maps import LEVELS, MapView, plan_map

DIMENSIONS = ("social", "economica", "ambiental", "institucional")


@dataclass(frozen=True, slots=True)
class AnsweringProject:
    """A project linked to a commitment: how it relates, and why."""

    project: ProjectLine
    relation: str
    reason: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """What of a commitment's amount falls in an area that the plan names."""

    area: Link
    amount: Decimal


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment in full; amounts and targets None where the plan gives none.

    `parts` add up to the amount; empty where it has none, or is not shared among areas.
    """

    commitment_id: str
    title: str
    detail: str | None
    kind: str
    amount: Decimal | None
    amount_bound: str
    target_value: Decimal | None
    target_unit: str | None
    target_year: int | None
    baseline_value: Decimal | None
    region_wide: bool
    areas: tuple[Link, ...]
    projects: tuple[AnsweringProject, ...]
    standing: Standing
    allocation: Allocation
    parts: tuple[PartLine, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """Commitments of one theme."""

    name: str
    commitments: tuple[CommitmentLine, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Themes of one dimension, and how many of its commitments have linked projects."""

    code: str
    themes: tuple[Theme, ...]
    commitments: int
    with_projects: int
    states: tuple[tuple[str, int], ...]
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class ProvinceLine:
    """A row of the plan by province: commitments of it alone, shared ones, and their amounts; None where unknown.

    `area` leads nowhere in the rows of the whole region and of the total.
    """

    area: Link
    exclusive: int
    exclusive_amount: Decimal | None
    shared: int
    shared_amount: Decimal | None

    @property
    def amount(self) -> Decimal | None:
        """What falls in the province, alone and as its part of what is shared."""
        known = [amount for amount in (self.exclusive_amount, self.shared_amount) if amount is not None]
        return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Context of ``pages/plan.html``."""

    edition: EditionNote
    dimensions: tuple[Dimension, ...]
    map: MapView
    measures: tuple[Option, ...]
    levels: tuple[Option, ...]
    commitments: int
    with_amount: int
    with_projects: int
    linked_projects: int
    states: tuple[tuple[str, int], ...]
    by_province: tuple[ProvinceLine, ...]
    region_line: ProvinceLine
    shared_line: ProvinceLine
    total_line: ProvinceLine
    source: SourceNote | None
    labels: Mapping[str, Mapping[str, str]]


def plan_page(publication: Publication, settings: MapSettings) -> PlanPage:
    """All commitments of the edition."""
    commitments = placed_commitments(publication)
    with publication.database.reading() as session:
        labels = BudgetRepository(session, publication.edition.id).labels()
    present = dict.fromkeys((*DIMENSIONS, *sorted({c.plan.commitment.dimension for c in commitments})))
    dimensions = tuple(
        _dimension(publication, code, [c for c in commitments if c.plan.commitment.dimension == code])
        for code in present
    )
    return PlanPage(
        edition=edition_note(publication),
        dimensions=tuple(dimension for dimension in dimensions if dimension.commitments),
        map=plan_map(publication, settings, legend_id="leyenda"),
        measures=tuple(Option(name, title, name == COMMITMENTS) for name, title in PLAN_MEASURES.items()),
        levels=options(LEVELS, "province"),
        commitments=len(commitments),
        with_amount=sum(c.amount is not None for c in commitments),
        with_projects=sum(bool(c.plan.links) for c in commitments),
        linked_projects=len({link.project_id for c in commitments for link in c.plan.links}),
        states=_states(commitments),
        by_province=_by_province(publication),
        region_line=_special([c for c in commitments if c.allocation.scope is Scope.REGION]),
        shared_line=_special([c for c in commitments if c.allocation.scope is Scope.SHARED]),
        total_line=_special(commitments),
        source=plan_source(publication.sources),
        labels={name.rsplit("/", 1)[-1]: texts for name, texts in labels.items()},
    )


def plan_source(sources: Mapping[str, SourceRecord]) -> SourceNote | None:
    """The data set that the commitments were built from."""
    found = next(
        (s.source_id for s in sources.values() if any(path.endswith("plan/commitments.csv") for path in s.files)), None
    )
    return source_note(sources, found)


def _dimension(publication: Publication, code: str, commitments: Sequence[PlacedCommitment]) -> Dimension:
    names = dict.fromkeys(c.plan.commitment.theme for c in commitments)
    themes = tuple(
        Theme(name, tuple(_line(publication, c) for c in commitments if c.plan.commitment.theme == name))
        for name in names
    )
    return Dimension(
        code,
        themes,
        len(commitments),
        sum(bool(c.plan.links) for c in commitments),
        _states(commitments),
        _amount(commitments),
    )


def _states(commitments: Sequence[PlacedCommitment]) -> tuple[tuple[str, int], ...]:
    """Every state with its number of commitments."""
    return tuple((str(state), sum(c.standing.state == state for c in commitments)) for state in STATES)


def _amount(commitments: Sequence[PlacedCommitment]) -> Decimal | None:
    known = [c.amount for c in commitments if c.amount is not None]
    return sum(known, Decimal(0)) if known else None


def _by_province(publication: Publication) -> tuple[ProvinceLine, ...]:
    lines = []
    for area in publication.areas.values():
        if area.level == Level.PROVINCE.value:
            plan = area_plan(publication, area.ubigeo)
            link = area_link(publication, area.ubigeo)
            own, part = plan.exclusive_amount, plan.shared_amount
            lines.append(ProvinceLine(link, len(plan.exclusive), own, len(plan.shared), part))
    return tuple(lines)


def _special(commitments: Sequence[PlacedCommitment]) -> ProvinceLine:
    """A row that belongs to no single province."""
    return ProvinceLine(Link("", ""), len(commitments), _amount(commitments), 0, None)


_RELATIONS = ("answers", "contributes", "precedes")


def _line(publication: Publication, placed: PlacedCommitment) -> CommitmentLine:
    commitment, record = placed.plan, placed.plan.commitment
    index_of = publication.portfolio.index_of
    links = sorted(commitment.links, key=lambda link: (_RELATIONS.index(link.relation), link.project_id))
    return CommitmentLine(
        commitment_id=record.commitment_id,
        title=record.title,
        detail=record.detail,
        kind=record.kind,
        amount=placed.amount,
        amount_bound=record.amount_bound or "exact",
        target_value=record.target_value,
        target_unit=record.target_unit,
        target_year=record.target_year,
        baseline_value=record.baseline_value,
        region_wide=any(area.ubigeo == REGION_UBIGEO for area in commitment.areas),
        areas=tuple(
            area_link(publication, area.ubigeo)
            for area in commitment.areas
            if area.ubigeo != REGION_UBIGEO and area.ubigeo in publication.areas
        ),
        projects=tuple(
            AnsweringProject(project_line(publication, index_of[link.project_id]), link.relation, link.reason)
            for link in links
        ),
        standing=placed.standing,
        allocation=placed.allocation,
        parts=tuple(
            PartLine(area_link(publication, ubigeo), to_soles(part)) for ubigeo, part in placed.districts.items()
        )
        if len(placed.districts) > 1
        else (),
    )
