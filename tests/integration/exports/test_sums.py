"""Every format, reopened by another program, adds up to the page's total, to the céntimo, for several filters."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode

import polars as pl
import pyogrio
import pytest

from geoapp.domain.filters import parse_filter
from geoapp.services.exports import AREA_EXPORTS, EXPORTS
from geoapp.services.exports.fields import AREA_FIELDS, LOCATION_FIELDS, PROJECT_FIELDS
from geoapp.services.publication import Publication
from geoapp.services.summary import summarise
from tests.integration.exports.conftest import REOPENED, by_gdal
from tests.support.serving import Client

FILTERS: tuple[tuple[tuple[str, str], ...], ...] = (
    (),
    (("province", "0608"),),
    (("sector", "saneamiento"), ("sector", "salud"), ("min_amount", "1000000")),
    (("q", "hospital"), ("bbox", "-79.5,-7.8,-77.7,-5")),
)


def test_every_format_is_reopened() -> None:
    assert set(REOPENED) == set(EXPORTS)


@pytest.mark.parametrize("pairs", FILTERS, ids=lambda pairs: urlencode(pairs) or "todo")
@pytest.mark.parametrize("name", EXPORTS)
def test_files_add_up_to_the_page(client: Client, name: str, pairs: tuple[tuple[str, str], ...]) -> None:
    publication: Publication = client.app.state.publications.current()
    mask = publication.select(parse_filter(pairs))
    total = summarise(publication.portfolio, mask).total
    answer = client.get(f"/descargas/proyectos.{name}", params=list(pairs))
    assert answer.status_code == 200
    found = REOPENED[name](answer.content)
    assert found.projects == total.projects > 0
    assert found.without_geometry == total.projects - total.located
    assert found.cost == (total.cost or Decimal(0))
    texts = publication.portfolio.text["district_codes"]
    expected = {(texts[at] or "").replace(";", "; ") for at, here in enumerate(mask.tolist()) if here and texts[at]}
    assert found.codes == expected
    shown = client.get("/api/v1/summary", params=list(pairs)).json()["total"]
    assert Decimal(str(shown["cost_pen"])) == found.cost


@pytest.mark.parametrize("pairs", FILTERS, ids=lambda pairs: urlencode(pairs) or "todo")
@pytest.mark.parametrize("level", ["province", "district"])
@pytest.mark.parametrize("name", AREA_EXPORTS)
def test_areas_add_up_to_the_page(client: Client, name: str, level: str, pairs: tuple[tuple[str, str], ...]) -> None:
    publication: Publication = client.app.state.publications.current()
    total = summarise(publication.portfolio, publication.select(parse_filter(pairs))).total
    content = client.get(f"/descargas/areas.{name}", params=[*pairs, ("level", level)]).content
    if name == "csv":
        frame = pl.read_csv(io.BytesIO(content), infer_schema_length=0)
        costs = [Decimal(value) for value in frame["cost_pen"].to_list() if value]
        projects = sum(int(value) for value in frame["projects"].to_list())
        ubigeos = [value for value in frame["ubigeo"].to_list() if value]
    else:
        frame = by_gdal(content, name, "areas" if name == "gpkg" else None)
        short = name == "shp.zip"
        values = frame["costo_pen" if short else "cost_pen"].dropna()
        costs = [Decimal(f"{value:.2f}") for value in values]
        projects = int(frame["proyectos" if short else "projects"].sum())
        ubigeos = frame["ubigeo"].dropna().tolist()
        assert frame.geometry.isna().sum() == len(frame) - len(ubigeos)
    assert projects == total.projects
    assert sum(costs, Decimal(0)) == (total.cost or Decimal(0))
    assert len(ubigeos) == {"province": 13, "district": 127}[level]
    assert all(isinstance(code, str) and code.startswith("06") for code in ubigeos)


def test_the_geopackage_has_its_layers(client: Client, tmp_path: object) -> None:
    content = client.get("/descargas/proyectos.gpkg", params={"province": "0608"}).content
    publication: Publication = client.app.state.publications.current()
    locations = by_gdal(content, "gpkg", "locations")
    assert set(locations["project_id"]) <= set(publication.portfolio.index_of)
    assert {"site", "locality", "district", "province"} & set(locations["precision"])
    said = dict(by_gdal(content, "gpkg", "metadata")[["name", "value"]].itertuples(index=False))
    assert said["filtro"] == "province=0608"
    assert said["fecha de corte"] == publication.edition.cut_off
    assert "licencia" in said
    fields = by_gdal(content, "gpkg", "fields")
    assert fields.groupby("layer").size().to_dict() == {"projects": 34, "locations": 8, "areas": 19}
    told = fields.set_index(["layer", "name"])["title"].sort_index()
    assert "vacía si ninguna la declara" in told["locations", "share_pct"]
    areas = by_gdal(content, "gpkg", "areas")
    assert areas.crs.to_epsg() == 4326
    assert pyogrio.__gdal_version__ >= (3, 8, 0)


def test_codes_of_the_geopackage_have_words(client: Client) -> None:
    content = client.get("/descargas/proyectos.gpkg").content
    codes = by_gdal(content, "gpkg", "codes").set_index(["layer", "name", "code"])["words"].sort_index()
    assert codes["projects", "status", "ejecucion"] == "En ejecución"
    assert codes.index.is_unique
    for layer, names in (("projects", ("sector", "status", "kind", "role", "sharing")), ("locations", ("method",))):
        frame = by_gdal(content, "gpkg", layer)
        for name in names:
            assert set(frame[name].dropna()) <= set(codes[layer, name].index), name


@pytest.mark.parametrize("layer", ["projects", "locations", "areas"])
def test_gdal_finds_an_alias_and_a_meaning_for_every_column(client: Client, tmp_path: Path, layer: str) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(client.get("/descargas/proyectos.gpkg", params={"province": "0608"}).content)
    with pyogrio.raw.open_arrow(path, layer=layer, use_pyarrow=True) as (_, reader):
        told = {field.name: field.metadata or {} for field in reader.schema if field.name not in {"fid", "geom"}}
    fields = {"projects": PROJECT_FIELDS, "locations": LOCATION_FIELDS, "areas": AREA_FIELDS}[layer]
    assert list(told) == [field.name for field in fields]
    for field in fields:
        # GDAL tells no alias that is the name itself in capitals.
        alias = told[field.name].get(b"GDAL:OGR:alternative_name", field.name.encode()).decode()
        assert alias == field.heading or alias.upper() == field.heading.upper()
        assert told[field.name][b"GDAL:OGR:comment"].decode() == field.title


def test_the_index_of_flatgeobuf_needs_every_geometry(client: Client) -> None:
    located = client.get("/descargas/proyectos.fgb", params={"precision": "site"}).content
    frame = by_gdal(located, "fgb")
    assert len(frame) > 0
    assert not frame.geometry.isna().any()
