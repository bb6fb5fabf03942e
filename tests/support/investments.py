"""Small made-up files of official formats, for tests of imports."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from geoapp.ingest.intake import Context
from geoapp.ingest.places import Codes, read_codes

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
CODES = read_codes(ROOT / "data" / "gazetteer" / "areas.csv")
TODAY = dt.date(2026, 10, 15)

DETALLE: Mapping[str, str] = {
    "CODIGO_UNICO": "2500001",
    "CODIGO_SNIP": "",
    "NOMBRE_INVERSION": "MEJORAMIENTO DE LA CARRETERA A LLACANORA",
    "ENTIDAD": "MUNICIPALIDAD DISTRITAL DE LLACANORA",
    "ESTADO": "ACTIVO",
    "SITUACION": "VIABLE",
    "MONTO_VIABLE": "1000000.50",
    "COSTO_ACTUALIZADO": "1200000",
    "FECHA_REGISTRO": "2024-01-10 00:00:00",
    "FECHA_VIABILIDAD": "20/02/2024",
    "FUNCION": "TRANSPORTE",
    "TIPO_INVERSION": "PROYECTO DE INVERSION",
    "EXPEDIENTE_TECNICO": "SI",
    "PRIMER_DEVENGADO": "202403",
    "ULTIMO_DEVENGADO": "202608",
    "DEVEN_ACUMUL_ANIO_ANT": "300000",
    "DEV_ANIO_ACTUAL": "100000",
    "PIA_ANIO_ACTUAL": "50000",
    "PIM_ANIO_ACTUAL": "400000",
    "AVANCE_FISICO": "35.5",
    "AVANCE_EJECUCION": "33.3",
    "ULT_FEC_DECLA_ESTIM": "2026-08-31 00:00:00",
    "DEPARTAMENTO": "CAJAMARCA",
    "PROVINCIA": "CAJAMARCA",
    "DISTRITO": "LLACANORA",
    "UBIGEO": "060107",
    "LATITUD": "",
    "LONGITUD": "",
    "FEC_INI_EJEC_FISICA": "2025-01-01 00:00:00",
    "FEC_FIN_EJEC_FISICA": "2027-12-31 00:00:00",
    "NUM_HABITANTES_BENEF": "500",
}
"""A sound row of DETALLE_INVERSIONES."""

CIERRE = {
    **{name: DETALLE[name] for name in list(DETALLE)[:13]},
    **{name: DETALLE[name] for name in ("DEPARTAMENTO", "PROVINCIA", "DISTRITO", "UBIGEO")},
    "SITUACION": "CERRADO",
    "FEC_CIERRE": "2026-05-02",
    "DES_CIERRE": "CIERRE DEFINITIVO",
    "CULMINADA": "SI",
    "DEVEN_ACUMULADO": "900000",
}
LAMBAYEQUE = {"DEPARTAMENTO": "LAMBAYEQUE", "PROVINCIA": "CHICLAYO", "DISTRITO": "CHICLAYO", "UBIGEO": "140101"}


def context(department: str | None = "06", cut_off: str | None = None) -> Context:
    """What reading needs, on a fixed day."""
    return Context(CODES, department, cut_off, TODAY)


def of_districts(given: Context, *districts: str) -> Context:
    """What reading needs, where a department has these districts alone."""
    names = {
        code: name
        for code, name in given.codes.names.items()
        if len(code) < 6 or code[:2] != given.department or code in districts
    }
    return replace(given, codes=Codes(names))


def write_csv(
    path: Path,
    rows: Iterable[Mapping[str, str]],
    *,
    base: Mapping[str, str] = DETALLE,
    encoding: str = "utf-8-sig",
    separator: str = ",",
) -> Path:
    """Write rows, each the base with some cells changed."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(base), delimiter=separator, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows({**base, **row} for row in rows)
    return path


def coded(count: int, **cells: str) -> list[dict[str, str]]:
    """Rows with codes one after another."""
    return [{"CODIGO_UNICO": str(2500001 + n), "NOMBRE_INVERSION": f"OBRA {n + 1}", **cells} for n in range(count)]
