"""Limits that would not draw the department as it is are refused, and each error says how to mend the file."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geoapp.errors import SchemaError
from geoapp.ingest.intake import Intake
from geoapp.ingest.recognise import read_file
from tests.support.investments import CODES, context

TUMBES = sorted(code for code in CODES.names if code.startswith("24") and len(code) == 6)


def _squares(codes: list[str]) -> gpd.GeoDataFrame:
    """A square for each code, side by side in the north."""
    return gpd.GeoDataFrame(
        {"UBIGEO": codes, "DISTRITO": [f"D {code}" for code in codes]},
        geometry=[shapely.box(-80.6 + n * 0.01, -3.9, -80.59 + n * 0.01, -3.8) for n in range(len(codes))],
        crs="EPSG:4326",
    )


def _read(path: Path) -> Intake:
    return read_file(path, context("24", "2025"))[1]


def test_metres_that_no_reference_system_tells_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "limites.geojson"
    _squares(TUMBES).to_file(path, engine="pyogrio")
    assert len(_read(path).areas) == len(TUMBES) + 4
    metres = _squares(TUMBES).to_crs("EPSG:32717").set_crs(None, allow_override=True)
    path.write_text(metres.to_json(), encoding="utf-8")
    with pytest.raises(SchemaError, match=r"no caen en el Perú.*Declare el CRS .*WGS 84"):
        _read(path)
