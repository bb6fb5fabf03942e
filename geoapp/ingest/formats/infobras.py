"""INFOBRAS (Contraloría): public works with their state and physical progress; one investment may have several works.

Works are joined to investments by CUI. Of several works of one investment the least advanced speaks for all: an
investment is done when its last work is, and stalled when one of its works is.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from geoapp.domain.vocabulary import Status
from geoapp.ingest import cells
from geoapp.ingest.dating import cut_off_of
from geoapp.ingest.findings import MERGED, SET_ASIDE
from geoapp.ingest.followup import RECORDS, FollowUp
from geoapp.ingest.intake import OBSERVATIONS, Context, Format, Intake
from geoapp.ingest.investments import CUI_FORM
from geoapp.ingest.kinds import Date, Percentage, Text
from geoapp.ingest.places import check_inside, departments_of
from geoapp.ingest.reading import Column, read
from geoapp.ingest.sheets import LINE, Sheet

_UPDATED = ("FECHA_DE_ULTIMA_ACTUALIZACION", "FECHA_ULTIMA_ACTUALIZACION", "FECHA_DE_ACTUALIZACION", "FECHA_DEL_AVANCE")
_ORDER = (Status.STALLED, Status.IDEA, Status.TENDER, Status.EXECUTION, Status.FINISHED)


def _recognise(names: Sequence[str]) -> bool:
    return "CODIGO_INFOBRAS" in names and any("ESTADO" in name and "EJECUCION" in name for name in names)


def _status(told: pl.Expr, stopped: pl.Expr) -> pl.Expr:
    finished = told.str.contains("FINALIZAD|CULMINAD|TERMINAD|LIQUIDAD|RECEPCIONAD")
    return (
        pl.when(finished)
        .then(pl.lit(Status.FINISHED.value))
        .when(stopped.str.contains("^(SI|SÍ)$") | told.str.contains("PARALIZAD"))
        .then(pl.lit(Status.STALLED.value))
        .when(told.str.contains("EN EJECUCI"))
        .then(pl.lit(Status.EXECUTION.value))
    )


def _read(sheet: Sheet, context: Context) -> Intake:
    count = len(sheet)
    cut_off = cut_off_of(sheet, _UPDATED, context)
    outside = 0
    if context.department is not None and cells.has(sheet, "DEPARTAMENTO"):
        found = departments_of(sheet.frame["DEPARTAMENTO"], context.codes)
        here = (found == context.department).fill_null(value=True)
        check_inside(sheet, here, found, context.codes, context.department)
        outside = int((~here).sum())
        sheet = cells.only(sheet, here)
    code = cells.raw(sheet, "CUI").str.replace(r"\.0+$", "")
    bad = (~code.str.contains(CUI_FORM)).fill_null(value=True)
    sheet = cells.refuse(sheet, bad, "CUI", "sin CUI no se sabe de qué inversión es la obra")
    updated = next((c for c in _UPDATED if cells.has(sheet, c)), "")
    told = read(
        sheet,
        {
            "physical_bp": Column("AVANCE_FISICO_REAL", Percentage()),
            "told": Column("ESTADO_DE_EJECUCION", Text()),
            "stopped": Column("EXISTE_PARALIZACION", Text()),
            "cause": Column("CAUSAL", Text(limit=500)),
            "title": Column("NOMBRE_DE_LA_OBRA", Text()),
            "told_on": Column(updated, Date(context.today)),
            "start_date": Column("FECHA_DE_INICIO", Date()),
            "end_date": Column("FECHA_DE_FIN", Date()),
        },
    ).told()
    table = told.with_columns(
        code.filter(~bad).alias("project_id"),
        cells.raw(sheet, "CODIGO_INFOBRAS").str.replace(r"^0+(\.0+)?$", "").replace("", None).alias("work"),
        sheet.frame[LINE].alias("line"),
        pl.col("told", "stopped").str.to_uppercase(),
    )
    # Works without a code are not the same one.
    works = table.filter(pl.col("work").is_null() | pl.col("work").is_last_distinct())
    again = table.join(works.select("line"), on="line", how="anti")
    sheet.findings.add(
        again["line"], "CODIGO_INFOBRAS", again["work"], "el código de la obra se repite; vale su última fila", MERGED
    )
    ranks = {status.value: rank for rank, status in enumerate(_ORDER)}
    works = works.with_columns(status=_status(pl.col("told"), pl.col("stopped")))
    unknown = works.filter(pl.col("told").is_not_null() & pl.col("status").is_null())
    sheet.findings.add(
        unknown["line"],
        "ESTADO_DE_EJECUCION",
        unknown["told"],
        "no dice si la obra avanza; queda sin estado",
        SET_ASIDE,
    )
    works = works.with_columns(rank=pl.col("status").replace_strict(ranks, default=len(ranks), return_dtype=pl.Int64))
    least = works.sort("rank", "physical_bp", "line", nulls_last=True, maintain_order=True).unique(
        "project_id", keep="first", maintain_order=True
    )
    folded = works.join(least.select("line"), on="line", how="anti")
    sheet.findings.add(
        folded["line"],
        "CUI",
        folded["project_id"],
        "otra obra de la misma inversión va más atrás y habla por ella",
        MERGED,
    )
    title = pl.when(pl.col("cause").is_not_null() & (pl.col("status") == Status.STALLED.value)).then(
        pl.coalesce("title", pl.lit("Obra")) + " (causal de paralización: " + pl.col("cause") + ")"
    )
    date = pl.coalesce("told_on", pl.lit(cut_off, dtype=pl.String))
    observations = least.with_columns(
        title=pl.coalesce(title, "title", pl.lit("Obra en INFOBRAS") + pl.format(" {}", pl.col("work").fill_null(""))),
        progress_date=pl.when(pl.col("physical_bp").is_not_null()).then(date),
        financial_bp=pl.lit(None, dtype=pl.Int64),
        flags=pl.lit(""),
    ).filter(pl.any_horizontal(pl.col("physical_bp", "status", "end_date").is_not_null()))
    return FollowUp(
        format="infobras",
        findings=sheet.findings,
        sha256=sheet.sha256,
        size=sheet.size,
        cut_off=cut_off,
        cut_off_declared=context.cut_off is not None,
        read=count,
        outside=outside,
        accepted=len(table),
        records=table.select(*RECORDS),
        observations=observations.select(*OBSERVATIONS),
    )


FORMAT = Format(
    name="infobras",
    title="Obras públicas (INFOBRAS)",
    publisher="Contraloría General de la República, INFOBRAS",
    url="https://infobras.contraloria.gob.pe/",
    recognise=_recognise,
    columns=(
        ("CODIGO_INFOBRAS",),
        ("CUI", "CODIGO_UNICO_DE_INVERSION", "CODIGO_UNICO_DE_INVERSION_CUI", "CODIGO_UNICO"),
        ("NOMBRE_DE_LA_OBRA", "NOMBRE_OBRA", "DESCRIPCION_DE_LA_OBRA", "NOMBRE_DE_OBRA"),
        ("ESTADO_DE_EJECUCION", "ESTADO_DE_LA_EJECUCION", "ESTADO_EJECUCION"),
        ("EXISTE_PARALIZACION", "EXISTE_PARALIZACION_"),
        ("CAUSAL", "CAUSAL_DE_PARALIZACION", "CAUSAL_PARALIZACION"),
        ("AVANCE_FISICO_REAL", "AVANCE_FISICO_REAL_ACUMULADO", "AVANCE_FISICO_REAL_", "AVANCE_FISICO_EJECUTADO"),
        ("DEPARTAMENTO",),
        ("FECHA_DE_INICIO", "FECHA_DE_INICIO_DE_OBRA", "FECHA_INICIO_DE_OBRA"),
        ("FECHA_DE_FIN", "FECHA_DE_FINALIZACION_PROGRAMADA", "FECHA_DE_FINALIZACION_REPROGRAMADA"),
        *((name,) for name in _UPDATED),
    ),
    read=_read,
)
