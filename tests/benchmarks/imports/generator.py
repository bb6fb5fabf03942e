"""A made-up DETALLE_INVERSIONES file: MEF's 68 columns, its size, and every quirk that the importer has to know.

The same arguments give the same bytes. Nothing in it is a real investment.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

COLUMNS = [
    "NIVEL",
    "SECTOR",
    "ENTIDAD",
    "CODIGO_UNICO",
    "CODIGO_SNIP",
    "NOMBRE_INVERSION",
    "NOMBRE_OPMI",
    "NOMBRE_UF",
    "NOMBRE_UEI",
    "NOMBRE_UEP",
    "SEC_EJEC",
    "ESTADO",
    "SITUACION",
    "MONTO_VIABLE",
    "COSTO_ACTUALIZADO",
    "CTRL_CONCURR",
    "MONTO_LAUDO",
    "MONTO_FIANZA",
    "ALTERNATIVA",
    "FECHA_REGISTRO",
    "FECHA_VIABILIDAD",
    "FUNCION",
    "PROGRAMA",
    "SUBPROGRAMA",
    "MARCO",
    "TIPO_INVERSION",
    "DES_MODALIDAD",
    "REGISTRADO_PMI",
    "PMI_ANIO_1",
    "PMI_ANIO_2",
    "PMI_ANIO_3",
    "PMI_ANIO_4",
    "EXPEDIENTE_TECNICO",
    "INFORME_CIERRE",
    "TIENE_F9",
    "FEC_REG_F9",
    "ETAPA_F9",
    "PRIMER_DEVENGADO",
    "ULTIMO_DEVENGADO",
    "DEVEN_ACUMUL_ANIO_ANT",
    "DEV_ANIO_ACTUAL",
    "PIA_ANIO_ACTUAL",
    "PIM_ANIO_ACTUAL",
    "CERTIF_ANIO_ACTUAL",
    "COMPROM_ANUAL_ANIO_ACTUAL",
    "SALDO_EJECUTAR",
    "TIENE_F8",
    "ETAPA_F8",
    "TIENE_F12B",
    "TIENE_AVAN_FISICO",
    "AVANCE_FISICO",
    "AVANCE_EJECUCION",
    "ULT_FEC_DECLA_ESTIM",
    "DES_TIPOLOGIA",
    "IND_IOARR_EMERG",
    "DEPARTAMENTO",
    "PROVINCIA",
    "DISTRITO",
    "UBIGEO",
    "LATITUD",
    "LONGITUD",
    "FEC_INI_EJECUCION",
    "FEC_FIN_EJECUCION",
    "FEC_INI_EJEC_FISICA",
    "FEC_FIN_EJEC_FISICA",
    "NUM_HABITANTES_BENEF",
    "MONTO_ET_F8",
    "ANIO_PROCESO",
]
"""Columns of DETALLE_INVERSIONES in MEF's order."""
_DECLARED = COLUMNS.index("ULT_FEC_DECLA_ESTIM")

_WORKS = (
    ("MEJORAMIENTO DE LA CARRETERA", "TRANSPORTE", "VÍAS VECINALES"),
    ("CREACION DEL SERVICIO DE AGUA POTABLE Y SANEAMIENTO RURAL", "SANEAMIENTO", "SANEAMIENTO RURAL"),
    ("MEJORAMIENTO DE LOS SERVICIOS EDUCATIVOS DE LA I.E.", "EDUCACION", "EDUCACIÓN PRIMARIA"),
    ("AMPLIACION DEL SISTEMA DE RIEGO", "AGROPECUARIA", "INFRAESTRUCTURA DE RIEGO"),
    ("MEJORAMIENTO DEL PUESTO DE SALUD", "SALUD", "ATENCIÓN MÉDICA BÁSICA"),
    ("INSTALACION DE LOSA DEPORTIVA", "CULTURA Y DEPORTE", "INFRAESTRUCTURA DEPORTIVA"),
    ("RECUPERACION DE LA QUEBRADA", "AMBIENTE", "GESTIÓN DE RIESGOS"),
)
_FILLER = (
    "LA ALTERNATIVA CONSISTE EN CONSTRUIR, EQUIPAR Y CAPACITAR, CON METAS POR COMPONENTE Y PRESUPUESTO POR PARTIDA; "
)
_LONG_CELL = 140_000


