"""DETALLE_INVERSIONES (MEF): all active investments."""

from __future__ import annotations

from collections.abc import Sequence

from geoapp.ingest.formats.mef import (
    CORE,
    active_progress,
    budget_columns,
    current_budget,
    listing,
    main_names,
    mef_format,
    progress_columns,
)
from geoapp.ingest.intake import ACTIVE, Context, Intake
from geoapp.ingest.investments import read_listing
from geoapp.ingest.reading import Column
from geoapp.ingest.sheets import Sheet


def _more(context: Context) -> dict[str, Column]:
    return {**budget_columns(context), **progress_columns(context)}


LISTING = listing(
    "detalle",
    ACTIVE,
    ("FECHA_REGISTRO", "FECHA_VIABILIDAD", "ULT_FEC_DECLA_ESTIM"),
    more=_more,
    progress=active_progress,
    budget=current_budget,
)


def _recognise(names: Sequence[str]) -> bool:
    return main_names(tuple(names)) >= CORE and bool(
        {"AVANCE_EJECUCION", "PIM_ANIO_ACTUAL", "SALDO_EJECUTAR"} & {*names}
    )


def _read(sheet: Sheet, context: Context) -> Intake:
    return read_listing(sheet, LISTING, context)


FORMAT = mef_format(
    "detalle", "Detalle de inversiones activas", "DETALLE_INVERSIONES.csv", recognise=_recognise, read=_read
)
