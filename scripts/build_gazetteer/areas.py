"""From the INEI district table to one row for each area of the country, at three levels."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyogrio

HEADER = ("ubigeo", "level", "name", "parent", "capital")
BOUNDARIES = Path("boundaries/peru_districts_inei.gpkg")
ATTRIBUTES = Path("areas/distritos_atributos_06.csv")

_UBIGEO = re.compile(r"\d{6}")


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area as it is written to areas.csv; ``level`` is region, province or district."""

    ubigeo: str
    level: str
    name: str
    parent: str
    capital: str


def read_districts(path: Path) -> list[dict[str, str]]:
    """Read codes and names (no geometry) of the INEI districts.

    Raises
    ------
    ValueError
        A code is not six digits, or a district appears twice.
    """
    columns = ["COD_DISTRITO", "DEPARTAMENTO", "PROVINCIA", "DISTRITO"]
    table = pyogrio.read_dataframe(path, columns=columns, read_geometry=False)
    rows: list[dict[str, str]] = table[columns].astype(str).to_dict("records")
    seen: set[str] = set()
    for row in rows:
        code = row["COD_DISTRITO"]
        if not _UBIGEO.fullmatch(code) or code in seen:
            raise ValueError(f"{path.name}: district code {code!r} is repeated or not six digits")
        seen.add(code)
    return rows


def read_capitals(path: Path) -> dict[str, str]:
    """Capital town by six-digit district code, from the attributes of the districts of Cajamarca."""
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["inei"]: " ".join(row["capital"].split()) for row in csv.DictReader(handle)}


def area_rows(districts: Iterable[Mapping[str, str]], capitals: Mapping[str, str]) -> list[AreaRow]:
    """Derive the three levels from the districts.

    The capital of a province is the town of its district 01 (INEI numbers the capital's district first), and the
    capital of a region that of its province 01; where no town name is known the name of the district stands.
    """
    rows: dict[str, AreaRow] = {}
    names: dict[str, str] = {}
    for district in districts:
        code, name = district["COD_DISTRITO"], district["DISTRITO"].strip()
        names[code] = name
        rows[code] = AreaRow(code, "district", name, code[:4], capitals.get(code, ""))
        rows[code[:4]] = AreaRow(code[:4], "province", district["PROVINCIA"].strip(), code[:2], "")
        rows[code[:2]] = AreaRow(code[:2], "region", district["DEPARTAMENTO"].strip(), "", "")
    for code, row in rows.items():
        if row.level == "district":
            continue
        main = code + "01" if row.level == "province" else code + "0101"
        capital = capitals.get(main) or names.get(main, "")
        rows[code] = AreaRow(row.ubigeo, row.level, row.name, row.parent, capital)
    return [rows[code] for code in sorted(rows)]


def write_areas(rows: Iterable[AreaRow], target: Path) -> None:
    """Write areas.csv: UTF-8, LF, sorted by code, the same bytes for the same rows."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(HEADER)
        for row in rows:
            writer.writerow((row.ubigeo, row.level, row.name, row.parent, row.capital))
