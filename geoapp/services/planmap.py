"""Measures of the plan by area: how many commitments name it, and what of their amounts falls there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from geoapp.domain.places import Level
from geoapp.domain.records import Area
from geoapp.i18n import N_
from geoapp.services.classes import ValueClass, class_of, classify
from geoapp.services.commitments import AreaPlan, area_plan
from geoapp.services.publication import Publication

COMMITMENTS, AMOUNT = "commitments", "commitments_amount"
PLAN_MEASURES: Mapping[str, str] = {
    COMMITMENTS: N_("Compromisos que lo nombran"),
    AMOUNT: N_("Monto del plan, con su parte de lo compartido"),
}
"""Titles, message ids to be translated where they are shown."""
UNITS: Mapping[str, str] = {COMMITMENTS: "projects", AMOUNT: "soles"}


@dataclass(frozen=True, slots=True)
class PlanValue:
    """Commitments of an area and its value of the measure; None where the plan gives no amount for it."""

    area: Area
    plan: AreaPlan
    value: Decimal | None
    class_index: int | None


@dataclass(frozen=True, slots=True)
class PlanValues:
    """A measure of the plan over the areas of a level."""

    measure: str
    level: Level
    classes: tuple[ValueClass, ...]
    areas: tuple[PlanValue, ...]


def plan_values(publication: Publication, measure: str, level: Level) -> PlanValues:
    """Compute a measure of `PLAN_MEASURES` for every province or district.

    Commitments of the whole region colour no area, for the plan does not say what of them falls where; on districts,
    those that name only their province do not either. Commitments are counted where none has no colour apart: an area
    that the plan does not name has none, which is a fact and not a lack of data.
    """
    areas = [area for area in publication.areas.values() if area.level == level.value]
    found = []
    for area in areas:
        plan = area_plan(publication, area.ubigeo)
        named = len(plan.exclusive) + len(plan.shared)
        found.append((area, plan, Decimal(named) if measure == COMMITMENTS else amount_of(plan)))
    classes = classify([value for _, _, value in found if value is not None])
    return PlanValues(
        measure,
        level,
        classes,
        tuple(
            PlanValue(area, plan, value, None if value is None else class_of(value, classes))
            for area, plan, value in found
        ),
    )


def amount_of(plan: AreaPlan) -> Decimal | None:
    """What of the plan's amounts falls in an area, alone and as its part; None where no amount is known."""
    known = [amount for amount in (plan.exclusive_amount, plan.shared_amount) if amount is not None]
    return sum(known, Decimal(0)) if known else None
