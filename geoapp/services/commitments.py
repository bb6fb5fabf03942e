"""How far the plan's commitments are, and what of their amounts falls in each area.

The state is computed from linked projects only and always comes with its reason; that a project is linked never
proves that a target is met. Amounts are shared among the areas that the plan names by the same rules as projects
(`geoapp.domain.allocation`), so that the parts add up to the amount, to the céntimo.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from geoapp.db.repositories import PlanCommitment, PlanRepository
from geoapp.domain.allocation import Allocation, Place, Scope, allocate
from geoapp.domain.money import to_soles
from geoapp.domain.places import Level, Precision, level_of
from geoapp.domain.vocabulary import Alert, Status
from geoapp.i18n import N_
from geoapp.services.publication import Publication

ANSWERS, CONTRIBUTES = "answers", "contributes"


class State(StrEnum):
    """How far a commitment is, as far as linked projects tell."""

    DONE = "cumplido"
    UNDER_WAY = "en_marcha"
    STALLED = "detenido"
    NO_EVIDENCE = "sin_evidencia"


STATES: Mapping[str, str] = {
    State.DONE: N_("Cumplido"),
    State.UNDER_WAY: N_("En marcha"),
    State.STALLED: N_("Detenido"),
    State.NO_EVIDENCE: N_("Sin evidencia"),
}

REASONS: Mapping[str, str] = {
    "no_projects": N_("Ningún proyecto de esta edición le responde ni contribuye a él."),
    "only_before": N_("Solo hay proyectos anteriores (%(before)s); ninguno le responde ni contribuye a él."),
    "not_begun": N_("Hay proyectos vinculados (%(total)s), pero son ideas, anuncios o no dicen su estado."),
    "all_finished": N_("Está terminado todo lo que le responde (proyectos: %(finished)s de %(total)s)."),
    "target_unknown": N_(
        "Lo que le responde está terminado (proyectos: %(finished)s de %(total)s),"
        " pero ninguna fuente dice si se llegó a la meta."
    ),
    "contributions_finished": N_(
        "Lo que contribuye a él está terminado (proyectos: %(finished)s de %(total)s),"
        " pero ningún proyecto le responde por entero."
    ),
    "none_moves": N_(
        "Ninguno de los proyectos que cuentan avanza. Con paralización declarada o sin avance físico:"
        " %(stalled)s de %(total)s; terminados: %(finished)s."
    ),
    "some_move": N_(
        "Proyectos que cuentan: %(total)s; avanzan: %(moving)s (sin noticia en doce meses: %(silent)s);"
        " terminados: %(finished)s; detenidos: %(stalled)s; sin inicio conocido: %(unknown)s."
    ),
    "some_finished": N_(
        "Proyectos que cuentan: %(total)s; terminados: %(finished)s; sin fuente que diga que hayan empezado:"
        " %(unknown)s."
    ),
}
"""Why a commitment has its state; the figures are those of `Standing.counts`."""


@dataclass(frozen=True, slots=True)
class LinkedProject:
    """What of a linked project decides: how it relates, its declared state, the alerts that it raises."""

    relation: str
    status: str
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """State of a commitment, the code of its reason (`REASONS`) and the counts of projects behind it."""

    state: State
    reason: str
    counts: Mapping[str, int]

    @property
    def label(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def why(self) -> str:
        """The reason, a message with named figures."""
        return REASONS[self.reason]


_STALLED = frozenset({Alert.DECLARED_STALLED.value, Alert.STALLED.value})
_MOVING = frozenset({Status.PROFILE, Status.TECHNICAL_FILE, Status.TENDER, Status.EXECUTION})


def standing(projects: Sequence[LinkedProject], *, has_target: bool) -> Standing:
    """State of a commitment from its linked projects.

    Projects that answer it decide; only where there is none, those that contribute to it, which never make it done.
    Earlier projects do not count. Done: all are finished and the plan sets no figure to reach. Stalled: some are
    stopped (declared, or without physical progress) and none moves. No evidence: none has begun as far as known.
    """
    own = [project for project in projects if project.relation == ANSWERS]
    counted = own or [project for project in projects if project.relation == CONTRIBUTES]
    finished = sum(Status(project.status).finished for project in counted)
    halted = [project for project in counted if _is_stalled(project)]
    moving = [p for p in counted if Status(p.status) in _MOVING and not _is_stalled(p)]
    counts = {
        "total": len(counted),
        "finished": finished,
        "stalled": len(halted),
        "moving": len(moving),
        "silent": sum(Alert.SILENT.value in project.alerts for project in moving),
        "unknown": len(counted) - finished - len(halted) - len(moving),
        "before": len(projects) - len(counted),
    }
    state, reason = _decide(counts, answered=bool(own), has_target=has_target)
    return Standing(state, reason, counts)


def _decide(counts: Mapping[str, int], *, answered: bool, has_target: bool) -> tuple[State, str]:
    if not counts["total"]:
        return State.NO_EVIDENCE, "only_before" if counts["before"] else "no_projects"
    if counts["finished"] == counts["total"]:
        if not answered:
            return State.UNDER_WAY, "contributions_finished"
        return (State.UNDER_WAY, "target_unknown") if has_target else (State.DONE, "all_finished")
    if counts["moving"]:
        return State.UNDER_WAY, "some_move"
    if counts["stalled"]:
        return State.STALLED, "none_moves"
    return (State.UNDER_WAY, "some_finished") if counts["finished"] else (State.NO_EVIDENCE, "not_begun")


def _is_stalled(project: LinkedProject) -> bool:
    status = Status(project.status)
    return not status.finished and (status is Status.STALLED or not _STALLED.isdisjoint(project.alerts))


@dataclass(frozen=True, slots=True)
class PlacedCommitment:
    """A commitment with its state and the parts of its amount.

    `provinces` and `districts` hold céntimos by ubigeo (a province among the districts where the plan names no
    district of it); empty where the plan gives no amount or speaks of the whole region.
    """

    plan: PlanCommitment
    standing: Standing
    allocation: Allocation
    provinces: Mapping[str, int]
    districts: Mapping[str, int]

    @property
    def amount(self) -> Decimal | None:
        """The whole amount in soles; None where the plan gives none."""
        centimos = self.plan.commitment.amount_centimos
        return None if centimos is None else to_soles(centimos)


@dataclass(frozen=True, slots=True)
class AreaCommitment:
    """A commitment as it meets an area; `part` is None where the plan gives no amount or names only what is around."""

    placed: PlacedCommitment
    part: Decimal | None
    around: bool = False


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """Commitments of an area: here alone, shared with other areas, naming only its province, and of the whole region.

    The sums are None where no commitment of theirs has an amount.
    """

    exclusive: tuple[AreaCommitment, ...]
    shared: tuple[AreaCommitment, ...]
    around: tuple[AreaCommitment, ...]
    region: int
    region_amount: Decimal | None

    @property
    def exclusive_amount(self) -> Decimal | None:
        """What the plan gives for this area alone."""
        return _added(line.part for line in self.exclusive)

    @property
    def shared_amount(self) -> Decimal | None:
        """The area's parts of shared commitments."""
        return _added(line.part for line in self.shared)


