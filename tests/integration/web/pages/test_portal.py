"""Compare, near, report, sheet, sitemap: what they say agrees with the rest, and bad input is told."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from pyproj import Geod

from geoapp.db import Database
from geoapp.domain.filters import Near, ProjectFilter
from geoapp.services.neighbours import circle, distances, exactly_placed, neighbours
from geoapp.services.portfolio import Portfolio
from geoapp.services.publication import Publication
from geoapp.services.reports import latest_reports
from geoapp.settings import MapSettings
from geoapp.web.pages.compare import area_parts
from geoapp.web.pages.near import near_page
from geoapp.web.pages.region import region_page
from geoapp.web.pages.sheet import area_sheet
from tests.support.serving import Client, serving


@pytest.mark.parametrize("ubigeo", ["0601", "0608", "060101"])
@pytest.mark.parametrize("column", ["sector", "status"])
def test_parts_by_group_add_up_to_the_area(publication: Publication, ubigeo: str, column: str) -> None:
    from geoapp.services.summary import area_row  # noqa: PLC0415

    row = area_row(publication.portfolio, np.ones(publication.portfolio.size, dtype=bool), ubigeo)
    parts = area_parts(publication, ubigeo, column).values()
    assert sum(part.projects for part in parts) == row.projects + row.shared_projects
    assert sum((part.amount or Decimal(0) for part in parts), Decimal(0)) == (row.cost_with_share or 0)


def test_areas_are_chosen_by_code_or_by_name(client: Client) -> None:
    by_name, by_code = (client.get(f"/comparar?{query}").text for query in ("a=jaen&b=San+Ignacio", "a=0608&b=0609"))
    assert by_name.partition("<main")[2] == by_code.partition("<main")[2]
    for address in ("/comparar?a=9999", "/comparar?a=06&b=0608", "/comparar?z=1"):
        assert client.get(address).status_code == 400
    assert "al menos dos" in client.get("/comparar?a=0608&b=0608").text


def test_near_is_exact_and_agrees_with_the_filter(publication: Publication, client: Client) -> None:
    point = Near(-78.8, -5.7, 20.0)
    page = near_page(publication, MapSettings(), point, q="", radius_km=20)
    total = client.get("/api/v1/summary?near=-78.8,-5.7,20").json()["total"]
    assert page.found is not None
    assert page.found.total.projects == total["projects"] > 0
    kms = [line.km for line in page.lines]
    assert kms == sorted(kms)
    assert kms[-1] <= 20
    nearest = publication.portfolio.index_of[page.lines[0].project.project_id]
    places = publication.portfolio.place_project == nearest
    lons, lats = publication.portfolio.place_lon[places], publication.portfolio.place_lat[places]
    _, _, metres = Geod(ellps="WGS84").inv(lons * 0 - 78.8, lats * 0 - 5.7, lons, lats)
    assert kms[0] == pytest.approx(min(metres) / 1000, abs=1e-9)


def test_a_circle_is_round_on_the_ground() -> None:
    ring = circle(-78.5, -7.1, 10)
    assert ring[0] == ring[-1]
    for lon, lat in ring:
        _, _, metres = Geod(ellps="WGS84").inv(-78.5, -7.1, lon, lat)
        assert metres == pytest.approx(10_000, abs=0.3)


def test_neighbours_are_the_nearest_of_all(publication: Publication) -> None:
    portfolio = publication.portfolio
    index = portfolio.index_of["hospital-jaen"]
    found = neighbours(portfolio, index, 5)
    assert len(found) == 5
    assert index not in [near.index for near in found]
    own = np.flatnonzero(portfolio.place_project == index)
    exact = np.flatnonzero(exactly_placed(portfolio)[portfolio.place_project] & (portfolio.place_project != index))
    best: dict[int, float] = {}
    for place in own.tolist():
        lon, lat = float(portfolio.place_lon[place]), float(portfolio.place_lat[place])
        for other, km in zip(exact.tolist(), _km(portfolio, exact, lon, lat), strict=True):
            project = int(portfolio.place_project[other])
            best[project] = min(best.get(project, 1e9), km)
    assert [near.km for near in found] == pytest.approx(sorted(best.values())[:5])
    for near in found:
        assert near.km == pytest.approx(best[near.index])


def _km(portfolio: Portfolio, places: np.ndarray, lon: float, lat: float) -> list[float]:
    many = np.ones(len(places))
    there = portfolio.place_lon[places], portfolio.place_lat[places]
    _, _, metres = Geod(ellps="WGS84").inv(lon * many, lat * many, *there)
    return (np.asarray(metres) / 1000).tolist()


@pytest.mark.parametrize("radius_km", [2, 10, 50, 200])
@pytest.mark.parametrize("place", [(-78.81, -5.71), (-78.5, -7.16), (-78.14, -6.87), (-75.0, -12.0)])
def test_what_is_near_comes_by_exact_distance(
    publication: Publication, place: tuple[float, float], radius_km: int
) -> None:
    portfolio = publication.portfolio
    point = Near(*place, float(radius_km))
    mask = publication.select(ProjectFilter(near=point, sector=("salud", "saneamiento", "transporte")))
    best: dict[int, float] = {}
    everywhere = np.arange(len(portfolio.place_lon))
    for project, km in zip(portfolio.place_project.tolist(), _km(portfolio, everywhere, *place), strict=True):
        if mask[project]:
            best[project] = min(best.get(project, 1e9), km)
    expected = sorted(best.items(), key=lambda item: (item[1], item[0]))
    assert all(km <= radius_km for _, km in expected)
    for count in (1, 3, 25, 10_000):
        found = distances(portfolio, mask, point, count)
        assert [near.index for near in found] == [index for index, _ in expected[:count]]
        assert [near.km for near in found] == pytest.approx([km for _, km in expected[:count]])


@pytest.mark.parametrize(
    "query", ["lon=-78.5", "lon=x&lat=1", "lon=-78&lat=-7&radio_km=51", "lon=nan&lat=0", "radio_km=0", "q=" + "a" * 90]
)
def test_near_tells_what_is_wrong(client: Client, query: str) -> None:
    assert client.get(f"/cerca?{query}").status_code == 400


def test_a_place_is_found_without_accents(client: Client) -> None:
    text = client.get("/cerca?q=celendin").text
    assert "Celendín" in text
    assert "/cerca?lon=-78." in text


def test_the_home_page_has_three_ways_in(client: Client, publication: Publication) -> None:
    text = client.get("/").text
    for way in ('href="#mi-provincia"', 'href="/cerca"', 'href="/datos"'):
        assert way in text
    assert text.index('class="ways"') < text.index('id="mapa-titulo"')
    from geoapp.domain.filters import ProjectFilter  # noqa: PLC0415

    assert region_page(publication, MapSettings(), ProjectFilter()).plan.commitments == 55


@pytest.mark.parametrize("address", ["/provincias/0608/ficha.pdf", "/distritos/060801/ficha.pdf"])
def test_a_sheet_is_one_page_of_a4(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type /Page ") == 1
    assert b"/MediaBox [ 0 0 595." in answer.content
    assert client.get("/provincias/9999/ficha.pdf").status_code == 404


def test_fonts_of_a_sheet_hold_its_letters_and_no_rules_of_layout(client: Client) -> None:
    from fontTools import subset  # noqa: PLC0415 - heavy

    before = subset.Options
    content = client.get("/provincias/0609/ficha.pdf").content
    streams = [found.split(b"endstream")[0].strip(b"\r\n") for found in content.split(b"stream")[1::2]]
    plain = [_inflated(stream) for stream in streams]
    fonts = [TTFont(io.BytesIO(text)) for text in plain if text.startswith(b"\x00\x01\x00\x00")]
    assert len(fonts) >= 2  # plain and bold
    for font in fonts:
        assert {"glyf", "loca", "hmtx", "head"} <= set(font.keys())
        assert not {"GSUB", "GPOS", "GDEF", "kern"} & set(font.keys())
    drawn = {name for font in fonts for name in font.getGlyphOrder() if font["glyf"][name].numberOfContours}
    assert {"S", "a", "n", "ntilde", "oacute", "zero", "nine"} <= drawn
    assert subset.Options is before


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_a_sheet_tells_the_figures_of_the_page(publication: Publication, client: Client) -> None:
    sheet = area_sheet(publication, MapSettings(), publication.area("0608"))
    text = client.get("/provincias/0608").text
    assert sheet.figures[1].note in text
    assert sheet.figures[2].value in text
    for row in sheet.tables[2].rows:
        assert all(cell in text for cell in row)


def test_the_sitemap_lists_all_once_in_each_language(client: Client, publication: Publication) -> None:
    index = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    parts = [str(e.text) for e in index.iter(name)]
    assert len(parts) == 1
    found = ET.fromstring(client.get("/sitemap-1.xml").content)  # noqa: S314 - our own
    paths = [str(e.text) for e in found.iter(name)]
    assert len(paths) == len(set(paths)) == 2 * (10 + 13 + 127 + publication.portfolio.size)
    assert client.get("/sitemap-2.xml").status_code == 404
    assert "Sitemap: " in client.get("/robots.txt").text


@pytest.fixture(scope="module")
def desk(sqlite_shipped: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A site of its own, to be written to."""
    import sqlite3  # noqa: PLC0415

    path = tmp_path_factory.mktemp("reports") / "geoapp.sqlite3"
    assert sqlite_shipped.path is not None
    source, copy = sqlite3.connect(sqlite_shipped.path), sqlite3.connect(path)
    source.backup(copy)
    source.close()
    copy.close()
    with serving(f"sqlite:///{path}") as client:
        yield client


