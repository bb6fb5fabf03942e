"""Data quality for all to see: what is unplaced, undecided, repaired, old, missing, in conflict or perhaps double.

Every finding lists the projects behind it, so that each line of the report leads to them.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from geoapp.db.repositories import EditionRepository, ProjectRepository
from geoapp.domain.columns import MISSING
from geoapp.domain.current import as_observation
from geoapp.domain.dates import ReducedDate, months_before
from geoapp.domain.projects import disagreeing_progress
from geoapp.domain.records import ObservationRecord, RejectedRow, UnmatchedLocalityRecord
from geoapp.domain.text import words
from geoapp.domain.vocabulary import Alert
from geoapp.i18n import N_
from geoapp.services.portfolio import BoolArray, Portfolio
from geoapp.services.publication import Publication
from geoapp.services.summary import GroupBy, SummaryRow, summarise

OLD_MONTHS = 12
SIMILAR_NAMES = 0.8
"""Share of words in common (Jaccard) from which two names in one province look like one project."""
LEAST_LETTERS = 3
"""Shorter words (de, la, y) do not make names alike."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what was looked for, and the projects where it was found.

    `cost` is the sum of their reference costs, None where none of them has one.
    """

    code: str
    title: str
    meaning: str
    project_ids: tuple[str, ...]
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class MissingField:
    """How many projects lack a field."""

    name: str
    title: str
    missing: int
    total: int


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The quality of one edition."""

    edition: int
    cut_off: str
    by_precision: tuple[SummaryRow, ...]
    total: SummaryRow
    findings: tuple[Finding, ...]
    missing: tuple[MissingField, ...]
    review: tuple[UnmatchedLocalityRecord, ...]
    repaired: tuple[RejectedRow, ...]
    possible_duplicates: tuple[tuple[str, str], ...]

    def finding(self, code: str) -> Finding | None:
        """The finding of a code, or None."""
        return next((finding for finding in self.findings if finding.code == code), None)


def quality_report(publication: Publication) -> QualityReport:
    """Look at the whole edition."""
    portfolio = publication.portfolio
    everything = np.ones(portfolio.size, dtype=bool)
    with publication.database.reading() as session:
        projects = ProjectRepository(session, publication.edition.id)
        review = projects.unmatched_localities()
        observations = projects.progress_observations()
        rejected = EditionRepository(session).rejected(publication.edition.id)
    precision = summarise(portfolio, everything, GroupBy.PRECISION)
    duplicates = tuple(possible_duplicates(portfolio))
    reference = ReducedDate(publication.edition.cut_off).last
    findings = [_finding(portfolio, *check) for check in _column_checks(portfolio, reference)]
    findings += [
        _of_ids(
            portfolio,
            "por_revisar",
            N_("Lugares por revisar"),
            N_("La fuente nombra un lugar que el registro de centros poblados no permite decidir."),
            (record.project_id for record in review),
        ),
        _of_ids(
            portfolio,
            "fuentes_en_desacuerdo",
            N_("Fuentes en desacuerdo"),
            N_("Dos fuentes dan avances físicos que difieren en más de 5 puntos para el mismo mes; se muestran ambas."),
            _disagreeing(portfolio, observations),
        ),
        _of_ids(
            portfolio,
            "posibles_duplicados",
            N_("Posibles duplicados"),
            N_("Mismo lugar y casi el mismo nombre con otro código; no se unen sin prueba."),
            (identifier for pair in duplicates for identifier in pair),
        ),
    ]
    return QualityReport(
        edition=publication.edition.id,
        cut_off=publication.edition.cut_off,
        by_precision=precision.rows,
        total=precision.total,
        findings=tuple(findings),
        missing=tuple(_missing_fields(portfolio)),
        review=review,
        repaired=rejected,
        possible_duplicates=duplicates,
    )


def _finding(portfolio: Portfolio, code: str, title: str, meaning: str, mask: BoolArray) -> Finding:
    ids = portfolio.text["project_id"]
    found = tuple(str(ids[int(index)]) for index in np.flatnonzero(mask))
    return Finding(code, title, meaning, found, summarise(portfolio, mask).total.cost)


