"""The build of areas.csv: three levels out of the districts, the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.build_gazetteer.areas import (
    ATTRIBUTES,
    BOUNDARIES,
    AreaRow,
    area_rows,
    read_capitals,
    read_districts,
    write_areas,
)

ROOT = Path(__file__).parents[4]
SOURCES = ROOT.parent / "shared" / "data"


def test_the_levels_above_come_from_the_districts() -> None:
    district = {"DEPARTAMENTO": "Cajamarca", "PROVINCIA": "Hualgayoc"}
    rows = area_rows(
        [
            {"COD_DISTRITO": "060702", "DISTRITO": "Chugur", **district},
            {"COD_DISTRITO": "060701", "DISTRITO": "Bambamarca", **district},
        ],
        {"060702": "Chugur"},
    )
    assert rows == [
        AreaRow("06", "region", "Cajamarca", "", ""),
        AreaRow("0607", "province", "Hualgayoc", "06", "Bambamarca"),
        AreaRow("060701", "district", "Bambamarca", "0607", ""),
        AreaRow("060702", "district", "Chugur", "0607", "Chugur"),
    ]


@pytest.mark.skipif(not SOURCES.exists(), reason="the source files are not beside the project")
def test_the_shipped_table_is_what_the_build_makes(tmp_path: Path) -> None:
    rows = area_rows(read_districts(SOURCES / BOUNDARIES), read_capitals(SOURCES / ATTRIBUTES))
    write_areas(rows, tmp_path / "areas.csv")
    assert (tmp_path / "areas.csv").read_bytes() == (ROOT / "data" / "gazetteer" / "areas.csv").read_bytes()
