"""What the report of quality looks for in the columns of an edition, once per distinct value and never per project."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from geoapp.domain.columns import MISSING, Coded
from geoapp.domain.current import BP_PER_POINT, as_observation
from geoapp.domain.dates import ReducedDate, months_before
from geoapp.domain.projects import CONFLICT_POINTS, disagreeing_progress
from geoapp.domain.records import ObservationRecord
from geoapp.domain.vocabulary import Alert
from geoapp.i18n import N_
from geoapp.services.portfolio import BoolArray, Portfolio

OLD_MONTHS = 12
CONFLICT_BP = int(CONFLICT_POINTS * BP_PER_POINT)
"""Hundredths of a percent by which sources have to differ to disagree."""


@dataclass(frozen=True, slots=True)
class MissingField:
    """How many projects lack a field."""

    name: str
    title: str
    missing: int
    total: int


def column_checks(portfolio: Portfolio, reference: dt.date) -> list[tuple[str, str, str, BoolArray]]:
    """Code, title, meaning and projects of what the columns show.

    Parameters
    ----------
    reference
        Day from which the age of data is counted.
    """
    text = portfolio.text
    declared, computed = _alert_mask(portfolio, Alert.DECLARED_STALLED), _alert_mask(portfolio, Alert.STALLED)
    limit = months_before(reference, OLD_MONTHS)
    dates = Coded.of(text["last_date"]).map(ReducedDate.parse)
    return [
        (
            "sin_ubicar",
            N_("Sin ubicar"),
            N_("Ninguna fuente dice en qué lugar de la región están; se cuentan, se listan y se descargan."),
            _where(text["precision"], lambda value: value == "unlocated"),
        ),
        (
            "solo_area",
            N_("Ubicados solo por su área"),
            N_("Se dibujan en un punto dentro de su distrito o provincia, no en la obra."),
            _where(text["precision"], lambda value: value in {"district", "province"}),
        ),
        (
            "dato_antiguo",
            N_("Dato antiguo"),
            N_("El último dato fechado es de más de doce meses antes del corte."),
            dates.table(lambda date: date is not None and date.last < limit, np.bool_),
        ),
        (
            "sin_fecha",
            N_("Sin ninguna fecha"),
            N_("Ninguna de sus fuentes muestra fecha."),
            dates.table(lambda date: date is None, np.bool_),
        ),
        (
            "sin_costo",
            N_("Sin costo"),
            N_("Ninguna fuente da un costo (transferencias y estudios no lo son)."),
            portfolio.cost_centimos == MISSING,
        ),
        (
            "costo_estimado",
            N_("Costo solo estimado"),
            N_("El único costo publicado es un anuncio o una estimación."),
            _where(text["cost_kind"], lambda value: value == "estimado"),
        ),
        (
            "paquete_aparte",
            N_("Paquetes que no se suman"),
            N_("Un importe que cubre varios proyectos que ya tienen costo propio: se muestra aparte."),
            portfolio.package & ~portfolio.summed,
        ),
        (
            "paralizacion_solo_declarada",
            N_("Paralización declarada que el avance no muestra"),
            N_("La fuente la declara paralizada; no hay dos avances fechados que lo confirmen."),
            declared & ~computed,
        ),
        (
            "paralizacion_solo_calculada",
            N_("Sin avance, sin declaración de paralizada"),
            N_("El avance no se mueve en más de seis meses y ninguna fuente la declara paralizada."),
            computed & ~declared,
        ),
    ]


def _alert_mask(portfolio: Portfolio, alert: Alert) -> BoolArray:
    mask: BoolArray = (portfolio.alerts & (1 << list(Alert).index(alert))) != 0
    return mask


def _where(column: Sequence[str | None], test: Callable[[str | None], bool]) -> BoolArray:
    return Coded.of(column).table(test, np.bool_)


_FIELDS = {
    "cui": N_("Código único (CUI)"),
    "executing_entity": N_("Entidad ejecutora"),
    "status_date": N_("Fecha del estado"),
    "cost_kind": N_("Costo"),
    "cost_date": N_("Fecha del costo"),
    "physical_date": N_("Avance físico con fecha"),
    "start_date": N_("Inicio de obra"),
    "end_date": N_("Fin previsto"),
    "source_date": N_("Fecha de la fuente"),
}


def missing_fields(portfolio: Portfolio) -> Iterable[MissingField]:
    """How many projects lack each of the fields that sources should tell."""
    for name, title in _FIELDS.items():
        column = portfolio.text[name]
        told = column.table(bool, np.bool_).sum() if isinstance(column, Coded) else sum(map(bool, column))
        yield MissingField(name, title, portfolio.size - int(told), portfolio.size)


def disagreeing(portfolio: Portfolio, observations: Sequence[ObservationRecord]) -> Iterable[str]:
    """Projects of which sources tell different physical progress; `observations` may be of others too."""
    by_project: defaultdict[str, list[ObservationRecord]] = defaultdict(list)
    for record in observations:
        if record.physical_bp is not None:
            by_project[record.project_id].append(record)
    for identifier, records in by_project.items():
        row = portfolio.index_of.get(identifier)
        if row is None:
            continue  # what was observed of a project stays when it leaves
        kind = str(portfolio.text["kind"][row])
        if disagreeing_progress([as_observation(record, project_kind=kind) for record in records]):
            yield identifier
