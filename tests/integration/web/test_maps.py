"""Data addresses of the maps and the explorer, over HTTP."""

from __future__ import annotations

import http.client
import re
import shutil
import time
from decimal import Decimal
from html import unescape
from importlib.resources import as_file, files
from pathlib import Path
from urllib.parse import urlencode

import pytest

from geoapp.app import create_app
from geoapp.db import Database
from geoapp.errors import ConfigurationError
from geoapp.settings import Settings
from tests.support.serving import Client, serving

VIEW = "view=-80,-8,-77,-4"


def test_answers_carry_an_etag_and_are_not_sent_twice(client: Client) -> None:
    for address in (
        f"puntos?{VIEW}&zoom=8",
        "valores?measure=projects",
        "limites/province.geojson",
        "pasivos.geojson",
        "localidades?view=-78.6,-7.2,-78.4,-7.1&zoom=12",
        "buscar?q=jaen",
        "dentro?near=-78.8,-5.7,30",
        f"plan?{VIEW}&zoom=8",
    ):
        first = client.get(f"/mapas/datos/{address}")
        assert first.status_code == 200, address
        again = client.get(f"/mapas/datos/{address}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address


@pytest.mark.parametrize(
    "address",
    [
        "puntos?view=1,2&zoom=8",
        f"puntos?{VIEW}&zoom=99",
        "puntos?view=-77,-8,-80,-4&zoom=8",
        "puntos?view=nan,nan,nan,nan&zoom=8",
        f"puntos?{VIEW}&zoom=8&at=17",
        "valores?measure=otra",
        "valores?classes=otra",
        "valores?level=region",
        "valores?at=hoy",
        "valores?also=ayer",
        "valores?parent=9999",
        "dentro",
        "dentro?within=POLYGON((0 0,1 1,0 1,1 0,0 0))",
        "dentro?within=POINT(0 0)",
        "dentro?near=-78,-7,9000",
        "localidades?view=a,b,c,d",
        "localidades",
        "buscar?q=a",
        "buscar?q=%3C%3E",
        "pasivos.geojson?x=1",
        "limites/otro.geojson",
        "lugar?ids=no-existe",
    ],
)
def test_impossible_requests_are_refused_in_words(client: Client, address: str) -> None:
    answer = client.get(f"/mapas/datos/{address}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_a_polygon_of_many_vertices_is_refused_before_any_work(client: Client) -> None:
    corners = ", ".join(f"{-78 + i / 1e6:.6f} {-7 + (i % 2) / 1e6:.6f}" for i in range(2_000))
    corners += ", -78.000000 -7.000000"
    begun = time.perf_counter()
    answer = client.get(f"/mapas/datos/dentro?{urlencode({'within': f'POLYGON (({corners}))'})}")
    assert answer.status_code == 400
    assert "1000 vértices" in answer.json()["detail"]
    # A hundred thousand do not even fit an address: the server closes the door on them.
    huge = http.client.HTTPConnection(client.base_url.host, client.base_url.port, timeout=10)
    try:
        huge.request("GET", "/mapas/datos/dentro?within=POLYGON((" + "0+0," * 100_000 + "0+0))")
        assert huge.getresponse().status == 400
    except ConnectionError:
        pass  # closed while the rest was still on its way
    finally:
        huge.close()
    assert time.perf_counter() - begun < 5


def test_search_ignores_accents_and_finds_all_kinds(client: Client) -> None:
    plain = client.get("/mapas/datos/buscar?q=jaen").json()["results"]
    accented = client.get("/mapas/datos/buscar?q=JAÉN").json()["results"]
    assert plain == accented
    assert {result["kind"] for result in plain} == {"area", "project", "locality"}
    assert plain[0]["href"] == "/provincias/0608"
    for result in plain:
        assert "bounds" in result or result["lon"] is None or -81 < result["lon"] < -77


def test_a_search_goes_to_the_areas_of_a_project_without_a_more_exact_place(client: Client) -> None:
    kinds = set()
    for q in ("agua", "salud", "carretera", "riego", "hospital", "colegio"):
        for found in client.get(f"/mapas/datos/buscar?q={q}").json()["results"]:
            if found["kind"] != "project" or found["lon"] is None:
                continue
            exact = client.get(f"/api/v1{found['href'].replace('proyectos', 'projects')}").json()["precision"]
            kinds.add(exact)
            assert ("bounds" in found) == (exact in {"district", "province"}), found
            if "bounds" in found:
                west, south, east, north = found["bounds"]
                assert west <= found["lon"] <= east
                assert south <= found["lat"] <= north
                assert "sin lugar exacto" in found["text"]
                assert found["area"]
    assert {"site", "district"} <= kinds


def test_municipal_budget_of_a_year_is_that_year(client: Client) -> None:
    totals = {}
    for year in (2021, 2025):
        answer = client.get(f"/mapas/datos/valores?measure=municipal_accrued_pen&at={year}").json()
        assert answer["year"] == year
        assert str(year) in answer["title"]
        totals[year] = sum(area["value"] for area in answer["areas"].values())
    assert totals[2021] != totals[2025]
    unknown = client.get("/mapas/datos/valores?measure=municipal_accrued_pen&at=2010").json()
    assert unknown["classes"] == []
    assert unknown["no_data_count"] == 13
    assert {area["value_text"] for area in unknown["areas"].values()} == {"sin dato"}


def test_two_years_share_their_classes(client: Client) -> None:
    base = "/mapas/datos/valores?measure=municipal_execution_pct"
    one, other = (client.get(f"{base}&at={at}&also={also}").json() for at, also in ((2021, 2025), (2025, 2021)))
    assert [(c["low"], c["high"]) for c in one["classes"]] == [(c["low"], c["high"]) for c in other["classes"]]
    for answer in (one, other):
        assert sum(class_["count"] for class_ in answer["classes"]) == 13


def test_the_points_of_a_year_tell_the_states_of_then(client: Client) -> None:
    then = client.get(f"/mapas/datos/puntos?{VIEW}&zoom=8&at=2021").json()
    now = client.get(f"/mapas/datos/puntos?{VIEW}&zoom=8").json()
    assert then["total"] < now["total"]
    assert sum(status["count"] for status in then["statuses"]) == then["total"]


def test_the_address_restores_the_explorer(client: Client) -> None:
    page = client.get(
        "/mapa?measure=municipal_execution_pct&level=district&classes=jenks&colors=Blues&at=2021&layer=hospitales"
        "&sector=salud"
    )
    assert page.status_code == 200
    for chosen in ("municipal_execution_pct", "district", "jenks", "Blues"):
        assert re.search(rf'<option value="{chosen}"[^>]* selected>', page.text), chosen
    assert 'name="layer" value="hospitales" form="filtros" data-explore-layer data-theme checked' in page.text
    assert 'name="at" value="2021"' in page.text
    assert "Ejecución municipal 2021" in page.text


@pytest.mark.parametrize(
    "address", ["/", "/mapa", "/mapa?level=district", "/mapa/comparar", "/mapas/region", "/mapas/areas/0608"]
)
def test_map_pages_stay_small(client: Client, address: str) -> None:
    assert len(client.get(address).content) < 60_000


def test_unknown_choices_of_the_explorer_are_refused(client: Client) -> None:
    for query in ("layer=otra", "colors=Rainbow", "classes=x", "at=1", "zzz=1"):
        assert client.get(f"/mapa?{query}").status_code == 400


def test_the_table_says_what_the_map_says(client: Client) -> None:
    values = client.get("/mapas/datos/valores?measure=projects&sector=salud").json()
    page = client.get("/mapa?measure=projects&sector=salud").text
    table = page[page.index('id="tablas"') :]
    for area in values["areas"].values():
        row = table[table.index(f'href="{area["href"]}"') :]
        assert f'<td class="n">{area["value_text"]}</td>' in row[: row.index("</tr>")]


def catalog_copy(folder: Path) -> Path:
    with as_file(files("layers").joinpath("catalog")) as own:
        shutil.copytree(own, folder)
    return folder


def test_adding_a_layer_is_adding_a_file(sqlite_shipped: Database, tmp_path: Path) -> None:
    folder = catalog_copy(tmp_path / "capas")
    text = (folder / "educacion.toml").read_text(encoding="utf-8")
    text = text.replace("Educación", "Turismo y cultura").replace('["educacion"]', '["turismo", "cultura"]')
    (folder / "turismo.toml").write_text(text.replace('sector = "educacion"', 'sector = "turismo"'), encoding="utf-8")
    with serving(sqlite_shipped, paths={"catalog": folder}) as client:
        page = client.get("/mapa?layer=turismo").text
    assert "Turismo y cultura" in page
    assert '"filters":[["sector","turismo"],["sector","cultura"]]' in page


def test_a_broken_layer_file_stops_the_start_with_name_and_line(tmp_path: Path) -> None:
    folder = catalog_copy(tmp_path / "capas")
    path = folder / "represas.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if text.startswith("kind"))
    lines[line - 1] = 'kind = "nubes"'
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=rf"represas\.toml.*{line}"):
        create_app(Settings.load(database={"url": "sqlite:///:memory:"}, paths={"catalog": folder}))


def test_an_empty_source_says_so(sqlite_shipped: Database, tmp_path: Path) -> None:
    import sqlite3  # noqa: PLC0415 - emptied behind the application's back

    assert sqlite_shipped.path is not None
    copy = tmp_path / "vacia.sqlite3"
    with sqlite3.connect(sqlite_shipped.path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute("DELETE FROM mining_liability")
        target.execute("DELETE FROM commitment_project")
        target.commit()
    source.close()
    target.close()
    with serving(f"sqlite:///{copy}") as client:
        liabilities = client.get("/mapas/datos/pasivos.geojson").json()
        plan = client.get(f"/mapas/datos/plan?{VIEW}&zoom=8").json()
    assert (liabilities["features"], liabilities["on_map_text"]) == ([], "Esta edición no trae pasivos mineros")
    assert (plan["total"], plan["on_map_text"]) == (0, "Esta edición no enlaza proyectos con el plan")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/mapas/datos/valores?level=province&level=district", "level"),
        ("/mapas/datos/puntos?view=-80,-8,-77,-4&zoom=8&zoom=9", "zoom"),
        ("/mapas/datos/buscar?q=agua&q=salud", "q"),
        ("/api/v1/summary?group_by=sector&group_by=year", "group_by"),
        ("/api/v1/projects?limit=5&limit=6", "limit"),
        ("/?measure=projects&measure=cost_pen", "measure"),
    ],
)
def test_a_parameter_given_twice_is_refused_by_its_name(client: Client, path: str, name: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert name in answer.text
    assert "se puede dar una sola vez" in answer.text


def test_points_that_are_not_projects_follow_the_areas_of_the_filter(client: Client) -> None:
    whole = client.get("/mapas/datos/pasivos.geojson").json()
    hualgayoc = client.get("/mapas/datos/pasivos.geojson?province=0607").json()
    assert 0 < len(hualgayoc["features"]) < len(whole["features"])
    assert hualgayoc["on_map_text"] is None
    by_sector = client.get("/mapas/datos/pasivos.geojson?sector=salud&at=2021").json()
    assert len(by_sector["features"]) == len(whole["features"])
    assert "solo cuentan provincia y distrito" in by_sector["on_map_text"]
    view = "view=-78.90,-5.80,-78.70,-5.60&zoom=13"
    every = client.get(f"/mapas/datos/localidades?{view}").json()["features"]
    jaen = client.get(f"/mapas/datos/localidades?{view}&district=060801").json()
    assert 0 < len(jaen["features"]) <= len(every)
    assert {feature["properties"]["id"][:6] for feature in jaen["features"]} == {"060801"}
    none = client.get(f"/mapas/datos/localidades?{view}&district=060101").json()
    assert none["features"] == []
    assert none["on_map_text"]
    assert client.get("/mapas/datos/pasivos.geojson?province=9999").status_code == 400


HALF = "within=POLYGON((-79 -8,-78 -8,-78 -6,-79 -6,-79 -8))"


def test_a_shape_holds_what_the_map_of_the_year_draws_in_it(client: Client) -> None:
    then = client.get(f"/mapas/datos/dentro?{HALF}&at=2015").json()
    now = client.get(f"/mapas/datos/dentro?{HALF}").json()
    assert then["total"] == client.get(f"/mapas/datos/puntos?{VIEW}&zoom=8&at=2015&{HALF}").json()["total"]
    assert 0 < then["total"] < now["total"]
    assert any("hasta fines de 2015" in note for note in then["notes"])


def test_a_shape_tells_amounts_that_are_not_added_up(client: Client) -> None:
    listed = client.get("/mapas/datos/dentro?near=-78.5,-6.5,500&sector=salud").json()["projects"]
    told = {project["href"].rpartition("/")[2]: project["text"] for project in listed}
    items = client.get("/api/v1/projects?near=-78.5,-6.5,500&sector=salud&limit=1000").json()["items"]
    apart = {item["id"] for item in items if item["package_pen"] is not None and item["cost_pen"] is None}
    assert apart & told.keys()
    assert all(told[one].endswith(", no se suma") for one in apart & told.keys())
    without = [item["id"] for item in items if item["cost_pen"] is None and item["package_pen"] is None]
    assert all(told[one] == "costo sin dato" for one in without if one in told)


@pytest.mark.parametrize("measure", ["physical_pct", "alerts"])
def test_a_past_year_says_which_figures_are_of_today(client: Client, measure: str) -> None:
    note = client.get(f"/mapas/datos/valores?measure={measure}&at=2015").json()["note"]
    assert "sus montos, avances y alertas son los actuales" in note


def test_a_map_beside_another_has_its_own_sector_in_place_of_the_filters(client: Client) -> None:
    def drawn(query: str) -> list[str]:
        page = client.get(f"/mapa/comparar?{query}&measure=projects").text
        return re.findall(r'data-geoapp-filters="([^"]*)"', page)

    assert drawn("sector=salud&sector1=educacion") == ["sector=educacion", "sector=salud"]
    assert drawn("sector=salud&sector=educacion&sector2=salud") == ["sector=educacion&amp;sector=salud", "sector=salud"]
    assert drawn("province=0608&sector1=salud") == ["province=0608&amp;sector=salud", "province=0608"]


def test_a_blank_parent_is_none(client: Client) -> None:
    for path in ("/mapas/datos/limites/district.geojson", "/mapas/datos/valores"):
        assert client.get(f"{path}?parent=").status_code == 200
        assert client.get(f"{path}?parent=99").status_code == 400


@pytest.mark.parametrize("query", ["", "&province=0608", "&level=district", "&sector=salud&level=district"])
def test_the_costs_of_the_table_add_up_to_its_total(client: Client, query: str) -> None:
    page = client.get(f"/mapa?measure=projects{query}").text
    table = page[page.index('id="tablas"') :]
    rows = table[table.index("<tbody") : table.index("</table>")].split("</tr>")[:-1]
    costs = [unescape(re.sub("<[^>]*>", "", row.rpartition("<td")[2].partition(">")[2])).strip() for row in rows]
    *parts, total = [Decimal(cost.removeprefix("S/\xa0").replace(",", "")) for cost in costs if cost[:2] == "S/"]
    assert len(parts) > 1
    assert sum(parts) == total


@pytest.mark.parametrize("path", ["/", "/proyectos", "/provincias/0608", "/cerca?lon=-79&lat=-5.1&radio_km=10"])
def test_every_format_of_the_filtered_view_is_a_click_away(client: Client, path: str) -> None:
    page = client.get(path, params=None if "?" in path else {"sector": "salud"}).text
    links = {unescape(href) for href in re.findall(r'href="(/descargas/proyectos\.[^"]+)"', page)}
    assert {link.partition("?")[0].partition(".")[2] for link in links} >= {
        "geojson", "csv", "xlsx", "gpkg", "shp.zip", "kml", "fgb", "parquet",
    }  # fmt: skip
    assert len({link.partition("?")[2] for link in links}) == 1


def test_projects_in_the_middle_of_an_area_are_not_said_to_stand_there(client: Client) -> None:
    items = client.get("/api/v1/projects?limit=1000").json()["items"]
    for precisions, told in ((("district", "province"), "sin sitio exacto"), (("site", "locality"), "en este lugar")):
        ids = [item["id"] for item in items if item["precision"] in precisions][:2]
        assert told in client.get("/mapas/datos/lugar", params={"ids": ids}).json()["title"]
