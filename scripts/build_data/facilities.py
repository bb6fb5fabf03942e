"""Health facilities: the hospitals of the register and the points of the plan's hospitals."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from scripts.build_data.boundaries import Areas
from scripts.build_data.errors import BuildError
from scripts.build_data.tables import Row, read_curated, read_rows, unique_by, write_rows
from scripts.build_data.text import coordinate

COLUMNS: Final = (
    "facility_code",
    "name",
    "ubigeo",
    "address",
    "category",
    "beds",
    "lon",
    "lat",
    "source",
)


def build_facilities(source: Path, areas: Areas) -> list[Row]:
    """Return the register's hospitals and the four plan facilities known by a vaccination centre.

    In the register the column NORTE holds the longitude and ESTE the latitude; every point is
    checked against its declared district.
    """
    names = unique_by(
        read_curated("facility_names.csv", ("facility_code", "name", "address")),
        "facility_code",
        "facility_names.csv",
    )
    folder = source / "data/facilities"
    rows = [
        _row(
            row["Código Único"],
            names,
            row["UBIGEO"],
            row["Categoria"],
            row["CAMAS"],
            float(row["NORTE"]),
            float(row["ESTE"]),
            "renipress",
        )
        for row in read_rows(folder / "hospitales_renipress_06.csv", ("NORTE", "ESTE", "Código Único"))
    ]
    known = {row["facility_code"] for row in rows}
    for row in read_rows(folder / "plan_hospitales_puntos.csv", ("establecimiento", "ubigeo", "fuente")):
        code = re.findall(r"\d+", row["establecimiento"] + row["fuente"])[-1]
        if code in known:
            continue
        rows.append(_row(code, names, row["ubigeo"], "", "", float(row["lon"]), float(row["lat"]), "vacunacion"))
    if {row["facility_code"] for row in rows} != set(names):
        raise BuildError("facility_names.csv no nombra los mismos establecimientos que las fuentes.")
    points = areas.locate([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows])
    for row, found in zip(rows, points, strict=True):
        if found != row["ubigeo"]:
            raise BuildError(f"El establecimiento {row['facility_code']} cae en {found or 'otra región'}.")
    return sorted(rows, key=lambda row: row["facility_code"].zfill(8))


def _row(
    code: str,
    names: dict[str, Row],
    ubigeo: str,
    category: str,
    beds: str,
    lon: float,
    lat: float,
    source: str,
) -> Row:
    return {
        "facility_code": code,
        "name": names[code]["name"],
        "ubigeo": ubigeo,
        "address": names[code]["address"],
        "category": category,
        "beds": beds,
        "lon": coordinate(lon),
        "lat": coordinate(lat),
        "source": source,
    }


def write_facilities(rows: list[Row], out: Path) -> None:
    """Write ``facilities/facilities.csv``."""
    write_rows(out / "facilities/facilities.csv", COLUMNS, rows)
