"""FORMATO_12B (MEF): monthly follow-up of investments in execution, by code."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from geoapp.ingest import cells
from geoapp.ingest.dating import cut_off_of
from geoapp.ingest.findings import MERGED
from geoapp.ingest.followup import RECORDS, FollowUp
from geoapp.ingest.formats.mef import DATASETS, PUBLISHER
from geoapp.ingest.intake import OBSERVATIONS, Context, Format, Intake
from geoapp.ingest.investments import CUI_FORM
from geoapp.ingest.kinds import Date, Percentage, Text
from geoapp.ingest.reading import Column, read
from geoapp.ingest.sheets import LINE, Sheet

_DATES = ("FECHA_ULT_REGISTRO", "FEC_REGISTRO", "FECHA_REGISTRO", "ULT_FEC_DECLA_ESTIM", "FECHA_CORTE")


def _recognise(names: Sequence[str]) -> bool:
    known = {*names}
    return {"CODIGO_UNICO", "AVANCE_FISICO"} <= known and bool(
        {"ULT_ESTADO_SITUACIONAL", "DEVENGADO_ACUMULADO", "ULT_PROBLEMA"} & known
    )


def _read(sheet: Sheet, context: Context) -> Intake:
    count = len(sheet)
    cut_off = cut_off_of(sheet, _DATES, context)
    code = cells.raw(sheet, "CODIGO_UNICO").str.replace(r"\.0+$", "")
    bad = (~code.str.contains(CUI_FORM)).fill_null(value=True)
    sheet = cells.refuse(
        sheet, bad, "CODIGO_UNICO", "sin un código único de siete cifras no se sabe de qué inversión es"
    )
    told = pl.coalesce(pl.col("state"), pl.col("problem"), pl.lit("Seguimiento mensual (Formato 12-B)"))
    dated = next((c for c in _DATES if cells.has(sheet, c)), "")
    found = read(
        sheet,
        {
            "physical_bp": Column("AVANCE_FISICO", Percentage()),
            "financial_bp": Column("AVANCE_EJECUCION", Percentage()),
            "state": Column("ULT_ESTADO_SITUACIONAL", Text(limit=500)),
            "problem": Column("ULT_PROBLEMA", Text(limit=500)),
            "told_on": Column(dated, Date(context.today)),
        },
    ).told()
    table = found.with_columns(code.filter(~bad).alias("project_id"), sheet.frame[LINE].alias("line"))
    last = table.unique("project_id", keep="last", maintain_order=True)
    again = table.join(last.select("line"), on="line", how="anti")
    sheet.findings.add(again["line"], "(fila)", again["project_id"], "el código se repite; vale su última fila", MERGED)
    none = pl.lit(None, dtype=pl.String)
    told_something = pl.any_horizontal(pl.col("physical_bp", "financial_bp", "state", "problem").is_not_null())
    observations = last.filter(told_something).with_columns(
        title=told,
        progress_date=pl.coalesce("told_on", pl.lit(cut_off, dtype=pl.String)),
        status=none,
        start_date=none,
        end_date=none,
        flags=pl.lit(""),
    )
    return FollowUp(
        format="formato12b",
        findings=sheet.findings,
        sha256=sheet.sha256,
        size=sheet.size,
        cut_off=cut_off,
        cut_off_declared=context.cut_off is not None,
        read=count,
        accepted=len(table),
        records=table.select(*RECORDS),
        observations=observations.select(*OBSERVATIONS),
    )


FORMAT = Format(
    name="formato12b",
    title="Seguimiento mensual de inversiones (Formato 12-B)",
    publisher=PUBLISHER,
    url=DATASETS,
    recognise=_recognise,
    columns=(
        ("CODIGO_UNICO", "COD_UNICO", "CUI"),
        ("AVANCE_FISICO",),
        ("AVANCE_EJECUCION",),
        ("DEVENGADO_ACUMULADO",),
        ("ULT_ESTADO_SITUACIONAL",),
        ("ULT_PROBLEMA",),
        *((name,) for name in _DATES),
    ),
    read=_read,
)
