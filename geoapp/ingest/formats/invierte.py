"""Export of the Invierte.pe search (XLSX or CSV): a row per district, the whole cost repeated in each.

It tells neither progress nor dates of works; the state (active, closed, deactivated) says nothing of the works.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from geoapp.ingest.findings import SET_ASIDE
from geoapp.ingest.intake import ACTIVE, CLOSED, DEACTIVATED, Context, Format, Intake
from geoapp.ingest.investments import Listing, read_listing
from geoapp.ingest.kinds import Text
from geoapp.ingest.reading import Column, Rule, Rules
from geoapp.ingest.sheets import Sheet

_STATES = {"ACTIVO": ACTIVE, "CERRADO": CLOSED, "DESACTIVADO": DEACTIVATED, "DESACTIVADO PERMANENTE": DEACTIVATED}
_CODE = "CODIGO_UNICO_DE_INVERSION"


@dataclass(frozen=True)
class _State:
    """State of an investment; one that is not known is told."""

    dtype = pl.String()

    def quick(self, _cell: pl.Expr) -> None:
        """States are few."""

    def rules(self, cell: pl.Expr) -> Rules:
        """Read it as text first."""
        line, told, steps = Text().rules(cell)
        known = line.str.to_uppercase().replace_strict(_STATES, default=None, return_dtype=pl.String)
        unknown = line.is_not_null() & pl.col("state").is_null()
        told.append(Rule(unknown, "no es un estado conocido", SET_ASIDE))
        return Rules(pl.col("state"), told, (*steps, {"state": known}))


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
    state=Column("ESTADO_DE_LA_INVERSION", _State()),
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
