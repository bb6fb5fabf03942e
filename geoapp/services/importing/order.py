"""Files in the order of their cut-offs: what a newer one told is not overwritten by an older one unasked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import polars as pl

from geoapp.db.repositories import ImportRun
from geoapp.domain.dates import ReducedDate
from geoapp.ingest.intake import Intake
from geoapp.ingest.places import EVERYWHERE
from geoapp.services.importing.differences import NEWER


def day_of(cut_off: str, read: dt.date) -> dt.date:
    """Last day of a cut-off; a month or a year that was not over when the file was read ends that day."""
    return min(ReducedDate(cut_off).last, read)


def newest_before(
    runs: Iterable[ImportRun], format_name: str, department: str | None, intake: Intake
) -> ImportRun | None:
    """Give the run of the same format whose figures the file would replace, and that has the latest cut-off.

    What was imported before the last file of the very department was compared with it, or accepted, then. Files that
    tell only of budgets replace those of their year alone.
    """
    yearly = not intake.listing and len(intake.budget) > 0
    latest: dict[str | None, ImportRun] = {}
    for run in runs:
        if run.format != format_name or run.cut_off is None:
            continue
        if yearly and ReducedDate(run.cut_off).year != ReducedDate(intake.cut_off).year:
            continue
        if run.department == department:
            latest.clear()
        if department is None or run.department in (None, department):
            latest[run.department] = run
    return max(latest.values(), key=lambda run: _day_of_run(run) or dt.date.min, default=None)


def is_older(intake: Intake, last: ImportRun, today: dt.date) -> bool:
    """Whether a file is of an earlier day than a run."""
    day = _day_of_run(last)
    return day is not None and day_of(intake.cut_off, today) < day


def older_words(name: str, intake: Intake, last: ImportRun) -> str:
    """Tell which of two files is older, and how to go on."""
    how, mend = "indicado", "Si es lo que quiere"
    if not intake.cut_off_declared:
        how = "el último hecho que trae"
        mend = "Si corresponde a una fecha posterior, indíquela con --cut-off; si quiere volver a lo anterior"
    return (
        f"{name}: su corte, {intake.cut_off} ({how}), es anterior al de {last.file_name}, {last.cut_off}, ya publicado"
        f" (edición {last.edition_id}, importación {last.id}): sus cifras reemplazarían otras más nuevas. {mend},"
        " repita con --accept-older."
    )


def with_newer(
    lines: pl.DataFrame, sources: pl.DataFrame, runs: Iterable[ImportRun], source_id: str, day: dt.date
) -> pl.DataFrame:
    """Mark (`NEWER`) the budget lines that another source told at a later day; the lines as they are where none."""
    known: dict[tuple[str, int], dt.date] = {}
    for run in runs:
        told = _day_of_run(run)
        if told is not None and run.cut_off is not None:
            known[f"{run.format}-{run.department or EVERYWHERE}", ReducedDate(run.cut_off).year] = told
    dated = {row["source_id"]: told for row in sources.iter_rows(named=True) if (told := _day_of_source(row))}
    pairs = lines.select("source_id", "year").unique()
    newer = [
        source != source_id and (known.get((source, year)) or dated.get(source) or day) > day
        for source, year in pairs.iter_rows()
    ]
    if not any(newer):
        return lines
    marked = pairs.with_columns(pl.Series(NEWER, newer))
    return lines.join(marked, on=["source_id", "year"], how="left", maintain_order="left")


def _day_of_run(run: ImportRun) -> dt.date | None:
    return day_of(run.cut_off, dt.date.fromisoformat(run.started_at[:10])) if run.cut_off else None


def _day_of_source(row: Mapping[str, str | None]) -> dt.date | None:
    try:
        date, read = ReducedDate.parse(row["date"]), ReducedDate.parse(row["retrieved"])
    except ValueError:
        return None
    return None if date is None else min(date.last, read.last) if read else date.last
