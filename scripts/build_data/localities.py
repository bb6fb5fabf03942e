"""Gazetteer: the populated places of the region, with the district they really fall in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scripts.build_data.boundaries import Areas
from scripts.build_data.errors import BuildError
from scripts.build_data.tables import Row, read_curated, read_rows, unique_by, write_rows
from scripts.build_data.text import coordinate, fold, spanish_title

COLUMNS: Final = (
    "locality_code",
    "name",
    "ubigeo",
    "kind",
    "lon",
    "lat",
    "in_district",
    "in_region",
)
_CODE_DIGITS: Final = 10
_DISTRICT_DIGITS: Final = 6
_KINDS: Final = {"Urban": "urbano", "Rural": "rural"}


def build_localities(source: Path, areas: Areas) -> list[Row]:
    """Normalise all populated places, flag those outside their district, and sort by code.

    Names are written in title case; accents, which the source lacks, are only known (and
    written) for the 127 district capitals.
    """
    raw = read_rows(
        source / "data/localities/centros_poblados_06.csv",
        ("inei_ccpp", "inei_distrito", "ccpp", "tipo", "latitude", "longitude"),
    )
    unique_by(raw, "inei_ccpp", "centros_poblados_06.csv")
    capitals = {
        row["ubigeo"] + "0001": row["capital"]
        for row in read_curated("area_names.csv", ("ubigeo", "capital"))
        if len(row["ubigeo"]) == _DISTRICT_DIGITS
    }
    found = areas.locate([float(row["longitude"]) for row in raw], [float(row["latitude"]) for row in raw])
    rows: list[Row] = []
    for row, district in zip(raw, found, strict=True):
        code, declared = row["inei_ccpp"], row["inei_distrito"]
        if len(code) != _CODE_DIGITS or not code.isdigit() or not code.startswith(declared):
            raise BuildError(f"Centro poblado con código ajeno a su distrito: {code}.")
        capital = capitals.get(code, "")
        same = fold(capital) == fold(row["ccpp"])
        rows.append(
            {
                "locality_code": code,
                "name": capital if same else spanish_title(row["ccpp"]),
                "ubigeo": declared,
                "kind": _KINDS[row["tipo"]],
                "lon": coordinate(float(row["longitude"])),
                "lat": coordinate(float(row["latitude"])),
                "in_district": "1" if district == declared else "0",
                "in_region": "1" if district else "0",
            }
        )
    return sorted(rows, key=lambda row: row["locality_code"])


def write_localities(rows: list[Row], out: Path) -> None:
    """Write ``localities/localities.csv``."""
    write_rows(out / "localities/localities.csv", COLUMNS, rows)
