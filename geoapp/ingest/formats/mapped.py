"""Any CSV, XLSX or GeoJSON of investments through a small TOML mapping that a planner writes.

::

    title = "Obras de la Municipalidad de Jaén"
    publisher = "Municipalidad Provincial de Jaén"
    state = "activa"                # activa, cerrada o desactivada
    ubigeo_scheme = "inei"          # solo si el archivo no trae nombres de provincia

    [columns]                       # lo que geoapp necesita = la columna del archivo
    cui = "Código"
    name = "Obra"
    cost_viable = "Presupuesto"
    ubigeo = "Ubigeo"
    date = "Fecha de registro"
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from geoapp.errors import SchemaError
from geoapp.ingest.formats.mef import active_progress, progress_columns
from geoapp.ingest.intake import STATES, Context, Format, Intake
from geoapp.ingest.investments import Listing, read_listing
from geoapp.ingest.sheets import Sheet, canonical

FIELDS: dict[str, str] = {
    "cui": "CODIGO_UNICO",
    "snip": "CODIGO_SNIP",
    "name": "NOMBRE_INVERSION",
    "cost_viable": "MONTO_VIABLE",
    "cost_updated": "COSTO_ACTUALIZADO",
    "department": "DEPARTAMENTO",
    "province": "PROVINCIA",
    "district": "DISTRITO",
    "ubigeo": "UBIGEO",
    "date": "FECHA_REGISTRO",
    "viable_date": "FECHA_VIABILIDAD",
    "function": "FUNCION",
    "entity": "ENTIDAD",
    "beneficiaries": "NUM_HABITANTES_BENEF",
    "start": "FEC_INI_EJEC_FISICA",
    "end": "FEC_FIN_EJEC_FISICA",
    "physical_pct": "AVANCE_FISICO",
    "financial_pct": "AVANCE_EJECUCION",
    "progress_date": "ULT_FEC_DECLA_ESTIM",
    "lon": "LONGITUD",
    "lat": "LATITUD",
}
"""What a mapping may name, and how it is called inside."""
_NEEDED = ("name",)
_TOP = {"title", "publisher", "url", "licence", "state", "ubigeo_scheme", "columns"}


def read_mapping(path: Path) -> Format:
    """Read a mapping.

    Raises
    ------
    SchemaError
        When it is no TOML, lacks what is needed or names what does not exist; the message lists what is accepted.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SchemaError(f"{path.name}: no es un mapeo TOML que se pueda leer ({error}).") from error
    columns = document.get("columns")
    unknown = [
        *sorted(set(document) - _TOP),
        *(sorted(set(columns) - set(FIELDS)) if isinstance(columns, dict) else ()),
    ]
    if not isinstance(columns, dict) or unknown or any(field not in columns for field in _NEEDED):
        wrong = f"no se conoce {', '.join(unknown)}" if unknown else "falta [columns] con al menos name"
        raise SchemaError(f"{path.name}: {wrong}. En [columns] se acepta: {', '.join(FIELDS)}.")
    texts = {field: value for field, value in document.items() if field != "columns"} | columns
    odd = next((field for field, value in texts.items() if not isinstance(value, str)), None)
    if odd is not None:
        raise SchemaError(f"{path.name}: {odd} = «{texts[odd]}» no es un texto. Escriba un solo texto entre comillas.")
    if not {"cost_viable", "cost_updated"} & set(columns):
        raise SchemaError(f"{path.name}: falta cost_viable o cost_updated en [columns].")
    if not {"ubigeo", "district", "province", "department"} & set(columns):
        raise SchemaError(f"{path.name}: falta ubigeo, o los nombres (department, province, district), en [columns].")
    states = {label: code for code, label in STATES.items()}
    state = document.get("state", "activa")
    if state not in states:
        raise SchemaError(f"{path.name}: state = «{state}» no se conoce. Se acepta: {', '.join(states)}.")
    return _format(path.stem, document, columns, states[state])


def _format(stem: str, document: dict[str, Any], columns: dict[str, str], state: str) -> Format:
    mapped = tuple((FIELDS[field], canonical(column)) for field, column in columns.items())
    name = f"mapeo-{canonical(stem).lower().replace('_', '-')}"
    listing = Listing(
        name=name,
        cui="CODIGO_UNICO",
        snip="CODIGO_SNIP",
        title="NOMBRE_INVERSION",
        viable="MONTO_VIABLE",
        updated="COSTO_ACTUALIZADO",
        department="DEPARTAMENTO",
        province="PROVINCIA",
        district="DISTRITO",
        ubigeo="UBIGEO",
        state=state,
        happened=("FECHA_REGISTRO", "FECHA_VIABILIDAD", "ULT_FEC_DECLA_ESTIM"),
        function="FUNCION",
        entity=("ENTIDAD",),
        beneficiaries="NUM_HABITANTES_BENEF",
        viable_date="FECHA_VIABILIDAD",
        starts=("FEC_INI_EJEC_FISICA",),
        ends=("FEC_FIN_EJEC_FISICA",),
        longitude="LONGITUD" if "lon" in columns else "",
        latitude="LATITUD" if "lat" in columns else "",
        more=progress_columns,
        progress=active_progress,
    )
    inei = document.get("ubigeo_scheme") == "inei"

    def recognise(names: Sequence[str]) -> bool:
        return {source for _, source in mapped} <= set(names)

    def read(sheet: Sheet, context: Context) -> Intake:
        frame = sheet.frame
        missing = [c for c in ("DEPARTAMENTO", "PROVINCIA", "DISTRITO", "UBIGEO") if c not in frame.columns]
        frame = frame.with_columns(pl.lit(None, dtype=pl.String).alias(column) for column in missing)
        if inei and {"DEPARTAMENTO", "PROVINCIA"} & set(missing):
            frame = _named(frame, context)
        return read_listing(replace(sheet, frame=frame), listing, context)

    return Format(
        name=name,
        title=str(document.get("title", stem)),
        publisher=str(document.get("publisher", "no indicado")),
        url=document.get("url"),
        recognise=recognise,
        columns=(),
        read=read,
        licence=str(document.get("licence", "no indicada")),
        mapped=mapped,
    )


def _named(frame: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Give each row the names of INEI's code, which the mapping vouches for."""
    code = pl.col("UBIGEO").str.strip_chars().str.replace(r"^([1-9][0-9]{4}|[1-9][0-9]{2})$", "0$1")
    names = context.codes.names
    return frame.with_columns(
        code.str.slice(0, width).replace_strict(names, default=None, return_dtype=pl.String).alias(column)
        for column, width in (("DEPARTAMENTO", 2), ("PROVINCIA", 4), ("DISTRITO", 6))
    )
