"""Alerts: rules over dated observations. Signals to look at, never accusations.

Each alert carries the figures it was computed from and the sources of both, so that a reader can check it.
The reference day is the edition's cut-off: the same edition always gives the same alerts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from geoapp.domain.dates import ReducedDate, months_before
from geoapp.domain.money import AmountKind, to_soles
from geoapp.domain.projects import (
    Amount,
    Observation,
    current_financial,
    current_physical,
    current_status,
    last_heard,
    planned_end,
)
from geoapp.domain.vocabulary import Alert, Status
from geoapp.i18n import N_

STALL_MONTHS = 6  # Contraloría's definition of a stalled work
AHEAD_POINTS = Decimal(20)
DRIFT_RATIO = Decimal("1.3")
SILENCE_MONTHS = 12
COMPLETE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure behind an alert: what it is, its bare value and unit, its date and its source.

    `unit` is ``%``, ``S/``, ``x`` (a ratio) or empty (the value is a word or an ISO date).
    """

    name: str
    value: str
    unit: str
    date: ReducedDate | None
    source_id: str | None


@dataclass(frozen=True, slots=True)
class RaisedAlert:
    """An alert with the figures that raised it."""

    alert: Alert
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What the rules look at: dated facts of one project and the reference day."""

    observations: tuple[Observation, ...]
    amounts: tuple[Amount, ...]
    reference: dt.date

    @property
    def finished(self) -> bool:
        """Whether the current state says that the works are done."""
        current = current_status(self.observations)
        return bool(current and current.status and current.status.finished)


def raise_alerts(facts: ProjectFacts) -> tuple[RaisedAlert, ...]:
    """All alerts of a project, in the order of the vocabulary."""
    return tuple(raised for rule in _RULES if (raised := rule(facts)) is not None)


def _progress(observation: Observation, name: str = N_("Avance físico")) -> Figure:
    return Figure(name, str(observation.physical_pct), "%", observation.effective_progress_date, observation.source_id)


def _declared_stalled(facts: ProjectFacts) -> RaisedAlert | None:
    current = current_status(facts.observations)
    if current is None or current.status is not Status.STALLED:
        return None
    figure = Figure(N_("Estado declarado"), N_("paralizada"), "", current.effective_status_date, current.source_id)
    return RaisedAlert(Alert.DECLARED_STALLED, (figure,))


def _stalled(facts: ProjectFacts) -> RaisedAlert | None:
    if facts.finished:
        return None
    dated = sorted(
        (o for o in facts.observations if o.physical_pct is not None and o.effective_progress_date is not None),
        key=lambda o: (o.effective_progress_date.first if o.effective_progress_date else dt.date.min, o.physical_pct),
    )
    if not dated:
        return None
    last = dated[-1]
    if last.physical_pct is None or last.effective_progress_date is None or last.physical_pct >= COMPLETE:
        return None
    limit = months_before(last.effective_progress_date.first, STALL_MONTHS)
    for earlier in dated[:-1]:
        date, pct = earlier.effective_progress_date, earlier.physical_pct
        if date is not None and pct is not None and date.last < limit and pct >= last.physical_pct:
            return RaisedAlert(Alert.STALLED, (_progress(earlier), _progress(last)))
    return None


def _money_ahead(facts: ProjectFacts) -> RaisedAlert | None:
    physical, financial = current_physical(facts.observations), current_financial(facts.observations)
    if physical is None or financial is None or physical.physical_pct is None or financial.financial_pct is None:
        return None
    if financial.financial_pct - physical.physical_pct <= AHEAD_POINTS:
        return None
    money = Figure(
        N_("Avance financiero"),
        str(financial.financial_pct),
        "%",
        financial.effective_progress_date,
        financial.source_id,
    )
    return RaisedAlert(Alert.MONEY_AHEAD, (money, _progress(physical)))


def _latest_of(amounts: Sequence[Amount], kinds: Sequence[AmountKind], *, first: bool = False) -> Amount | None:
    chosen = [amount for amount in amounts if amount.kind in kinds]
    undated = dt.date.min

    def key(amount: Amount) -> dt.date:
        return amount.effective_date.first if amount.effective_date else undated

    return (min if first else max)(chosen, key=key) if chosen else None


def _cost_drift(facts: ProjectFacts) -> RaisedAlert | None:
    updated = _latest_of(facts.amounts, [AmountKind.UPDATED_COST])
    viable = _latest_of(facts.amounts, [AmountKind.VIABLE_COST], first=True) or _latest_of(
        facts.amounts, [AmountKind.TOTAL_COST], first=True
    )
    if updated is None or viable is None or viable.centimos <= 0:
        return None
    ratio = Decimal(updated.centimos) / Decimal(viable.centimos)
    if ratio <= DRIFT_RATIO:
        return None
    return RaisedAlert(
        Alert.COST_DRIFT,
        (
            Figure(N_("Costo inicial"), str(to_soles(viable.centimos)), "S/", viable.effective_date, viable.source_id),
            Figure(
                N_("Costo actualizado"),
                str(to_soles(updated.centimos)),
                "S/",
                updated.effective_date,
                updated.source_id,
            ),
            Figure(N_("Razón"), f"{ratio:.2f}", "x", None, None),
        ),
    )


def _overdue(facts: ProjectFacts) -> RaisedAlert | None:
    end = planned_end(facts.observations)
    if end is None or end.end_date is None or facts.finished or end.end_date.last >= facts.reference:
        return None
    physical = current_physical(facts.observations)
    if physical is not None and physical.physical_pct is not None and physical.physical_pct >= COMPLETE:
        return None
    figures = [Figure(N_("Fin previsto"), end.end_date.text, "", end.date, end.source_id)]
    if physical is not None:
        figures.append(_progress(physical))
    else:
        figures.append(Figure(N_("Avance físico"), N_("sin dato"), "", None, None))
    return RaisedAlert(Alert.OVERDUE, tuple(figures))


def _silent(facts: ProjectFacts) -> RaisedAlert | None:
    latest = last_heard(facts.observations, facts.amounts)
    if facts.finished or latest is None:
        return None
    heard, source = latest
    if heard.last >= months_before(facts.reference, SILENCE_MONTHS):
        return None
    return RaisedAlert(
        Alert.SILENT,
        (
            Figure(N_("Última noticia fechada"), heard.text, "", heard, source),
            Figure(N_("Corte de la edición"), facts.reference.isoformat(), "", None, None),
        ),
    )


_RULES: tuple[Callable[[ProjectFacts], RaisedAlert | None], ...] = (
    _declared_stalled,
    _stalled,
    _money_ahead,
    _cost_drift,
    _overdue,
    _silent,
)
