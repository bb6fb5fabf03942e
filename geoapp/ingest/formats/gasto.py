"""Gasto and Seguimiento-PI (MEF; yearly, monthly or daily): spending of each investment by stage.

PIA and PIM stand only in the rows of month 0; months 1 to 12 are flows that are added. A file without months is of the
whole year. The place of the works is DEPARTAMENTO_META; the executing unit's may be elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from geoapp.ingest import cells
from geoapp.ingest.dating import cut_off_of
from geoapp.ingest.findings import REFUSED, SET_ASIDE
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
    sheet, keys = _keyed(sheet, code.filter(project), context)
    money = {f"{stage}_centimos": Column(columns[0], Money(negative=True)) for stage, columns in _STAGES.items()}
    table = keys.hstack(read(sheet, money).told())
    whole_year = table["month"].null_count() == len(table)
    opening, flow = (pl.lit(True), pl.lit(True)) if whole_year else (pl.col("month") == 0, pl.col("month") > 0)
    sums = {
        f"{stage}_centimos": pl.col(f"{stage}_centimos").filter(opening if stage in _OPENING else flow)
        for stage in _STAGES
    }
    lines = table.group_by("project_id", "year", maintain_order=True).agg(
        **{name: pl.when(part.count() > 0).then(part.sum()) for name, part in sums.items()}
    )
    notes = [f"{others:,} filas son de productos o actividades, no de inversiones: no se leen"] if others else []
    lines = _whole_years(sheet, table, lines)
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


def _keyed(sheet: Sheet, code: pl.Series, context: Context) -> tuple[Sheet, pl.DataFrame]:
    """Investment, line, year and month of each row; rows of no year or month are refused. Month 0 opens the year."""
    year, month = (_whole(sheet, column) for column in ("ANO_EJE", "MES_EJE"))
    bad = ~year.is_between(1999, context.today.year).fill_null(value=False)
    dated = cells.has(sheet, "MES_EJE") and cells.raw(sheet, "MES_EJE").is_not_null().any()
    adrift = ~bad & ~month.is_between(0, _DECEMBER).fill_null(value=not dated)
    keys = pl.DataFrame({"project_id": code, "line": sheet.frame[LINE], "year": year, "month": month})
    cells.told(sheet, bad, "ANO_EJE", "no es un año de gasto", REFUSED)
    cells.told(sheet, adrift, "MES_EJE", "no es un mes: van de 0 (apertura) a 12", REFUSED)
    kept = ~(bad | adrift)
    return cells.only(sheet, kept), keys if kept.all() else keys.filter(kept)


def _whole(sheet: Sheet, column: str) -> pl.Series:
    return cells.raw(sheet, column).str.replace(r"\.0+$", "").cast(pl.Int64, strict=False)


def _whole_years(sheet: Sheet, table: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Take the flows of a year away whose months do not begin in January: they are not its total."""
    months = table.filter(pl.col("month") > 0).group_by("year").agg(pl.col("month").min(), pl.col("line").min())
    late = months.filter(pl.col("month") > 1).sort("year")
    if len(late):
        begun = "el archivo no trae los meses de " + late["year"].cast(pl.String) + " desde enero:"
        reason = begun + " sus flujos no son el total del año y no se usan"
        sheet.findings.add(late["line"], "MES_EJE", late["month"], reason, SET_ASIDE)
        flows = [f"{stage}_centimos" for stage in _STAGES if stage not in _OPENING]
        whole = ~pl.col("year").is_in(late["year"].implode())
        lines = lines.with_columns(pl.when(whole).then(name).alias(name) for name in flows)
    return lines.filter(pl.any_horizontal(pl.exclude("project_id", "year").is_not_null()))


def _cut_off(sheet: Sheet, table: pl.DataFrame, context: Context) -> str:
    """Month of the latest flow; the year, reduced, where the file has no months."""
    if context.cut_off is not None or table.is_empty():
        return cut_off_of(sheet, (), context)
    latest = max(table["year"].to_list())
    month = table.filter((pl.col("year") == latest) & (pl.col("month") > 0))["month"].max()
    if isinstance(month, int):
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
