"""Data quality for all to see: what is unplaced, undecided, repaired, old, missing, in conflict or perhaps double.

Every finding lists the projects behind it, so that each line of the report leads to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from geoapp.db.repositories import EditionRepository, ProjectRepository
from geoapp.domain.dates import ReducedDate
from geoapp.domain.records import RejectedRow, UnmatchedLocalityRecord
from geoapp.domain.vocabulary import PRECISIONS
from geoapp.i18n import N_
from geoapp.services.checks import CONFLICT_BP, MissingField, column_checks, disagreeing, missing_fields
from geoapp.services.duplicates import Alike, find_alike
from geoapp.services.portfolio import BoolArray, Portfolio
from geoapp.services.publication import Publication
from geoapp.services.summary import GroupBy, SummaryRow, summarise, summary_row


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what was looked for, and the projects where it was found.

    `cost` is the sum of their reference costs, None where none of them has one; `rows` are the projects' places in the
    columns, `ids` the identifiers of all projects: a finding may be of most of them, so names are made when asked for.
    """

    code: str
    title: str
    meaning: str
    cost: Decimal | None
    rows: npt.NDArray[np.int32]
    ids: Sequence[str | None]

    @property
    def count(self) -> int:
        """How many projects there are."""
        return len(self.rows)

    @property
    def project_ids(self) -> tuple[str, ...]:
        """Identifiers of all of them."""
        return self.first(None)

    def first(self, number: int | None) -> tuple[str, ...]:
        """Identifiers of the first of them."""
        return tuple(str(self.ids[row]) for row in self.rows[:number].tolist())


@dataclass(frozen=True, slots=True)
class Findings:
    """What the projects of an edition show; computed once for the edition."""

    by_precision: tuple[SummaryRow, ...]
    total: SummaryRow
    findings: tuple[Finding, ...]
    missing: tuple[MissingField, ...]
    alike: Alike


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The quality of one edition.

    `review` and `repaired` hold the first of as many as `review_total` and `repaired_total` tell.
    """

    edition: int
    cut_off: str
    by_precision: tuple[SummaryRow, ...]
    total: SummaryRow
    findings: tuple[Finding, ...]
    missing: tuple[MissingField, ...]
    review: tuple[UnmatchedLocalityRecord, ...]
    review_total: int
    repaired: tuple[RejectedRow, ...]
    repaired_total: int
    alike: Alike
    ids: Sequence[str | None]

    def finding(self, code: str) -> Finding | None:
        """The finding of a code, or None."""
        return next((finding for finding in self.findings if finding.code == code), None)

    @property
    def possible_duplicates(self) -> tuple[tuple[str, str], ...]:
        """Every pair of projects that may be one."""
        pairs = zip(*(column.tolist() for column in self.alike.pairs()), strict=True)
        return tuple((str(self.ids[one]), str(self.ids[other])) for one, other in pairs)

    def as_json(self) -> dict[str, Any]:
        """The report with every project behind each finding."""
        return {
            "edition": self.edition,
            "cut_off": self.cut_off,
            "by_precision": [summary_row(row, PRECISIONS[row.key]) for row in self.by_precision],
            "total": summary_row(self.total, "Total"),
            "findings": [
                {
                    "code": finding.code,
                    "title": finding.title,
                    "meaning": finding.meaning,
                    "project_ids": finding.project_ids,
                    "cost": finding.cost,
                }
                for finding in self.findings
            ],
            "missing": [asdict(field) for field in self.missing],
            "review": [asdict(record) for record in self.review],
            "repaired": [asdict(row) for row in self.repaired],
            "possible_duplicates": self.possible_duplicates,
        }


def quality_report(publication: Publication, listed: int | None = None) -> QualityReport:
    """Look at the whole edition.

    Parameters
    ----------
    listed
        Places to review and repaired cells to give; None for all. Their numbers are of all.
    """
    number = publication.edition.id
    found = _findings(publication)
    with publication.database.reading() as session:
        projects, editions = ProjectRepository(session, number), EditionRepository(session)
        review = projects.unmatched_localities(limit=listed)
        review_total = len(review) if listed is None else projects.unmatched_count()
        repaired = editions.rejected(number, limit=listed)
        repaired_total = sum(count for _, _, count in editions.rejected_counts(number))
    return QualityReport(
        edition=number,
        cut_off=publication.edition.cut_off,
        by_precision=found.by_precision,
        total=found.total,
        findings=found.findings,
        missing=found.missing,
        review=review,
        review_total=review_total,
        repaired=repaired,
        repaired_total=repaired_total,
        alike=found.alike,
        ids=publication.portfolio.text["project_id"],
    )


def _findings(publication: Publication) -> Findings:
    portfolio = publication.portfolio
    held: Findings | None = portfolio.cache.get("quality")
    if held is None:
        held = portfolio.cache["quality"] = _look(publication)
    return held


def _look(publication: Publication) -> Findings:
    portfolio = publication.portfolio
    with publication.database.reading() as session:
        projects = ProjectRepository(session, publication.edition.id)
        unsettled = projects.unmatched_projects()
        observations = projects.progress_observations(differing_bp=CONFLICT_BP)
    precision = summarise(portfolio, np.ones(portfolio.size, dtype=bool), GroupBy.PRECISION)
    alike = find_alike(portfolio)
    reference = ReducedDate(publication.edition.cut_off).last
    checks = [
        *column_checks(portfolio, reference),
        (
            "por_revisar",
            N_("Lugares por revisar"),
            N_("La fuente nombra un lugar que el registro de centros poblados no permite decidir."),
            _of_ids(portfolio, unsettled),
        ),
        (
            "fuentes_en_desacuerdo",
            N_("Fuentes en desacuerdo"),
            N_("Dos fuentes dan avances físicos que difieren en más de 5 puntos para el mismo mes; se muestran ambas."),
            _of_ids(portfolio, disagreeing(portfolio, observations)),
        ),
        (
            "posibles_duplicados",
            N_("Posibles duplicados"),
            N_("Mismo lugar y casi el mismo nombre con otro código; no se unen sin prueba."),
            alike.projects(portfolio.size),
        ),
    ]
    return Findings(
        by_precision=precision.rows,
        total=precision.total,
        findings=tuple(_finding(portfolio, *check) for check in checks),
        missing=tuple(missing_fields(portfolio)),
        alike=alike,
    )


def _finding(portfolio: Portfolio, code: str, title: str, meaning: str, mask: BoolArray) -> Finding:
    rows = np.flatnonzero(mask).astype(np.int32)
    return Finding(code, title, meaning, summarise(portfolio, mask).total.cost, rows, portfolio.text["project_id"])


def _of_ids(portfolio: Portfolio, ids: Iterable[str]) -> BoolArray:
    mask = np.zeros(portfolio.size, dtype=bool)
    mask[[portfolio.index_of[identifier] for identifier in ids]] = True
    return mask
