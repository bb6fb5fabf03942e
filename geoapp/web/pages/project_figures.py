"""How much and how far: amounts, budget, observations and alerts of a project, each with source and date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from geoapp.db.repositories import ProjectDetail
from geoapp.domain.dates import ReducedDate
from geoapp.domain.money import to_soles
from geoapp.domain.projects import Observation
from geoapp.domain.records import ObservationRecord
from geoapp.services.details import alerts_of, disagreements_of
from geoapp.services.publication import Publication
from geoapp.web.pages.chart import Reading
from geoapp.web.pages.common import SourceNote, source_note
from geoapp.web.pages.flags import flag_text


@dataclass(frozen=True, slots=True)
class AmountLine:
    """An amount of one kind; `reference` marks the one that stands for the project's cost."""

    kind: str
    bound: str
    amount: Decimal
    date: str | None
    source: SourceNote | None
    reference: bool


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """Budget of the project in one year, stage by stage."""

    year: int
    pia: Decimal | None
    pim: Decimal | None
    certified: Decimal | None
    committed: Decimal | None
    accrued: Decimal | None
    paid: Decimal | None
    source: SourceNote | None


@dataclass(frozen=True, slots=True)
class ObservationLine:
    """What one source says at a date; percentages only where it gives them."""

    date: str | None
    title: str
    status: str | None
    physical_pct: Decimal | None
    financial_pct: Decimal | None
    progress_kind: str | None
    start_date: str | None
    end_date: str | None
    flags: tuple[str, ...]
    source: SourceNote | None


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure behind an alert; `date` is None where it has none."""

    name: str
    value: str
    unit: str
    date: str | None
    source: SourceNote | None


@dataclass(frozen=True, slots=True)
class AlertLine:
    """An alert with what raised it."""

    code: str
    figures: tuple[FigureLine, ...]


def by_date(records: Iterable[ObservationRecord]) -> list[ObservationRecord]:
    """The latest first, undated ones at the end."""
    return sorted(records, key=lambda r: (_date_of(r) or "", -r.seq), reverse=True)


def _date_of(record: ObservationRecord) -> str | None:
    return record.progress_date or record.status_date or record.source_date


def has_progress(observation: Observation) -> bool:
    """Whether an observation tells how far the works are."""
    return observation.physical_pct is not None or observation.financial_pct is not None


def observation_line(detail: ProjectDetail, record: ObservationRecord) -> ObservationLine:
    """What one observation says."""
    return ObservationLine(
        date=_date_of(record),
        title=record.title,
        status=record.status,
        physical_pct=_percent(record.physical_bp),
        financial_pct=_percent(record.financial_bp),
        progress_kind=record.progress_kind,
        start_date=record.start_date,
        end_date=record.end_date,
        flags=tuple(flag_text(flag) for flag in record.flags),
        source=source_note(detail.sources, record.source_id, record.source_date),
    )


def _percent(bp: int | None) -> Decimal | None:
    return None if bp is None else Decimal(bp) / 100


def _soles(centimos: int | None) -> Decimal | None:
    return None if centimos is None else to_soles(centimos)


def amount_lines(detail: ProjectDetail) -> tuple[AmountLine, ...]:
    """All published amounts, the latest first, with the one that stands for the cost marked once."""
    current = detail.current
    dates: Mapping[str, str | None] = {o.observation_id: o.source_date for o in detail.observations}
    lines: list[AmountLine] = []
    marked = False
    for record in sorted(detail.amounts, key=lambda r: (r.date or dates.get(r.observation_id or "") or "", -r.seq)):
        date = record.date or dates.get(record.observation_id or "")
        is_reference = (record.kind, record.centimos, record.source_id) == (
            current.cost_kind,
            current.cost_centimos,
            current.cost_source_id,
        )
        lines.append(
            AmountLine(
                kind=record.kind,
                bound=record.bound,
                amount=to_soles(record.centimos),
                date=date,
                source=source_note(detail.sources, record.source_id, date),
                reference=is_reference and not marked,
            )
        )
        marked = marked or is_reference
    return tuple(reversed(lines))


def budget_lines_of(detail: ProjectDetail) -> tuple[BudgetLine, ...]:
    """Budget by year."""
    return tuple(
        BudgetLine(
            year=line.year,
            pia=_soles(line.pia_centimos),
            pim=_soles(line.pim_centimos),
            certified=_soles(line.certificado_centimos),
            committed=_soles(line.comprometido_centimos),
            accrued=_soles(line.devengado_centimos),
            paid=_soles(line.girado_centimos),
            source=source_note(detail.sources, line.source_id),
        )
        for line in detail.budget_lines
    )


def readings_of(detail: ProjectDetail, told: Iterable[ObservationRecord]) -> list[Reading]:
    """Points of the chart: one for each dated percentage."""
    readings = []
    for record in told:
        date = ReducedDate.parse(record.progress_date or record.source_date)
        if date is None:
            continue
        note = source_note(detail.sources, record.source_id)
        source = note.title if note else ""
        if record.physical_bp is not None:
            kind = "unspecified" if record.progress_kind == "unspecified" else "physical"
            readings.append(Reading(kind, date, Decimal(record.physical_bp) / 100, source))
        if record.financial_bp is not None:
            readings.append(Reading("financial", date, Decimal(record.financial_bp) / 100, source))
    return readings


def disagreement_lines(detail: ProjectDetail) -> tuple[tuple[ObservationLine, ObservationLine], ...]:
    """Pairs of observations of one date that contradict each other."""
    records = {record.observation_id: record for record in detail.observations}
    return tuple(
        (
            observation_line(detail, records[left.observation_id]),
            observation_line(detail, records[right.observation_id]),
        )
        for left, right in disagreements_of(detail)
    )


def alert_lines(publication: Publication, detail: ProjectDetail) -> tuple[AlertLine, ...]:
    """Alerts with the figures that raised them."""
    return tuple(
        AlertLine(
            raised.alert.value,
            tuple(
                FigureLine(
                    figure.name,
                    figure.value,
                    figure.unit,
                    figure.date.text if figure.date else None,
                    source_note(detail.sources, figure.source_id),
                )
                for figure in raised.figures
            ),
        )
        for raised in alerts_of(publication, detail)
    )