GOOD = {"pagina": "/proyectos/x", "edicion": "1", "tema": "lugar", "mensaje": "El punto está en otro distrito: ñandú."}
HERE = {"sec-fetch-site": "same-origin"}


def stored(desk: Client) -> list[str]:
    return [report.message for report in latest_reports(desk.app.state.database, 100)]


def test_reports_are_stored_once_and_only_from_the_form(desk: Client) -> None:
    sent = desk.post("/reportar", data=GOOD, headers=HERE, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, "/reportar?enviado=1")
    assert stored(desk) == [GOOD["mensaje"]]
    report = latest_reports(desk.app.state.database)[0]
    assert (report.page, report.edition, report.kind) == ("/proyectos/x", 1, "lugar")
    # From another site, by a program that says nothing of where it comes from, by one that fills every field.
    assert desk.post("/reportar", data=GOOD, headers={"origin": "https://example.org"}).status_code == 403
    assert desk.post("/reportar", data=GOOD).status_code == 403
    assert desk.post("/reportar", data={**GOOD, "sitio_web": "x"}, headers=HERE).status_code == 303
    assert desk.post("/reportar", json=GOOD, headers=HERE).status_code == 400
    assert desk.post("/reportar", data={**GOOD, "mensaje": "x" * 20_000}, headers=HERE).status_code == 400
    assert stored(desk) == [GOOD["mensaje"]]


