"""Errors that readers report."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from geoapp.db.models.reports import ErrorReportRow


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """What a reader says is wrong; `edition` is the one that the page showed, `created_at` an ISO instant, UTC."""

    created_at: str
    edition: int
    page: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class StoredReport(ErrorReport):
    """A report with its number."""

    id: int


class ReportRepository:
    """Writes and reads reports."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, report: ErrorReport) -> None:
        """Store a report."""
        self.session.execute(insert(ErrorReportRow), [asdict(report)])

    def count_since(self, instant: str) -> int:
        """Count the reports from an instant on (ISO, UTC)."""
        query = select(func.count()).select_from(ErrorReportRow).where(ErrorReportRow.created_at >= instant)
        return int(self.session.scalar(query) or 0)

    def latest(self, limit: int) -> tuple[StoredReport, ...]:
        """Give the latest reports, the newest first."""
        row = ErrorReportRow
        query = (
            select(row.created_at, row.edition, row.page, row.kind, row.message, row.id)
            .order_by(row.id.desc())
            .limit(limit)
        )
        return tuple(StoredReport(*found) for found in self.session.execute(query))
