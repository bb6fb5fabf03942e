"""Gasto and Seguimiento-PI (MEF; yearly, monthly or daily): spending of each investment by stage.

PIA and PIM stand only in the rows of month 0; months 1 to 12 are flows that are added. A file without months is of the
whole year. The place of the works is DEPARTAMENTO_META; the executing unit's may be elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from geoapp.ingest import cells
from geoapp.ingest.dating import cut_off_of
from geoapp.ingest.findings import SET_ASIDE
from geoapp.ingest.followup import RECORDS, FollowUp
from geoapp.ingest.formats.mef import DATASETS, PUBLISHER
from geoapp.ingest.intake import BUDGET, Context, Format, Intake
from geoapp.ingest.money import Money
from geoapp.ingest.places import check_inside, departments_of
from geoapp.ingest.reading import Column, read
from geoapp.ingest.sheets import LINE, Sheet

_STAGES: dict[str, tuple[str, ...]] = {
    "pia": ("MONTO_PIA", "PIA"),
    "pim": ("MONTO_PIM", "PIM"),
    "certificado": ("MONTO_CERTIFICADO", "CERTIFICADO"),
    "comprometido": ("MONTO_COMPROMETIDO_ANUAL", "MONTO_COMPROMETIDO", "COMPROMETIDO"),
    "devengado": ("MONTO_DEVENGADO", "DEVENGADO"),
    "girado": ("MONTO_GIRADO", "GIRADO"),
}
_OPENING = ("pia", "pim")
_DECEMBER = 12
_INVESTMENT = r"^2[0-9]{6}$"


def _recognise(names: Sequence[str]) -> bool:
    known = {*names}
    return {"ANO_EJE", "PRODUCTO_PROYECTO"} <= known and any(column in known for column in _STAGES["devengado"])


def _read(sheet: Sheet, context: Context) -> Intake:
    count = len(sheet)
    if context.department is not None and cells.has(sheet, "DEPARTAMENTO_META"):
        found = departments_of(sheet.frame["DEPARTAMENTO_META"], context.codes)
        here = (found == context.department).fill_null(value=False)
        check_inside(sheet, here, found, context.codes, context.department)
        sheet = cells.only(sheet, here)
    outside = count - len(sheet)
    code = cells.raw(sheet, "PRODUCTO_PROYECTO").str.slice(0, 7)
    project = code.str.contains(_INVESTMENT).fill_null(value=False)
    others = int((~project).sum())
    sheet = cells.only(sheet, project)
    year = cells.raw(sheet, "ANO_EJE").cast(pl.Int64, strict=False)
    sheet, year, code = _refuse_years(sheet, year, code.filter(project), context)
    month = (
        cells.raw(sheet, "MES_EJE").cast(pl.Int64, strict=False)
        if cells.has(sheet, "MES_EJE")
        else pl.Series([None], dtype=pl.Int64).new_from_index(0, len(sheet))
    )
    money = {f"{stage}_centimos": Column(columns[0], Money(negative=True)) for stage, columns in _STAGES.items()}
    table = pl.DataFrame({"project_id": code, "line": sheet.frame[LINE], "year": year, "month": month}).hstack(
        read(sheet, money).told()
    )
    whole_year = table["month"].null_count() == len(table)
    opening, flow = (pl.lit(True), pl.lit(True)) if whole_year else (pl.col("month") == 0, pl.col("month") > 0)
    sums = {
        f"{stage}_centimos": pl.col(f"{stage}_centimos").filter(opening if stage in _OPENING else flow)
        for stage in _STAGES
    }
    lines = table.group_by("project_id", "year", maintain_order=True).agg(
        **{name: pl.when(part.count() > 0).then(part.sum()) for name, part in sums.items()}
    )
    lines = lines.filter(pl.any_horizontal(pl.exclude("project_id", "year").is_not_null()))
    notes = [f"{others:,} filas son de productos o actividades, no de inversiones: no se leen"] if others else []
    first_month = table["month"].filter(table["month"] > 0).min()
    if isinstance(first_month, int) and first_month > 1:
        sheet.findings.add(
            sheet.frame[LINE].head(1),
            "MES_EJE",
            str(first_month),
            "el archivo no trae los meses desde enero: sus flujos no son el total del año y no se usan",
            SET_ASIDE,
        )
        flows = [f"{stage}_centimos" for stage in _STAGES if stage not in _OPENING]
        lines = lines.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in flows)
        lines = lines.filter(pl.any_horizontal(pl.exclude("project_id", "year").is_not_null()))
    return FollowUp(
        format="gasto",
        findings=sheet.findings,
        sha256=sheet.sha256,
        size=sheet.size,
        cut_off=_cut_off(sheet, table, context),
        cut_off_declared=context.cut_off is not None,
        read=count,
        outside=outside,
        accepted=len(table),
        records=table.select(*RECORDS),
        budget=lines.select(*BUDGET),
        notes=tuple(notes),
    )


def _refuse_years(
    sheet: Sheet, year: pl.Series, code: pl.Series, context: Context
) -> tuple[Sheet, pl.Series, pl.Series]:
    bad = (year.is_null() | (year < 1999) | (year > context.today.year)).fill_null(value=True)  # noqa: PLR2004
    return cells.refuse(sheet, bad, "ANO_EJE", "no es un año de gasto"), year.filter(~bad), code.filter(~bad)


def _cut_off(sheet: Sheet, table: pl.DataFrame, context: Context) -> str:
    """Month of the latest flow; the year, reduced, where the file has no months."""
    if context.cut_off is not None or table.is_empty():
        return cut_off_of(sheet, (), context)
    latest = max(table["year"].to_list())
    month = table.filter((pl.col("year") == latest) & (pl.col("month") > 0))["month"].max()
    if isinstance(month, int) and 1 <= month <= _DECEMBER:
        return f"{latest}-{month:02d}"
    return str(latest)


FORMAT = Format(
    name="gasto",
    title="Gasto de inversiones (Seguimiento-PI)",
    publisher=PUBLISHER,
    url=DATASETS,
    recognise=_recognise,
    columns=(
        ("ANO_EJE",),
        ("MES_EJE",),
        ("PRODUCTO_PROYECTO",),
        ("DEPARTAMENTO_META", "DEPARTAMENTO_META_NOMBRE", "NOMBRE_DEPARTAMENTO_META"),
        *_STAGES.values(),
    ),
    read=_read,
)
