"""The files for spreadsheets say what pages and the API say, in the language of their address."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from html import unescape
from urllib.parse import urlencode

import pytest

from geoapp.services.exports.words import CODES
from tests.integration.exports.conftest import IN_ENGLISH, by_openpyxl, rows_of
from tests.integration.exports.test_sums import FILTERS
from tests.support.serving import Client

PROJECTS = ("presa-chonta", "hospital-bambamarca", "equipos-bellavista-jaen")
DATES = {
    "cost_date": "Fecha del costo",
    "progress_date": "Fecha del avance",
    "source_date": "Fecha de la fuente",
    "status_date": "Fecha del estado",
    "start_date": "Inicio",
    "end_date": "Fin previsto",
}


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_words_are_those_of_the_page(client: Client, prefix: str) -> None:
    rows = rows_of(by_openpyxl(client.get(f"{prefix}/descargas/proyectos.xlsx").content).worksheets[0])
    names = ("Identifier", "Sector", "Status", "Kind of project", "Alerts")
    if not prefix:
        names = ("Identificador", "Sector", "Estado", "Clase de proyecto", "Alertas")
    own, *worded = names
    by_id = {row[own]: row for row in rows}
    for identifier in PROJECTS:
        page = unescape(client.get(f"{prefix}/proyectos/{identifier}").text)
        for name in worded:
            for words in (by_id[identifier][name] or "").split("; "):
                assert words in page, (identifier, name)


def test_every_code_of_the_data_has_words(client: Client) -> None:
    for item in client.get("/api/v1/projects", params={"limit": "1000"}).json()["items"]:
        for name, codes in CODES.items():
            held = item[name] if isinstance(item[name], list) else [item[name]]
            assert {code for code in held if code is not None} <= {str(code) for code in codes}, name


def test_dates_are_those_of_the_api(client: Client) -> None:
    rows = rows_of(by_openpyxl(client.get("/descargas/proyectos.xlsx").content).worksheets[0])
    items = client.get("/api/v1/projects", params={"limit": "1000"}).json()["items"]
    assert [row["Identificador"] for row in rows] == [item["id"] for item in items]
    kinds: set[tuple[str, int]] = set()
    for row, item in zip(rows, items, strict=True):
        for name, heading in DATES.items():
            told, value = item[name], row[heading]
            if told is None:
                assert value is None
                continue
            kinds.add((type(value).__name__, len(told)))
            assert (value.date().isoformat() if isinstance(value, dt.datetime) else value) == told
    assert kinds == {("datetime", 10), ("str", 7), ("str", 4)}


@pytest.mark.parametrize("pairs", FILTERS, ids=lambda pairs: urlencode(pairs) or "todo")
def test_totals_are_those_of_the_api(client: Client, pairs: tuple[tuple[str, str], ...]) -> None:
    book = by_openpyxl(client.get("/descargas/proyectos.xlsx", params=list(pairs)).content)
    totals = {row["dato"]: row["valor"] for row in rows_of(book["totales"])}
    shown = client.get("/api/v1/summary", params=list(pairs)).json()["total"]
    assert totals["Proyectos"] == shown["projects"]
    assert totals["Ubicados en el mapa"] == shown["located"]
    for name, told in (("Costo de referencia", shown["cost_pen"]), ("Devengado", shown["accrued_pen"])):
        if told is None:
            assert totals[name] == "sin dato"
        else:
            assert Decimal(f"{totals[name]:.2f}") == Decimal(str(told))


@pytest.mark.parametrize("name", IN_ENGLISH)
def test_the_english_file_has_an_address_of_its_own(client: Client, name: str) -> None:
    pairs = {"province": "0608"}
    answer = client.get(f"/en/descargas/proyectos.{name}", params=pairs)
    plain = client.get(f"/descargas/proyectos.{name}", params=pairs)
    assert answer.status_code == 200
    assert answer.headers["etag"] != plain.headers["etag"]
    assert answer.headers["access-control-allow-origin"] == "*"
    found = IN_ENGLISH[name](answer.content)
    total = client.get("/api/v1/summary", params=pairs).json()["total"]
    assert (found.projects, found.cost) == (total["projects"], Decimal(str(total["cost_pen"])))
    assert client.get(f"/descargas/proyectos.{name}", params=pairs).content == plain.content
    refused = client.get(f"/en/descargas/proyectos.{name}", params={"province": "9999"})
    assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")


def test_english_pages_lead_to_the_english_workbook(client: Client) -> None:
    assert 'href="/en/descargas/proyectos.xlsx?sector=salud"' in client.get("/en/proyectos?sector=salud").text
    assert 'href="/descargas/proyectos.xlsx?sector=salud"' in client.get("/proyectos?sector=salud").text
    assert 'href="/descargas/proyectos.gpkg?sector=salud"' in client.get("/en/proyectos?sector=salud").text
