"""Export of the Invierte.pe search (XLSX or CSV): a row per district, the whole cost repeated in each.

It tells neither progress nor dates of works; the state (active, closed, deactivated) says nothing of the works.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from geoapp.ingest import cells
from geoapp.ingest.intake import ACTIVE, CLOSED, DEACTIVATED, Context, Format, Intake
from geoapp.ingest.investments import Listing, read_listing
from geoapp.ingest.sheets import Sheet

_STATES = {"ACTIVO": ACTIVE, "CERRADO": CLOSED, "DESACTIVADO": DEACTIVATED, "DESACTIVADO PERMANENTE": DEACTIVATED}
_CODE = "CODIGO_UNICO_DE_INVERSION"


def _state(sheet: Sheet) -> pl.Series:
    told = cells.text(sheet, "ESTADO_DE_LA_INVERSION").str.to_uppercase()
    states = told.replace_strict(_STATES, default=None, return_dtype=pl.String)
    cells.told(
        sheet, told.is_not_null() & states.is_null(), "ESTADO_DE_LA_INVERSION", "no es un estado conocido", "set_aside"
    )
    return states.fill_null(ACTIVE)


LISTING = Listing(
    name="invierte",
    cui=_CODE,
    snip="CODIGO_SNIP",
    title="NOMBRE_DE_LA_INVERSION",
    viable="MONTO_VIABLE",
    updated="COSTO_ACTUALIZADO",
    department="DEPARTAMENTO",
    province="PROVINCIA",
    district="DISTRITO",
    ubigeo="UBIGEO",
    state=_state,
    happened=("FECHA_DE_REGISTRO", "FECHA_DE_VIABILIDAD"),
    entity=("EJECUTORA", "ENTIDAD"),
    beneficiaries="BENEFICIARIOS",
    viable_date="FECHA_DE_VIABILIDAD",
)


def _recognise(names: Sequence[str]) -> bool:
    return {_CODE, "NOMBRE_DE_LA_INVERSION", "MONTO_VIABLE", "UBIGEO"} <= set(names)


def _read(sheet: Sheet, context: Context) -> Intake:
    return read_listing(sheet, LISTING, context)


FORMAT = Format(
    name="invierte",
    title="Inversiones, exportación de Invierte.pe",
    publisher="Ministerio de Economía y Finanzas (MEF), Invierte.pe",
    url="https://www.mef.gob.pe/es/aplicativos-invierte-pe",
    recognise=_recognise,
    columns=(
        (_CODE,),
        ("CODIGO_SNIP", "COD_SNIP"),
        ("NOMBRE_DE_LA_INVERSION",),
        ("MONTO_VIABLE",),
        ("COSTO_ACTUALIZADO",),
        ("ESTADO_DE_LA_INVERSION",),
        ("EJECUTORA",),
        ("ENTIDAD",),
        ("FECHA_DE_REGISTRO",),
        ("FECHA_DE_VIABILIDAD",),
        ("BENEFICIARIOS",),
        ("DEPARTAMENTO",),
        ("PROVINCIA",),
        ("DISTRITO",),
        ("UBIGEO",),
    ),
    read=_read,
)
