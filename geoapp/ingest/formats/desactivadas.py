"""INVERSIONES_DESACTIVADAS (MEF): investments given up. The file says nothing of works."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from geoapp.ingest.formats import cierre, detalle
from geoapp.ingest.formats.mef import CORE, listing, main_names, mef_format
from geoapp.ingest.intake import DEACTIVATED, OBSERVATIONS, Context, Intake
from geoapp.ingest.investments import read_listing
from geoapp.ingest.sheets import Sheet


def _progress(first: pl.DataFrame, _cut_off: str) -> pl.DataFrame:
    none = pl.lit(None, dtype=pl.String)
    return first.with_columns(
        title=pl.col("name"),
        physical_bp=pl.lit(None, dtype=pl.Int64),
        financial_bp=pl.lit(None, dtype=pl.Int64),
        progress_date=none,
        status=none,
        flags=pl.lit("desactivada"),
    ).select(*OBSERVATIONS)


LISTING = listing("desactivadas", DEACTIVATED, ("FECHA_REGISTRO", "FECHA_VIABILIDAD"), progress=_progress)


def _recognise(names: Sequence[str]) -> bool:
    others = (detalle.FORMAT, cierre.FORMAT)
    return CORE | {"SITUACION"} <= main_names(tuple(names)) and not any(other.recognise(names) for other in others)


def _read(sheet: Sheet, context: Context) -> Intake:
    return read_listing(sheet, LISTING, context)


FORMAT = mef_format(
    "desactivadas", "Inversiones desactivadas", "INVERSIONES_DESACTIVADAS.csv", recognise=_recognise, read=_read
)
