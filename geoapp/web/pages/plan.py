"""The plan: every commitment by dimension and theme, with the projects that answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from geoapp.db.repositories import BudgetRepository, PlanCommitment, PlanRepository
from geoapp.domain.money import to_soles
from geoapp.domain.places import REGION_UBIGEO
from geoapp.domain.records import SourceRecord
from geoapp.services.publication import Publication
from geoapp.web.pages.common import EditionNote, Link, SourceNote, area_link, edition_note, source_note
from geoapp.web.pages.listing import ProjectLine, project_line

DIMENSIONS = ("social", "economica", "ambiental", "institucional")


@dataclass(frozen=True, slots=True)
class AnsweringProject:
    """A project linked to a commitment: how it relates, and why."""

    project: ProjectLine
    relation: str
    reason: str


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment in full; amounts and targets None where the plan gives none."""

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


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Context of ``pages/plan.html``."""

    edition: EditionNote
    dimensions: tuple[Dimension, ...]
    commitments: int
    with_amount: int
    with_projects: int
    linked_projects: int
    source: SourceNote | None
    labels: Mapping[str, Mapping[str, str]]


def plan_page(publication: Publication) -> PlanPage:
    """All commitments of the edition."""
    with publication.database.reading() as session:
        commitments = PlanRepository(session, publication.edition.id).commitments()
        labels = BudgetRepository(session, publication.edition.id).labels()
    present = dict.fromkeys((*DIMENSIONS, *sorted({c.commitment.dimension for c in commitments})))
    dimensions = tuple(
        _dimension(publication, code, [c for c in commitments if c.commitment.dimension == code]) for code in present
    )
    return PlanPage(
        edition=edition_note(publication),
        dimensions=tuple(dimension for dimension in dimensions if dimension.commitments),
        commitments=len(commitments),
        with_amount=sum(c.commitment.amount_centimos is not None for c in commitments),
        with_projects=sum(bool(c.links) for c in commitments),
        linked_projects=len({link.project_id for c in commitments for link in c.links}),
        source=_plan_source(publication.sources),
        labels={name.rsplit("/", 1)[-1]: texts for name, texts in labels.items()},
    )


def _plan_source(sources: Mapping[str, SourceRecord]) -> SourceNote | None:
    """The data set that the commitments were built from."""
    found = next(
        (s.source_id for s in sources.values() if any(path.endswith("plan/commitments.csv") for path in s.files)), None
    )
    return source_note(sources, found)


def _dimension(publication: Publication, code: str, commitments: list[PlanCommitment]) -> Dimension:
    names = dict.fromkeys(c.commitment.theme for c in commitments)
    themes = tuple(
        Theme(name, tuple(_line(publication, c) for c in commitments if c.commitment.theme == name)) for name in names
    )
    return Dimension(code, themes, len(commitments), sum(bool(c.links) for c in commitments))


_RELATIONS = ("answers", "contributes", "precedes")


def _line(publication: Publication, commitment: PlanCommitment) -> CommitmentLine:
    record = commitment.commitment
    index_of = publication.portfolio.index_of
    links = sorted(commitment.links, key=lambda link: (_RELATIONS.index(link.relation), link.project_id))
    return CommitmentLine(
        commitment_id=record.commitment_id,
        title=record.title,
        detail=record.detail,
        kind=record.kind,
        amount=None if record.amount_centimos is None else to_soles(record.amount_centimos),
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
    )
