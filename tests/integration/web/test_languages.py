"""The second language: complete, kept in the address, never mixed with the first."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from geoapp.db import Database
from tests.support.english import is_spanish, spanish_in
from tests.support.serving import Client

PAGES = (
    "/", "/?sector=salud&q=hospital&min_amount=1000000&year=2021&precision=site&alert=sobrecosto", "/?q=zzzz",
    "/provincias/0608", "/provincias/0601", "/distritos/060801", "/distritos/060610", "/provincias/0608/ficha",
    "/distritos/060801/ficha", "/proyectos", "/proyectos?sector=salud&page=2", "/proyectos?q=zzzz",
    "/proyectos/presa-chonta", "/proyectos/hospital-bambamarca", "/proyectos/equipos-bellavista-jaen", "/plan",
    "/datos", "/calidad", "/metodologia", "/comparar", "/comparar?a=0608", "/comparar?a=0608&b=0609&c=060101",
    "/cerca", "/cerca?q=san+juan", "/cerca?q=zzzz", "/cerca?lon=-78.8&lat=-5.7&radio_km=20",
    "/cerca?lon=-60&lat=5", "/novedades", "/importaciones/1", "/reportar?pagina=/plan", "/reportar?enviado=1", "/mapa",
    "/mapa?measure=municipal_execution_pct&at=2023&level=district", "/mapa/comparar", "/mapas/region",
    "/mapas/areas/0608", "/mapas/proyectos/presa-chonta", "/docs",
)  # fmt: skip
REFUSED = (
    ("/nada", 404), ("/provincias/9999", 404), ("/distritos/0608", 404), ("/distritos/060899", 404),
    ("/proyectos/zzzz", 404), ("/importaciones/999", 404), ("/importaciones/x", 404),
    ("/proyectos?sector=zz&foo=1&year=1&bbox=1&near=1&within=x&min_amount=x&q=%2C", 400),
    ("/proyectos?min_amount=9&max_amount=1", 400), ("/proyectos?page=99999", 400), ("/cerca?lon=x&lat=1", 400),
    ("/comparar?a=zz", 400), ("/mapa?layer=zz", 400), ("/novedades?until=99", 400), ("/novedades?since=x", 400),
    ("/mapas/areas/06", 404),
)  # fmt: skip
DATA = (
    "/mapas/datos/valores", "/mapas/datos/valores?measure=municipal_pim_pen&at=2023&level=district",
    "/mapas/datos/valores?measure=cost_per_inhabitant&at=2022", "/mapas/datos/puntos?view=-80,-8,-77,-4&zoom=7",
    "/mapas/datos/puntos?view=-79,-7.3,-78,-7&zoom=15&at=2022", "/mapas/datos/plan?view=-80,-8,-77,-4&zoom=10",
    "/mapas/datos/tarjeta/presa-chonta", "/mapas/datos/dentro?near=-78.5,-7.16,25", "/mapas/datos/buscar?q=ja",
    "/mapas/datos/buscar?q=zzzz", "/mapas/datos/localidades?view=-78.6,-7.2,-78.4,-7.0&zoom=12",
    "/mapas/datos/localidades?view=-80,-8,-77,-4&zoom=12", "/mapas/datos/limites/province.geojson",
    "/mapas/datos/pasivos.geojson", "/proyectos/presa-chonta/lugares.geojson", "/proyectos/presa-chonta/areas.geojson",
)  # fmt: skip
PLAIN = (
    "/api/v1/summary",
    "/openapi.json",
    "/descargas/proyectos.csv?sector=salud",
    "/ogc/",
    "/importaciones/1/informe.csv",
)
NEUTRAL = ("/api/", "/descargas/", "/static/", "/ogc", "/openapi.json", "/catalogo.jsonld", "/health/")
LINK = re.compile(r'<(?:a|form)\b[^>]*?\b(?:href|action)="([^"]*)"[^>]*>')


@pytest.fixture(scope="module")
def names(sqlite_shipped: Database) -> list[str]:
    """Proper names of the edition, the longest first: they are of no language."""
    assert sqlite_shipped.path is not None
    with sqlite3.connect(sqlite_shipped.path) as database:
        found = {
            text
            for query in (
                "SELECT name FROM area", "SELECT capital FROM area", "SELECT name FROM project_current",
                "SELECT place_name FROM location", "SELECT name FROM locality", "SELECT title FROM source",
                "SELECT publisher FROM source",
            )
            for (text,) in database.execute(query)
            if text
        }  # fmt: skip
    database.close()
    return sorted(found, key=len, reverse=True)


def english(path: str) -> str:
    """The English address of a page."""
    return "/en" + (path[1:] if path == "/" or path.startswith("/?") else path)


def named_in(html: str, names: list[str]) -> list[str]:
    return [name for name in names if name in html]


@pytest.mark.parametrize("path", PAGES)
def test_an_english_page_has_no_spanish_but_what_says_so(client: Client, names: list[str], path: str) -> None:
    answer = client.get(english(path))
    assert answer.status_code == 200, answer.text[:400]
    assert answer.headers["content-language"] == "en"
    html = answer.text.replace("&#39;", "'").replace("&amp;", "&")
    assert spanish_in(html, named_in(html, names)) == []


@pytest.mark.parametrize(("path", "status"), REFUSED)
def test_errors_are_told_in_english(client: Client, names: list[str], path: str, status: int) -> None:
    answer = client.get(english(path))
    assert answer.status_code == status
    assert '<html lang="en"' in answer.text
    assert spanish_in(answer.text, named_in(answer.text, names)) == []


def texts_of(value: Any) -> Iterator[str]:
    """Every text of an answer that people read."""
    if isinstance(value, dict):
        for key, held in value.items():
            if key not in {"href", "url", "id", "ids", "ubigeo", "sector", "status", "precision", "measure", "kind"}:
                yield from texts_of(held)
    elif isinstance(value, list):
        for held in value:
            yield from texts_of(held)
    elif isinstance(value, str):
        yield value


def addresses_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("href"), str):
            yield value["href"]
        for held in value.values():
            yield from addresses_of(held)
    elif isinstance(value, list):
        for held in value:
            yield from addresses_of(held)


@pytest.mark.parametrize("path", DATA)
def test_data_of_english_maps_is_english(client: Client, names: list[str], path: str) -> None:
    answer = client.get("/en" + path)
    assert answer.status_code == 200, answer.text[:400]
    told = orjson.loads(answer.content)
    own = named_in(orjson.dumps(told).decode(), names)
    assert [text for text in texts_of(told) if is_spanish(text, own)] == []
    for href in addresses_of(told):
        assert href.startswith("/en/") or href.startswith(NEUTRAL), href
    for href in addresses_of(orjson.loads(client.get(path).content)):
        assert not href.startswith("/en")


@pytest.mark.parametrize("path", PAGES)
def test_links_stay_in_the_language(client: Client, path: str) -> None:
    spanish, other = client.get(path).text, client.get(english(path)).text
    for text, leads_out in ((spanish, lambda href: href.startswith("/en")), (other, _leaves_english)):
        for found in LINK.finditer(text):
            if 'hreflang="' not in found[0]:
                assert not leads_out(found[1]), found[0]
    assert len(LINK.findall(spanish)) == len(LINK.findall(other))


def _leaves_english(href: str) -> bool:
    if not href.startswith("/") or href.startswith(NEUTRAL) or href.partition("?")[0].endswith(".csv"):
        return False
    return not (href == "/en" or href.startswith(("/en/", "/en?", "/en#")))


def test_scripts_of_english_maps_ask_for_english_data(client: Client) -> None:
    script = re.findall(r"<script>(.*?)</script>", client.get("/en/provincias/0608").text, re.DOTALL)[0]
    assert '"/en/mapas/datos/puntos"' in script
    assert not re.search(r'"/(?!en/|static/)', script)
    assert '"/en/' not in re.findall(r"<script>(.*?)</script>", client.get("/provincias/0608").text, re.DOTALL)[0]


@pytest.mark.parametrize("path", PLAIN)
def test_what_no_language_changes_has_one_address(client: Client, path: str) -> None:
    answer = client.get("/en" + path)
    assert answer.status_code == 308
    assert answer.headers["location"] == path
    assert "x-content-type-options" in answer.headers


def test_a_prefix_is_no_way_out_of_the_site(client: Client) -> None:
    for path in (
        "/en//example.org",
        "/en//example.org/api/",
        "/en/%2Fexample.org",
        "/en//example.org/x.csv",
        "/en/en/plan",
    ):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "location" not in answer.headers
        assert not re.search(r'(href|action)="//', answer.text), path
    assert client.get("/enx").status_code == 404


@pytest.mark.parametrize("path", ["/", "/plan", "/proyectos?sector=salud&q=a%20b"])
def test_the_switch_leads_to_the_same_page(client: Client, path: str) -> None:
    there = re.search(r'<a lang="en" hreflang="en" href="([^"]+)">English</a>', client.get(path).text)
    assert there
    address = there[1].replace("&amp;", "&")
    assert address == english(path)
    back = re.search(r'<a lang="es" hreflang="es" href="([^"]+)">Español</a>', client.get(address).text)
    assert back
    assert back[1].replace("&amp;", "&") == path


def test_kept_answers_and_tags_are_apart(client: Client) -> None:
    for path in ("/plan", "/mapas/datos/valores", "/provincias/0608/ficha.pdf"):
        first, second = client.get(path), client.get("/en" + path)
        assert first.headers["etag"] != second.headers["etag"]
        assert first.content != second.content
        assert client.get(path).content == first.content
        known = client.get("/en" + path, headers={"If-None-Match": first.headers["etag"]})
        assert known.status_code == 200


def test_a_former_name_leads_to_the_page_in_the_language(client: Client) -> None:
    assert client.app is not None
    database = client.app.state.database
    with database.reading() as session:
        from sqlalchemy import text  # noqa: PLC0415

        alias = session.execute(text("SELECT alias FROM project_alias LIMIT 1")).scalar()
    answer = client.get(f"/en/proyectos/{alias}")
    assert answer.status_code == 308
    assert answer.headers["location"].startswith("/en/proyectos/")


def test_reports_come_back_in_the_language(client: Client) -> None:
    origin = {"Origin": str(client.base_url).rstrip("/"), "Content-Type": "application/x-www-form-urlencoded"}
    refused = client.post("/en/reportar", content="pagina=%2Fen%2Fplan&tema=cifra&mensaje=no", headers=origin)
    assert refused.status_code == 422
    assert spanish_in(refused.text, ()) == []
    foreign = client.post("/en/reportar", content="x=1", headers={**origin, "Origin": "https://example.org"})
    assert foreign.status_code == 403
    assert spanish_in(foreign.text, ()) == []


def test_search_engines_learn_of_both(client: Client) -> None:
    part = client.get("/sitemap-1.xml").text
    site = str(client.base_url).rstrip("/")
    assert f"<loc>{site}/en/plan</loc>" in part
    assert f'<xhtml:link rel="alternate" hreflang="es" href="{site}/plan"/>' in part
    assert "Disallow: /en/proyectos?" in client.get("/robots.txt").text
    assert "Disallow: /en/descargas/proyectos.xlsx" in client.get("/robots.txt").text


def test_figures_are_the_same_in_both(client: Client) -> None:
    def amounts(html: str) -> list[str]:
        return re.findall(r"S/\s[\d,]+\.\d\d", html)

    for path in ("/", "/provincias/0608", "/plan", "/comparar?a=0608&b=0609"):
        assert amounts(client.get(path).text) == amounts(client.get(english(path)).text)
