"""The quality of the data, for all to see: each line leads to the projects behind it."""

from __future__ import annotations

from dataclasses import dataclass

from geoapp.domain.records import RejectedRow
from geoapp.services.checks import MissingField
from geoapp.services.publication import Publication
from geoapp.services.quality import Finding, quality_report
from geoapp.services.summary import SummaryRow
from geoapp.web.pages.common import EditionNote, Link, edition_note

MAX_LISTED = 200
"""Projects, places and rows that each list of the page holds; their numbers tell of all."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding with the number of its projects and links to the first of them."""

    finding: Finding
    count: int
    projects: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A place that a source names and nobody has settled."""

    project: Link
    place_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class QualityPage:
    """Context of the quality page."""

    edition: EditionNote
    by_precision: tuple[SummaryRow, ...]
    total: SummaryRow
    findings: tuple[FindingLine, ...]
    missing: tuple[MissingField, ...]
    review: tuple[ReviewLine, ...]
    review_total: int
    repaired: tuple[RejectedRow, ...]
    repaired_total: int


def quality_page(publication: Publication) -> QualityPage:
    """The report of the published edition, with names instead of identifiers."""
    report = quality_report(publication, MAX_LISTED)
    return QualityPage(
        edition=edition_note(publication),
        by_precision=report.by_precision,
        total=report.total,
        findings=tuple(
            FindingLine(
                finding,
                finding.count,
                tuple(_project(publication, identifier) for identifier in finding.first(MAX_LISTED)),
            )
            for finding in report.findings
        ),
        missing=report.missing,
        review=tuple(
            ReviewLine(_project(publication, record.project_id), record.place_name, record.reason)
            for record in report.review
        ),
        review_total=report.review_total,
        repaired=report.repaired,
        repaired_total=report.repaired_total,
    )


def _project(publication: Publication, identifier: str) -> Link:
    name = publication.portfolio.text["name"][publication.portfolio.index_of[identifier]]
    return Link(str(name), f"/proyectos/{identifier}")
