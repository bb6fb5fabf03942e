"""Rows that repeat the code of an investment: each value is the first that a row of the code tells."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from geoapp.ingest import cells
from geoapp.ingest.findings import MERGED, REPAIRED, SET_ASIDE
from geoapp.ingest.sheets import Sheet

_DATES = {"viable_date": "viable", "told_on": "physical_bp"}
"""Dates that come from the row that tells their figure."""


def merged(sheet: Sheet, rows: pl.DataFrame, columns: Mapping[str, str]) -> pl.DataFrame:
    """Merge the rows of each project into its first, and tell what was merged, filled in or contradicted.

    Parameters
    ----------
    rows
        What each row of the sheet says, with ``project_id``, ``line`` and whether it is the ``first`` of its project.
    columns
        Columns of the file by what of them `rows` holds.

    Returns
    -------
    polars.DataFrame
        One row per project.
    """
    if rows["first"].all():
        return rows
    first = rows.filter(rows["first"])
    again = rows["project_id"].filter(~rows["first"])
    several = rows.select("project_id").with_row_index("at").with_columns(rows[name] for name in columns)
    # Few projects are repeated: only these are looked at.
    several = several.filter(several["project_id"].is_in(again.unique().implode()))
    told = several.group_by("project_id", maintain_order=True).agg(
        pl.col("at").min().alias("first_at"),
        *(pl.when(pl.col(name).is_not_null()).then("at").min().alias(name) for name in columns),
    )
    told = told.with_columns(_with_figure(rows, told, date, figure) for date, figure in _DATES.items() if date in told)
    told = told.with_columns(pl.col(*columns).fill_null(pl.col("first_at")))
    here = (rows["first"].cum_sum() - 1)[told["first_at"]]
    for name in columns:
        if (told[name] != told["first_at"]).any():
            first = first.with_columns(first[name].scatter(here, rows[name][told[name]]))
    _tell(sheet, rows, told, columns)
    return first


def _with_figure(rows: pl.DataFrame, told: pl.DataFrame, date: str, figure: str) -> pl.Series:
    """Row that tells the date: that of the figure, where it has one."""
    beside = rows[date][told[figure]].is_not_null()
    return pl.select(pl.when(beside).then(told[figure]).otherwise(told[date])).to_series().alias(date)


def _tell(sheet: Sheet, rows: pl.DataFrame, told: pl.DataFrame, columns: Mapping[str, str]) -> None:
    repeated = rows.select("project_id", "line", "first").with_row_index("at").filter(~pl.col("first"))
    repeated = repeated.join(told, on="project_id", how="left", maintain_order="left")
    at, lines, first = repeated["at"], repeated["line"], repeated["first_at"]
    of_first = rows["line"][first].cast(pl.String)
    reason = "repite el código de la línea " + of_first + ": el costo se cuenta una vez"
    sheet.findings.add(lines, "(fila)", repeated["project_id"], reason, MERGED)
    filled_in = "la línea " + of_first + " del mismo código no lo trae: se toma de esta"
    looked = set()
    for name, column in columns.items():
        if column in looked or not cells.has(sheet, column):
            continue
        looked.add(column)
        values, source = rows[name], repeated[name]
        other = (values[at] != values[source]).fill_null(value=False)
        filled = (source == at) & values[first].is_null() & values[at].is_not_null()
        if not (other.any() or filled.any()):
            continue
        shown = cells.raw(sheet, column)[at]
        against = (
            "no es lo que dice la línea " + rows["line"][source].cast(pl.String) + " del mismo código; vale aquella"
        )
        for mask, why, action in ((other, against, SET_ASIDE), (filled, filled_in, REPAIRED)):
            sheet.findings.add(lines.filter(mask), column, shown.filter(mask), why.filter(mask), action)
