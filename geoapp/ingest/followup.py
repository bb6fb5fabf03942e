"""Files that tell of investments which others list: each of their records by the investment it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl

from geoapp.ingest.intake import Intake, empty

RECORDS = {"project_id": pl.String, "line": pl.Int64}


@dataclass(frozen=True)
class FollowUp(Intake):
    """Such a file, read and checked.

    Attributes
    ----------
    records
        Each record that was accepted: investment and line.
    """

    records: pl.DataFrame = field(default_factory=lambda: empty(RECORDS))

    def without_facts(self) -> Intake:
        """What is told of the file once its facts are compared: they take memory."""
        return Intake.without_facts(replace(self, records=empty(RECORDS)))
