"""What an import did, to be told on screen, in a file and on a page."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from geoapp.db.repositories import Edition
from geoapp.deferred import deferred
from geoapp.ingest.findings import ACTIONS, COLUMNS

if TYPE_CHECKING:
    import polars as pl
else:
    pl = deferred("polars")

HEADER = ("archivo", "linea", "columna", "valor", "motivo", "que_se_hizo")
_SLICE = 50_000


@dataclass(frozen=True)
class ImportReport:
    """What a file brought.

    Attributes
    ----------
    department
        INEI code; None when the whole file was read.
    department_name
        As INEI writes it; blank when the whole file was read.
    outside
        Records of other departments, not looked at further.
    accepted, refused
        Records of the department that were taken, and that were left out with a reason.
    repaired, set_aside, merged
        Records with some value repaired, with some value left aside, and records joined to another of the same code.
    projects, new, changed, unchanged, gone
        Investments of the file after joining its records, and what becomes of them in the edition.
    before, after
        Soles by kind of amount, and the total of reference costs, before and after.
    edition, run
        The edition made and the number of the import; None when nothing changed or nothing was to be written.
    findings
        Every record that was not taken as it came: `ingest.findings.COLUMNS`.
    """

    file: str
    format: str
    format_title: str
    sha256: str
    size: int
    department: str | None
    department_name: str
    cut_off: str
    cut_off_declared: bool
    read: int
    outside: int
    accepted: int
    refused: int
    repaired: int
    set_aside: int
    merged: int
    projects: int
    new: int
    changed: int
    unchanged: int
    gone: int
    rows_added: int
    rows_closed: int
    before: Mapping[str, Decimal]
    after: Mapping[str, Decimal]
    edition: Edition | None
    run: int | None
    dry_run: bool
    notes: tuple[str, ...]
    findings: pl.DataFrame
    seconds: float

    @property
    def nothing_new(self) -> bool:
        """Whether the edition already held everything that the file tells."""
        return self.rows_added == 0 and self.rows_closed == 0


COUNTS = (
    "read",
    "outside",
    "accepted",
    "refused",
    "repaired",
    "set_aside",
    "merged",
    "projects",
    "new",
    "changed",
    "unchanged",
    "gone",
    "rows_added",
    "rows_closed",
)
"""Figures of a report that are kept with the run."""


def write_report(findings: pl.DataFrame, path: Path) -> None:
    """Write all findings as CSV (UTF-8 with BOM, for spreadsheets); the file appears whole or not at all."""
    partial = path.with_name(f"{path.name}.parcial")
    with partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for part in findings.select(*COLUMNS).iter_slices(_SLICE):
            writer.writerows((*row[:3], guarded(row[3]), row[4], ACTIONS[row[5]]) for row in part.iter_rows())
    partial.replace(path)


def guarded(value: str) -> str:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
