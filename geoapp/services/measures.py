"""Measures that colour areas on the map: value, unit, words and classes, for provinces or districts.

A measure of projects counts what stands in the area alone plus its part of what is shared; region-wide and unlocated
projects colour no area and are told in the note. A measure of budget is another data set (spending of the area's
municipalities) and is never added to projects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from geoapp.i18n import N_
from geoapp.services.classes import MAX_CLASSES, ValueClass, class_of, classify
from geoapp.services.summary import SummaryRow

__all__ = [
    "DEFAULT_MEASURE", "MAX_CLASSES", "MEASURES", "AreaFacts", "Measure", "ValueClass", "YearBudget", "class_of",
    "classify",
]  # fmt: skip

Unit = Literal["projects", "soles", "soles_per_inhabitant", "percent"]


@dataclass(frozen=True, slots=True)
class YearBudget:
    """Whole budget of the municipalities of an area in one year, activities and projects together."""

    pim: Decimal | None
    accrued: Decimal | None


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """What a measure may use of an area, beside its projects.

    `budget_pim` and `budget_accrued` are of the area's municipalities, investment projects only, of one year; None
    where not published. `years` holds their whole budget by year.
    """

    population: int | None
    budget_pim: Decimal | None
    budget_accrued: Decimal | None
    years: Mapping[int, YearBudget] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure per area.

    Attributes
    ----------
    origin
        ``projects`` follows the filter; ``budget`` and ``municipal`` do not, and the page says so.
    yearly
        Of a ``municipal`` measure: its value from the budget of one year. `value` then takes the latest year.
    title, note, yearly_title
        Message ids, to be translated where they are shown; `yearly_title` names the year as ``%(year)s``.
    """

    name: str
    title: str
    unit: Unit
    origin: Literal["projects", "budget", "municipal"]
    note: str
    value: Callable[[SummaryRow, AreaFacts], Decimal | None]
    yearly: Callable[[YearBudget, int | None], Decimal | None] | None = None
    yearly_title: str = ""


_SHARED_NOTE = N_(
    "Incluye los proyectos exclusivos del área y su parte de los compartidos; los de toda la región y los no ubicados"
    " no colorean ningún área."
)
_BUDGET_NOTE = N_(
    "Gasto en proyectos de las municipalidades del área en 2024 (MEF). Es otro conjunto de datos: no se suma al costo"
    " de los proyectos ni cambia con los filtros."
)


_MUNICIPAL_NOTE = N_(
    "Todo el gasto de las municipalidades del área en el año, con actividades y personal (MEF): donde está la entidad"
    " que gasta, no donde está la obra. No se suma al costo de los proyectos ni cambia con los filtros."
)


def _per_inhabitant(amount: Decimal | None, population: int | None) -> Decimal | None:
    return None if amount is None or not population else (amount / population).quantize(Decimal("0.01"))


def _execution(_: SummaryRow, facts: AreaFacts) -> Decimal | None:
    if facts.budget_pim is None or facts.budget_accrued is None or facts.budget_pim <= 0:
        return None
    return (facts.budget_accrued * 100 / facts.budget_pim).quantize(Decimal("0.1"))


def _percent_of(accrued: Decimal | None, pim: Decimal | None) -> Decimal | None:
    return None if accrued is None or pim is None or pim <= 0 else (accrued * 100 / pim).quantize(Decimal("0.1"))


def _municipal(
    name: str, title: str, of_year: str, unit: Unit, yearly: Callable[[YearBudget, int | None], Decimal | None]
) -> Measure:
    def latest(_: SummaryRow, facts: AreaFacts) -> Decimal | None:
        return yearly(facts.years[max(facts.years)], facts.population) if facts.years else None

    return Measure(name, title, unit, "municipal", _MUNICIPAL_NOTE, latest, yearly, of_year)


MEASURES: Mapping[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            "cost_pen", N_("Costo de referencia"), "soles", "projects", _SHARED_NOTE, lambda row, _: row.cost_with_share
        ),
        Measure(
            "projects",
            N_("Número de proyectos"),
            "projects",
            "projects",
            N_("Cuenta cada proyecto en todas las áreas que nombra; por eso la suma de las áreas supera al total."),
            lambda row, _: Decimal(row.projects + row.shared_projects),
        ),
        Measure(
            "cost_per_inhabitant",
            N_("Costo por habitante"),
            "soles_per_inhabitant",
            "projects",
            _SHARED_NOTE,
            lambda row, facts: _per_inhabitant(row.cost_with_share, facts.population),
        ),
        Measure(
            "physical_pct",
            N_("Avance físico medio"),
            "percent",
            "projects",
            N_("Media simple de los proyectos exclusivos del área con avance físico publicado."),
            lambda row, _: row.physical_mean_pct,
        ),
        Measure(
            "alerts",
            N_("Proyectos con alertas"),
            "projects",
            "projects",
            N_("Proyectos exclusivos del área con alguna señal por revisar; una alerta no es una acusación."),
            lambda row, _: Decimal(row.with_alerts) if row.projects else None,
        ),
        Measure(
            "pim_pen", N_("PIM 2024 en proyectos"), "soles", "budget", _BUDGET_NOTE, lambda _, facts: facts.budget_pim
        ),
        Measure(
            "accrued_pen",
            N_("Devengado 2024 en proyectos"),
            "soles",
            "budget",
            _BUDGET_NOTE,
            lambda _, facts: facts.budget_accrued,
        ),
        Measure("execution_pct", N_("Ejecución 2024 (devengado / PIM)"), "percent", "budget", _BUDGET_NOTE, _execution),
        _municipal(
            "municipal_pim_pen",
            N_("Presupuesto municipal del año (PIM)"),
            N_("Presupuesto municipal %(year)s (PIM)"),
            "soles",
            lambda year, _: year.pim,
        ),
        _municipal(
            "municipal_accrued_pen",
            N_("Gasto municipal del año (devengado)"),
            N_("Gasto municipal %(year)s (devengado)"),
            "soles",
            lambda year, _: year.accrued,
        ),
        _municipal(
            "municipal_execution_pct",
            N_("Ejecución municipal del año"),
            N_("Ejecución municipal %(year)s"),
            "percent",
            lambda year, _: _percent_of(year.accrued, year.pim),
        ),
        _municipal(
            "municipal_per_inhabitant",
            N_("Gasto municipal por habitante"),
            N_("Gasto municipal por habitante %(year)s"),
            "soles_per_inhabitant",
            lambda year, population: _per_inhabitant(year.accrued, population),
        ),
    )
}
DEFAULT_MEASURE = "cost_pen"