def test_what_was_typed_stays_when_something_is_missing(desk: Client) -> None:
    answer = desk.post("/reportar", data={**GOOD, "mensaje": "<b>corto"}, headers=HERE)
    assert answer.status_code == 422
    assert "&lt;b&gt;corto" in answer.text
    assert "<b>corto" not in answer.text
    assert desk.post("/reportar", data={**GOOD, "pagina": "https://x"}, headers=HERE).status_code == 422


def test_an_origin_that_is_no_address_is_refused(desk: Client) -> None:
    assert desk.post("/reportar", data=GOOD, headers={"origin": "http://[x"}).status_code == 403


def test_what_commands_a_terminal_is_left_out(desk: Client) -> None:
    told = "hola \x1b[2J\x1b]0;otro\x07 mundo\u202e entero\nsegunda línea"
    assert desk.post("/reportar", data={**GOOD, "mensaje": told}, headers=HERE).status_code == 303
    assert stored(desk)[0] == "hola [2J]0;otro mundo entero\nsegunda línea"


def test_mistakes_do_not_use_up_the_limit(desk: Client) -> None:
    for _ in range(8):
        assert desk.post("/reportar", data={**GOOD, "mensaje": "corto"}, headers=HERE).status_code == 422
    assert desk.post("/reportar", data=GOOD, headers=HERE).status_code == 303


def test_an_address_has_its_limit(desk: Client) -> None:
    codes = [desk.post("/reportar", data=GOOD, headers=HERE, follow_redirects=False).status_code for _ in range(8)]
    assert codes[-1] == 429
    assert codes.count(303) <= 5
