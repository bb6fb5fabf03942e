"""What a file brings once it is read: tables keyed by project, not yet compared with what the database holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from geoapp.domain.records import AreaRecord, LocalityRecord
from geoapp.ingest.findings import Findings
from geoapp.ingest.places import Codes
from geoapp.ingest.sheets import LINE, Sheet

ACTIVE, CLOSED, DEACTIVATED = "A", "C", "D"
STATES: dict[str, str] = {ACTIVE: "activa", CLOSED: "cerrada", DEACTIVATED: "desactivada"}
"""State of an investment in its file; of one in two files the first of these wins."""

PROJECTS = {
    "project_id": pl.String,
    "cui": pl.String,
    "snip": pl.String,
    "name": pl.String,
    "sector": pl.String,
    "kind": pl.String,
    "executing_entity": pl.String,
    "beneficiaries": pl.Int64,
    "start_date": pl.String,
    "end_date": pl.String,
    "state": pl.String,
    "line": pl.Int64,
}
PLACES = {
    "project_id": pl.String,
    "ubigeo": pl.String,
    "place": pl.String,
    "lon": pl.Float64,
    "lat": pl.Float64,
    "line": pl.Int64,
}
AMOUNTS = {"project_id": pl.String, "kind": pl.String, "centimos": pl.Int64, "date": pl.String}
STAGES = ("pia", "pim", "certificado", "comprometido", "devengado", "girado")
BUDGET = {"project_id": pl.String, "year": pl.Int64, **{f"{stage}_centimos": pl.Int64 for stage in STAGES}}
OBSERVATIONS = {
    "project_id": pl.String,
    "title": pl.String,
    "physical_bp": pl.Int64,
    "financial_bp": pl.Int64,
    "progress_date": pl.String,
    "status": pl.String,
    "start_date": pl.String,
    "end_date": pl.String,
    "flags": pl.String,
}


def empty(schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    """A table without rows."""
    return pl.DataFrame(schema=schema)


@dataclass(frozen=True)
class Context:
    """What reading a file needs besides the file.

    Attributes
    ----------
    department
        INEI code of the department wanted; None for the whole file.
    cut_off
        Date to which the file's figures refer, as the user gives it; None to take the latest fact of the file.
    today
        Day of the import: nothing that has happened is dated later.
    """

    codes: Codes
    department: str | None
    cut_off: str | None
    today: dt.date

    @property
    def department_name(self) -> str:
        """Name of the department as INEI writes it; blank for the whole file."""
        return self.codes.names[self.department] if self.department else ""


@dataclass(frozen=True)
class Intake:
    """A file, read and checked.

    Attributes
    ----------
    read
        Records of the file; `outside` of them belong to other departments, `accepted` were taken.
    listing
        Whether the file lists all investments of its kind, so that one it no longer has is gone from it.
    """

    format: str
    findings: Findings
    sha256: str
    size: int
    cut_off: str
    cut_off_declared: bool
    read: int
    outside: int = 0
    accepted: int = 0
    listing: bool = False
    projects: pl.DataFrame = field(default_factory=lambda: empty(PROJECTS))
    places: pl.DataFrame = field(default_factory=lambda: empty(PLACES))
    amounts: pl.DataFrame = field(default_factory=lambda: empty(AMOUNTS))
    budget: pl.DataFrame = field(default_factory=lambda: empty(BUDGET))
    observations: pl.DataFrame = field(default_factory=lambda: empty(OBSERVATIONS))
    areas: tuple[AreaRecord, ...] = ()
    localities: tuple[LocalityRecord, ...] = ()
    notes: tuple[str, ...] = ()

    def without_facts(self) -> Intake:
        """What is told of the file once its facts are compared: they take memory."""
        return replace(
            self,
            places=empty(PLACES),
            amounts=empty(AMOUNTS),
            budget=empty(BUDGET),
            observations=empty(OBSERVATIONS),
        )


@dataclass(frozen=True)
class Format:
    """A format that geoapp reads.

    Attributes
    ----------
    recognise
        Given the canonical column names of a file, whether it is of this format.
    columns
        Columns that `read` uses, under any of the names they have had; the first is the one used afterwards.
    mapped
        Of a mapping, in place of `columns`: the name that `read` uses of each field, and the file's column. Nothing
        else of the file is taken, whatever its name.
    """

    name: str
    title: str
    publisher: str
    url: str | None
    recognise: Callable[[Sequence[str]], bool]
    columns: tuple[tuple[str, ...], ...]
    read: Callable[[Sheet, Context], Intake]
    licence: str = "Datos abiertos del Estado peruano"
    mapped: tuple[tuple[str, str], ...] = ()

    def choose(self, names: Sequence[str]) -> list[str]:
        """Columns of a file to read."""
        if self.mapped:
            return list(dict.fromkeys(source for _, source in self.mapped))
        return [next(n for n in known if n in names) for known in self.columns if any(n in names for n in known)]

    def renamed(self, sheet: Sheet) -> Sheet:
        """The sheet with each column under its first known name."""
        if self.mapped:
            fields = (pl.col(source).alias(target) for target, source in self.mapped)
            return replace(sheet, frame=sheet.frame.select(*fields, LINE))
        present = set(sheet.frame.columns)
        names = {
            next(n for n in known if n in present): known[0]
            for known in self.columns
            if any(n in present for n in known)
        }
        return replace(sheet, frame=sheet.frame.rename(names))


@dataclass(frozen=True)
class GeoFormat:
    """A format of limits or points, read by GDAL from a path."""

    name: str
    title: str
    publisher: str
    url: str | None
    read: Callable[[Path, str, Context], Intake]
    licence: str = "Datos abiertos del Estado peruano"