def _of_ids(portfolio: Portfolio, code: str, title: str, meaning: str, ids: Iterable[str]) -> Finding:
    mask = np.zeros(portfolio.size, dtype=bool)
    for identifier in ids:
        mask[portfolio.index_of[identifier]] = True
    return _finding(portfolio, code, title, meaning, mask)


def _column_checks(portfolio: Portfolio, reference: dt.date) -> list[tuple[str, str, str, BoolArray]]:
    text = portfolio.text
    declared, computed = _alert_mask(portfolio, Alert.DECLARED_STALLED), _alert_mask(portfolio, Alert.STALLED)
    limit = months_before(reference, OLD_MONTHS)
    dates = [ReducedDate.parse(date) for date in text["last_date"]]
    return [
        (
            "sin_ubicar",
            N_("Sin ubicar"),
            N_("Ninguna fuente dice en qué lugar de la región están; se cuentan, se listan y se descargan."),
            _where(portfolio, text["precision"], lambda value: value == "unlocated"),
        ),
        (
            "solo_area",
            N_("Ubicados solo por su área"),
            N_("Se dibujan en un punto dentro de su distrito o provincia, no en la obra."),
            _where(portfolio, text["precision"], lambda value: value in {"district", "province"}),
        ),
        (
            "dato_antiguo",
            N_("Dato antiguo"),
            N_("El último dato fechado es de más de doce meses antes del corte."),
            np.fromiter((date is not None and date.last < limit for date in dates), bool, portfolio.size),
        ),
        (
            "sin_fecha",
            N_("Sin ninguna fecha"),
            N_("Ninguna de sus fuentes muestra fecha."),
            np.fromiter((date is None for date in dates), bool, portfolio.size),
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
            _where(portfolio, text["cost_kind"], lambda value: value == "estimado"),
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


def _where(portfolio: Portfolio, column: Sequence[str | None], test: Callable[[str | None], bool]) -> BoolArray:
    return np.fromiter((test(value) for value in column), dtype=bool, count=portfolio.size)


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


def _missing_fields(portfolio: Portfolio) -> Iterable[MissingField]:
    for name, title in _FIELDS.items():
        yield MissingField(name, title, sum(not value for value in portfolio.text[name]), portfolio.size)


def _disagreeing(portfolio: Portfolio, observations: Sequence[ObservationRecord]) -> Iterable[str]:
    by_project: defaultdict[str, list[ObservationRecord]] = defaultdict(list)
    for record in observations:
        if record.physical_bp is not None:
            by_project[record.project_id].append(record)
    for identifier, records in by_project.items():
        kind = str(portfolio.text["kind"][portfolio.index_of[identifier]])
        if disagreeing_progress([as_observation(record, project_kind=kind) for record in records]):
            yield identifier


def possible_duplicates(portfolio: Portfolio) -> Iterable[tuple[str, str]]:
    """Pairs of projects of one sector and the same provinces whose names share most of their words.

    Numbers in a name (of a school, a stage) must be the same: two schools of one town are not one project.
    Only names that share one of their rarest words are compared (prefix filtering): two sets of words cannot be
    `SIMILAR_NAMES` alike without one, so nothing is missed and the work grows with the names, not their square.
    """
    text = portfolio.text
    ids = text["project_id"]
    names = {
        index: frozenset(w for w in words(str(text["name"][index])) if len(w) >= LEAST_LETTERS or w.isdigit())
        for index in np.flatnonzero(~portfolio.package).tolist()
    }
    uses = Counter(word for name in names.values() for word in name)
    seen: defaultdict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for index, name in names.items():
        rarest = sorted(name, key=lambda word: (uses[word], word))
        kept = rarest[: len(rarest) - math.ceil(SIMILAR_NAMES * len(rarest)) + 1]
        # Those with other numbers are never alike: not compared at all.
        numbers = " ".join(sorted(word for word in name if word.isdigit()))
        keys = [(text["sector"][index], text["province_codes"][index], numbers, word) for word in kept]
        near = {other for key in keys for other in seen[key]}
        for other in sorted(near):
            if _alike(names[other], name):
                yield str(ids[other]), str(ids[index])
        for key in keys:
            seen[key].append(index)


def _alike(left: frozenset[str], right: frozenset[str]) -> bool:
    if {w for w in left if w.isdigit()} != {w for w in right if w.isdigit()}:
        return False
    return len(left & right) >= SIMILAR_NAMES * len(left | right)