def write_detalle(path: Path, rows: int, *, region_share: float = 0.075, seed: int = 7, months_later: int = 0) -> Path:
    """Write a file.

    Parameters
    ----------
    region_share
        Share of the rows that lie in Cajamarca: 0.075 as in the whole country, 1.0 for the hardest case.
    months_later
        Months by which each progress is declared later, as in the file of a month after; all else stays.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        chance = random.Random(seed)  # noqa: S311 - made-up data
        for row in _rows(rows, region_share, chance):
            if months_later and row[_DECLARED]:
                year, month, rest = row[_DECLARED].split("-", 2)
                row[_DECLARED] = f"{year}-{int(month) + months_later:02d}-{rest}"
            writer.writerow(row)
    return path


def _rows(count: int, region_share: float, rng: random.Random) -> Iterator[list[str]]:
    districts = _districts()
    points = _points()
    inside, outside = [c for c in districts if c.startswith("06")], [c for c in districts if not c.startswith("06")]
    row: dict[str, str] = {}
    for number in range(count):
        if number % 50 == 49:  # a code once more, in another district of its province, its whole cost repeated
            row["UBIGEO"] = row["UBIGEO"][:-2] + "01"
            row["DISTRITO"] = districts.get(row["UBIGEO"].zfill(6), ("", "", row["DISTRITO"]))[2]
        else:
            code = rng.choice(inside if rng.random() < region_share else outside)
            row = _row(number, code, districts[code], points.get(code), rng)
        yield [row[name] for name in COLUMNS]


def _row(
    number: int, code: str, names: tuple[str, str, str], point: tuple[str, str] | None, rng: random.Random
) -> dict[str, str]:
    work, function, programme = _WORKS[number % len(_WORKS)]
    department, province, district = (name.replace("Ñ", "?") if number % 3 == 0 else name for name in names)
    cost = rng.randrange(5_000_000, 2_000_000_000)
    updated = round(cost * rng.choice((1, 1, 1.1, 1.35)))
    accrued = round(updated * rng.random())
    start, end = rng.randrange(2015, 2026), rng.randrange(0, 4)
    row = dict.fromkeys(COLUMNS, "")
    row |= {
        "NIVEL": "GL",
        "SECTOR": "GOBIERNOS LOCALES",
        "ENTIDAD": f"MUNICIPALIDAD DISTRITAL DE {district}",
        # Some 27 of 100 investments have no CUI yet, only their SNIP code.
        "CODIGO_UNICO": "" if number % 11 in {3, 6, 9} else str(2_000_000 + number),
        "CODIGO_SNIP": str(100_000 + number) if number % 2 or number % 11 in {3, 6, 9} else "",
        "NOMBRE_INVERSION": f"{work} {number} DEL DISTRITO DE {district}"
        + ("\n" if number % 97 == 0 else " ")
        + f"PROVINCIA DE {province} DEPARTAMENTO DE {department}",
        "NOMBRE_OPMI": "OPMI DE LA MUNICIPALIDAD",
        "NOMBRE_UF": "UNIDAD FORMULADORA DE LA MUNICIPALIDAD",
        "NOMBRE_UEI": f"UNIDAD EJECUTORA DE {district}",
        "SEC_EJEC": str(300_000 + number % 2_000),
        "ESTADO": "ACTIVO",
        "SITUACION": ("VIABLE", "APROBADO", "EN FORMULACION")[number % 3],
        "MONTO_VIABLE": _soles(cost),
        "COSTO_ACTUALIZADO": "0" if number % 211 == 0 else _soles(updated),
        "ALTERNATIVA": "X" * _LONG_CELL if number % 15_000 == 77 else _FILLER * 8,
        "FECHA_REGISTRO": f"{start - 1}-{1 + number % 12:02d}-15 00:00:00",
        "FECHA_VIABILIDAD": f"{start - 1}-{1 + number % 12:02d}-20 00:00:00" if number % 5 else f"20/11/{start - 1}",
        "FUNCION": function,
        "PROGRAMA": programme,
        "SUBPROGRAMA": programme,
        "MARCO": "INVIERTE",
        "TIPO_INVERSION": "PROYECTO DE INVERSION" if number % 4 else "IOARR",
        "DES_MODALIDAD": "ADMINISTRACIÓN INDIRECTA - POR CONTRATA",
        "EXPEDIENTE_TECNICO": "SI" if number % 3 else "NO",
        "PRIMER_DEVENGADO": f"{start}03",
        "ULTIMO_DEVENGADO": f"{min(start + 1, 2026)}08",
        "DEVEN_ACUMUL_ANIO_ANT": _soles(accrued),
        "DEV_ANIO_ACTUAL": _soles(accrued // 9),
        "PIA_ANIO_ACTUAL": _soles(accrued // 5),
        "PIM_ANIO_ACTUAL": _soles(accrued // 4),
        "CERTIF_ANIO_ACTUAL": _soles(accrued // 6),
        "COMPROM_ANUAL_ANIO_ACTUAL": _soles(accrued // 7),
        "SALDO_EJECUTAR": _soles(updated - accrued),
        "TIENE_F12B": "SI",
        # Percentages that are none, up to 32 million.
        "AVANCE_FISICO": f"{rng.random() * 100:.2f}" if number % 4 else "",
        "AVANCE_EJECUCION": "32015843.7"
        if number % 500 == 5
        else f"{rng.random() * 100:.2f}"
        if number % 40
        else "104.5",
        "ULT_FEC_DECLA_ESTIM": f"2026-{1 + number % 9:02d}-28 00:00:00" if number % 3 else "",
        "DES_TIPOLOGIA": programme,
        "DEPARTAMENTO": department,
        "PROVINCIA": "- TODOS -" if number % 400 == 7 else province,
        "DISTRITO": "- TODOS -" if number % 90 == 7 or number % 400 == 7 else district,
        "UBIGEO": code[:2] + "0000" if number % 400 == 7 else code[:4] + "00" if number % 90 == 7 else code,
        "FEC_INI_EJEC_FISICA": f"{start}-04-01 00:00:00",
        "FEC_FIN_EJEC_FISICA": f"{start - 1 if number % 60 == 9 else start + end}-12-31 00:00:00",
        "NUM_HABITANTES_BENEF": str(rng.randrange(50, 20_000)),
        "ANIO_PROCESO": "2026",
    }
    if number % 300 == 11:
        row["FEC_FIN_EJEC_FISICA"] = "2205-12-31 00:00:00"
    if number % 8 == 0:
        row["UBIGEO"] = row["UBIGEO"].lstrip("0")
    if number % 6:  # 83 of 100 declare coordinates; some swapped, without sign, zero or elsewhere
        lon, lat = point or (f"{-79 + rng.random() * 8:.6f}", f"{-16 + rng.random() * 12:.6f}")
        fault = {3: (lat, lon), 5: (lon.lstrip("-"), lat), 7: ("0", "0"), 9: ("-70.5", "-15.5")}.get(number % 120)
        row["LONGITUD"], row["LATITUD"] = fault or (lon, lat)
    return row


def _soles(centimos: int) -> str:
    return f"{centimos // 100}.{centimos % 100:02d}".removesuffix(".00")


def _districts() -> dict[str, tuple[str, str, str]]:
    with (ROOT / "data" / "gazetteer" / "areas.csv").open(encoding="utf-8", newline="") as file:
        names = {row["ubigeo"]: row["name"].upper() for row in csv.DictReader(file)}
    return {code: (names[code[:2]], names[code[:4]], name) for code, name in names.items() if len(code) == 6}


def _points() -> dict[str, tuple[str, str]]:
    with (ROOT / "data" / "localities" / "localities.csv").open(encoding="utf-8", newline="") as file:
        return {row["ubigeo"]: (row["lon"], row["lat"]) for row in csv.DictReader(file) if row["in_district"] == "1"}
