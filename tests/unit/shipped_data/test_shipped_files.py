"""Every shipped file: encoding, form, source, size; and the small sets of facilities and liabilities."""

from __future__ import annotations

import tomllib
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from .reading import DATA, csv_files, table

LIMIT_BYTES = 8_000_000


@pytest.mark.parametrize("path", csv_files(), ids=lambda path: path.relative_to(DATA).as_posix())
def test_tables_are_plain_utf8_with_lines_of_equal_width(path: Path) -> None:
    raw = path.read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    text = raw.decode("utf-8")
    assert "\ufffd" not in text
    assert "Ã" not in text
    rows = table(path.relative_to(DATA).as_posix())
    assert rows
    assert all(None not in row and None not in row.values() for row in rows)


def test_every_file_has_its_source_and_every_source_its_file() -> None:
    sources = tomllib.loads((DATA / "sources.toml").read_text(encoding="utf-8"))["source"]
    for source in sources:
        for field in ("id", "title", "publisher", "url", "date", "licence", "transformations", "caveat"):
            assert source[field].strip(), source["id"]
    named = {name for source in sources for name in source["files"]}
    shipped = {path.relative_to(DATA).as_posix() for path in (*csv_files(), *DATA.rglob("*.shp"))}
    assert named == shipped
    assert len({source["id"] for source in sources}) == len(sources)


def test_data_stays_small() -> None:
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < LIMIT_BYTES


def test_facilities_and_liabilities_fall_in_their_district() -> None:
    districts = gpd.read_file(DATA / "shapefiles/distritos/distritos.shp").set_index("UBIGEO").geometry
    for name, count in (("facilities/facilities.csv", 15), ("environment/mining_liabilities.csv", 30)):
        rows = table(name)
        assert len(rows) == count
        for row in rows:
            point = shapely.Point(float(row["lon"]), float(row["lat"]))
            assert districts[row["ubigeo"]].contains(point), row


def test_facilities_name_their_source() -> None:
    sources = tomllib.loads((DATA / "sources.toml").read_text(encoding="utf-8"))["source"]
    assert {row["source"] for row in table("facilities/facilities.csv")} <= {source["id"] for source in sources}
    codes = {row["facility_code"]: row["name"] for row in table("facilities/facilities.csv")}
    assert codes["4782"] == "Hospital Tito Villar Cabezas de Bambamarca"
