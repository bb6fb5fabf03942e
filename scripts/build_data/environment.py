"""Mining liabilities: a sample of the inventory, not the inventory."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scripts.build_data.boundaries import Areas
from scripts.build_data.errors import BuildError
from scripts.build_data.tables import Row, read_rows, write_rows
from scripts.build_data.text import coordinate, spanish_title

COLUMNS: Final = ("liability_id", "kind", "subkind", "former_unit", "ubigeo", "lon", "lat")


def build_liabilities(source: Path, areas: Areas) -> list[Row]:
    """Return the liabilities sorted by place, each checked against its declared district."""
    raw = read_rows(source / "data/environment/pam_muestra_06.csv", ("lon", "lat", "tipo", "ubigeo"))
    found = areas.locate([float(row["lon"]) for row in raw], [float(row["lat"]) for row in raw])
    for row, district in zip(raw, found, strict=True):
        if district != row["ubigeo"]:
            raise BuildError(f"Un pasivo de {row['ex_unidad']} cae en {district or 'otra región'}.")
    ordered = sorted(
        raw,
        key=lambda row: (row["ubigeo"], row["ex_unidad"], row["tipo"], row["subtipo"], row["lon"], row["lat"]),
    )
    return [
        {
            "liability_id": f"pam{number:03d}",
            "kind": spanish_title(row["tipo"]).capitalize(),
            "subkind": spanish_title(row["subtipo"]).capitalize(),
            "former_unit": spanish_title(row["ex_unidad"]),
            "ubigeo": row["ubigeo"],
            "lon": coordinate(float(row["lon"])),
            "lat": coordinate(float(row["lat"])),
        }
        for number, row in enumerate(ordered, start=1)
    ]


def write_liabilities(rows: list[Row], out: Path) -> None:
    """Write ``environment/mining_liabilities.csv``."""
    write_rows(out / "environment/mining_liabilities.csv", COLUMNS, rows)
