"""Real clients against the server in its own process: GDAL's OAPIF driver, OWSLib, and the OGC test suite."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import httpx
import pyogrio
import pytest
from owslib.ogcapi.features import Features

from geoapp.services.publication import Publication, read_publication
from geoapp.services.summary import summarise
from tests.support.backends import required

SUITE_VARIABLE = "GEOAPP_TEST_OGCTESTS"
"""Names a Python that has the package ogctests installed."""


@pytest.fixture(scope="module")
def publication(sqlite_shipped: object) -> Publication:
    return read_publication(sqlite_shipped)  # type: ignore[arg-type]


def test_gdal_reads_every_collection(address: str, publication: Publication) -> None:
    layers = {name: kind for name, kind in pyogrio.list_layers(f"OAPIF:{address}")}  # noqa: C416 - an array of pairs
    assert layers == {"provincias": "MultiPolygon", "distritos": "MultiPolygon", "proyectos": "Point"}
    frame = pyogrio.read_dataframe(f"OAPIF:{address}", layer="proyectos", PAGE_SIZE="50")
    total = summarise(publication.portfolio, publication.portfolio.on_map | True).total
    assert len(frame) == total.projects
    assert frame.geometry.isna().sum() == total.projects - total.located
    cost = sum((Decimal(f"{value:.2f}") for value in frame["cost_pen"].dropna()), Decimal(0))
    assert cost == total.cost
    assert frame["district_ubigeo"].dropna().str.startswith("06").all()
    districts = pyogrio.read_dataframe(f"OAPIF:{address}", layer="distritos")
    assert sorted(districts["ubigeo"]) == sorted(c for c, a in publication.areas.items() if a.level == "district")


def test_gdal_pushes_its_filters_to_the_server(address: str, publication: Publication) -> None:
    frame = pyogrio.read_dataframe(
        f"OAPIF:{address}", layer="proyectos", where="status = 'ejecucion' AND cost_pen >= 1000000"
    )
    portfolio = publication.portfolio
    expected = [
        at
        for at in range(portfolio.size)
        if portfolio.text["status"][at] == "ejecucion"
        and portfolio.with_cost[at]
        and portfolio.cost_centimos[at] >= 100_000_000
    ]
    assert len(frame) == len(expected) > 0
    boxed = pyogrio.read_dataframe(f"OAPIF:{address}", layer="proyectos", bbox=(-79, -7, -78, -6))
    lon, lat = portfolio.lon, portfolio.lat
    assert len(boxed) == int(((lon >= -79) & (lon <= -78) & (lat >= -7) & (lat <= -6)).sum())


def test_gdal_reads_in_metres(address: str) -> None:
    frame = pyogrio.read_dataframe(f"OAPIF:{address}", layer="provincias", CRS="EPSG:32717")
    assert frame.crs.to_epsg() == 32717
    plain = pyogrio.read_dataframe(f"OAPIF:{address}", layer="provincias").set_crs("OGC:CRS84", allow_override=True)
    moved = plain.to_crs("EPSG:32717")
    assert (frame.geometry.area - moved.geometry.area).abs().max() < 1e5


def test_owslib_finds_its_way(address: str) -> None:
    client = Features(address)
    assert client.feature_collections() == ["provincias", "distritos", "proyectos"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in client.conformance()["conformsTo"]
    assert client.api()["openapi"].startswith("3.0")
    page = client.collection_items("proyectos", limit=5, filter="sector = 'riego'")
    assert page["numberReturned"] == 5 < page["numberMatched"]
    one = page["features"][0]
    assert client.collection_item("proyectos", one["id"])["properties"] == one["properties"]
    assert "geometry" in client.collection_queryables("proyectos")["properties"]


def test_the_core_suite_of_ogc_passes(address: str, tmp_path: Path) -> None:
    python = os.environ.get(SUITE_VARIABLE)
    if not python or shutil.which(python) is None:
        reason = f"{SUITE_VARIABLE} does not name a Python that has requirements-suite.txt installed"
        if required("ogctests"):
            pytest.fail(reason)
        pytest.skip(reason)
    code = "import ogctests, pathlib; print(pathlib.Path(ogctests.__file__).parent)"
    folder = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={folder}", f"{folder}/features/core"],
        env={**os.environ, "INSTANCE_URL": address},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_schema_of_the_contract_is_known(web: httpx.Client) -> None:
    contract = web.get("/api").json()
    references = [part for part in _references(contract) if part.startswith("#/components/")]
    for reference in references:
        found = contract
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    assert references
    assert importlib.util.find_spec("owslib") is not None


def _references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for member in value.values() for found in _references(member)]
    return [found for member in value for found in _references(member)] if isinstance(value, list) else []