def placed_commitments(publication: Publication) -> tuple[PlacedCommitment, ...]:
    """All commitments of the edition, computed once."""
    cache = publication.portfolio.cache
    held: tuple[PlacedCommitment, ...] | None = cache.get("placed_commitments")
    if held is None:
        with publication.database.reading() as session:
            plans = PlanRepository(session, publication.edition.id).commitments()
        held = cache["placed_commitments"] = tuple(_place(publication, plan) for plan in plans)
    return held


def area_plan(publication: Publication, ubigeo: str) -> AreaPlan:
    """Commitments of a province or a district."""
    exclusive: list[AreaCommitment] = []
    shared: list[AreaCommitment] = []
    around: list[AreaCommitment] = []
    is_province = level_of(ubigeo) is Level.PROVINCE
    for placed in placed_commitments(publication):
        named = _named(placed.allocation, provinces=is_province)
        if ubigeo in named:
            parts = placed.provinces if is_province else placed.districts
            part = to_soles(parts[ubigeo]) if ubigeo in parts else None
            (exclusive if len(named) == 1 else shared).append(AreaCommitment(placed, part))
        elif not is_province and ubigeo[:4] in named:
            around.append(AreaCommitment(placed, None, around=True))
    region = [p for p in placed_commitments(publication) if p.allocation.scope is Scope.REGION]
    return AreaPlan(
        tuple(exclusive), tuple(shared), tuple(around), len(region), _added(placed.amount for placed in region)
    )


def _place(publication: Publication, plan: PlanCommitment) -> PlacedCommitment:
    record = plan.commitment
    allocation = allocate([Place(_PRECISIONS[level_of(area.ubigeo)], area.ubigeo) for area in plan.areas])
    index_of, columns = publication.portfolio.index_of, publication.columns
    statuses = publication.portfolio.text["status"]
    projects = [
        LinkedProject(link.relation, str(statuses[index]), tuple(columns.alerts(index)))
        for link in plan.links
        if (index := index_of.get(link.project_id)) is not None
    ]
    amount = record.amount_centimos
    return PlacedCommitment(
        plan,
        standing(projects, has_target=record.target_value is not None),
        allocation,
        allocation.province_amounts(amount) if amount is not None else {},
        allocation.district_amounts(amount) if amount is not None else {},
    )


_PRECISIONS = {
    Level.REGION: Precision.REGION,
    Level.PROVINCE: Precision.PROVINCE,
    Level.DISTRICT: Precision.DISTRICT,
}


def _named(allocation: Allocation, *, provinces: bool) -> set[str]:
    if provinces:
        return {portion.ubigeo for portion in allocation.provinces}
    return {portion.ubigeo for _, portions in allocation.districts for portion in portions}


def _added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
