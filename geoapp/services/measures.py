"""Measures that colour areas on the map: value, unit, words and classes, for provinces or districts.

A measure of projects counts what stands in the area alone plus its part of what is shared; region-wide and unlocated
projects colour no area and are told in the note. A measure of budget is another data set (spending of the area's
municipalities) and is never added to projects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from geoapp.services.summary import SummaryRow

Unit = Literal["projects", "soles", "soles_per_inhabitant", "percent"]


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """What a measure may use of an area, beside its projects.

    Budget figures are of the area's municipalities, investment projects only, of one year; None where not published.
    """

    population: int | None
    budget_pim: Decimal | None
    budget_accrued: Decimal | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure per area.

    Attributes
    ----------
    origin
        ``projects`` follows the filter; ``budget`` does not, and the page says so.
    """

    name: str
    title: str
    unit: Unit
    origin: Literal["projects", "budget"]
    note: str
    value: Callable[[SummaryRow, AreaFacts], Decimal | None]


_SHARED_NOTE = (
    "Incluye los proyectos exclusivos del área y su parte de los compartidos; los de toda la región y los no ubicados"
    " no colorean ningún área."
)
_BUDGET_NOTE = (
    "Gasto en proyectos de las municipalidades del área en 2024 (MEF). Es otro conjunto de datos: no se suma al costo"
    " de los proyectos ni cambia con los filtros."
)


def _per_inhabitant(amount: Decimal | None, population: int | None) -> Decimal | None:
    return None if amount is None or not population else (amount / population).quantize(Decimal("0.01"))


def _execution(_: SummaryRow, facts: AreaFacts) -> Decimal | None:
    if facts.budget_pim is None or facts.budget_accrued is None or facts.budget_pim <= 0:
        return None
    return (facts.budget_accrued * 100 / facts.budget_pim).quantize(Decimal("0.1"))


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            "cost_pen", "Costo de referencia", "soles", "projects", _SHARED_NOTE, lambda row, _: row.cost_with_share
        ),
        Measure(
            "projects",
            "Número de proyectos",
            "projects",
            "projects",
            "Cuenta cada proyecto en todas las áreas que nombra; por eso la suma de las áreas supera al total.",
            lambda row, _: Decimal(row.projects + row.shared_projects),
        ),
        Measure(
            "cost_per_inhabitant",
            "Costo por habitante",
            "soles_per_inhabitant",
            "projects",
            _SHARED_NOTE,
            lambda row, facts: _per_inhabitant(row.cost_with_share, facts.population),
        ),
        Measure(
            "physical_pct",
            "Avance físico medio",
            "percent",
            "projects",
            "Media simple de los proyectos exclusivos del área con avance físico publicado.",
            lambda row, _: row.physical_mean_pct,
        ),
        Measure(
            "alerts",
            "Proyectos con alertas",
            "projects",
            "projects",
            "Proyectos exclusivos del área con alguna señal por revisar; una alerta no es una acusación.",
            lambda row, _: Decimal(row.with_alerts) if row.projects else None,
        ),
        Measure("pim_pen", "PIM 2024 en proyectos", "soles", "budget", _BUDGET_NOTE, lambda _, facts: facts.budget_pim),
        Measure(
            "accrued_pen",
            "Devengado 2024 en proyectos",
            "soles",
            "budget",
            _BUDGET_NOTE,
            lambda _, facts: facts.budget_accrued,
        ),
        Measure("execution_pct", "Ejecución 2024 (devengado / PIM)", "percent", "budget", _BUDGET_NOTE, _execution),
    )
}
DEFAULT_MEASURE = "cost_pen"

MAX_CLASSES = 5


@dataclass(frozen=True, slots=True)
class ValueClass:
    """Values from `low` to `high`, both included, and how many areas have one."""

    low: Decimal
    high: Decimal
    count: int


def classify(values: Sequence[Decimal], count: int = MAX_CLASSES) -> tuple[ValueClass, ...]:
    """Quantile classes of distinct values: each class holds about as many areas, equal values share a class.

    Parameters
    ----------
    values
        Known values; areas without data are left out before.
    count
        Most classes to make; fewer where there are fewer distinct values.
    """
    ordered = sorted(values)
    if not ordered:
        return ()
    distinct = sorted(set(ordered))
    wanted = min(count, len(distinct))
    uppers = sorted({ordered[max(0, -(-len(ordered) * (step + 1) // wanted) - 1)] for step in range(wanted)})
    classes = []
    previous: Decimal | None = None
    for upper in uppers:
        inside = [value for value in ordered if value <= upper and (previous is None or value > previous)]
        classes.append(ValueClass(inside[0], upper, len(inside)))
        previous = upper
    return tuple(classes)


def class_of(value: Decimal, classes: Sequence[ValueClass]) -> int:
    """Index of the class that holds a value."""
    return next(index for index, class_ in enumerate(classes) if value <= class_.high)
