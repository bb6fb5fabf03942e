"""The language of an address, and what the language of the moment changes in figures and links."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.i18n import speaking
from geoapp.web import formatting
from geoapp.web.answers import quick
from geoapp.web.languages import alternates, here, is_plain, localise, localise_script, split

PATHS = st.text(st.characters(codec="utf-8", exclude_characters="?#"), max_size=30).map(lambda text: "/" + text)


@given(PATHS)
def test_an_address_goes_to_a_language_and_back(path: str) -> None:
    code, bare = split(path)
    if code != "es" or path.startswith("//") or is_plain(path):
        return
    there = here(path, "en")
    assert split(there) == ("en", bare)
    assert here(there, "en") == there
    assert here(path, "es") == path


@pytest.mark.parametrize(
    ("address", "english"),
    [
        ("/", "/en"), ("/?q=a", "/en?q=a"), ("/#mapa", "/en#mapa"), ("/plan", "/en/plan"), ("/plan#x", "/en/plan#x"),
        ("/en", "/en"), ("/en/plan?x=/y", "/en/plan?x=/y"), ("/english", "/en/english"), ("#x", "#x"), ("?a=1", "?a=1"),
        ("//elsewhere.org/x", "//elsewhere.org/x"), ("https://elsewhere.org/", "https://elsewhere.org/"),
        ("/api/v1/summary", "/api/v1/summary"), ("/descargas/x.csv?q=1", "/descargas/x.csv?q=1"),
        ("/importaciones/1/informe.csv", "/importaciones/1/informe.csv"), ("/static/x.js", "/static/x.js"),
        ("/ogc/", "/ogc/"), ("/provincias/0608/ficha.pdf", "/en/provincias/0608/ficha.pdf"),
        ("/mapas/datos/puntos", "/en/mapas/datos/puntos"),
    ],
)  # fmt: skip
def test_addresses_of_pages_lead_to_the_language(address: str, english: str) -> None:
    with speaking("en"):
        assert here(address) == english
    assert here(address) == address


def test_links_and_forms_of_a_page_are_led_and_texts_are_not() -> None:
    page = (
        '<a class="x" href="/plan">a href=&#34;/plan&#34;</a><form action="/cerca" method="get">'
        '<a lang="es" hreflang="es" href="/plan">Español</a><a href="/api/v1/x">x</a><link href="/static/a.css">'
        '<input value="/plan"><a href="//x.org">x</a>'
    )
    assert localise(page) == page
    with speaking("en"):
        assert localise(page) == page.replace('class="x" href="/plan"', 'class="x" href="/en/plan"').replace(
            'action="/cerca"', 'action="/en/cerca"'
        )


def test_addresses_of_a_map_are_led() -> None:
    script = 'f({"values": "/mapas/datos/valores", "title": "a/b", "tiles": "/tiles/{z}", "x": "//y"})'
    assert localise_script(script) == script
    with speaking("en"):
        assert localise_script(script) == script.replace('"/mapas', '"/en/mapas')


def test_a_page_in_every_language_keeps_path_and_query() -> None:
    found = list(alternates("/proyectos/ñandú", "q=a%20b&x=1"))
    assert found == [
        ("es", "Español", "/proyectos/%C3%B1and%C3%BA?q=a%20b&x=1"),
        ("en", "English", "/en/proyectos/%C3%B1and%C3%BA?q=a%20b&x=1"),
    ]


def test_what_no_language_changes_is_offered_in_none_other() -> None:
    assert [code for code, *_ in alternates("/ogc/", "f=html")] == ["es"]


def test_figures_in_english() -> None:
    with speaking("en"):
        assert formatting.date("2026-03-10") == "10 March 2026"
        assert formatting.date("2026-03") == "March 2026"
        assert formatting.date(dt.date(2024, 1, 2)) == "2 January 2024"
        assert formatting.date("2026") == "2026"
        assert formatting.date(None) == "no date"
        assert formatting.percent(Decimal("55.5")) == "55.5%"
        assert formatting.millions(Decimal(6441000000)) == "S/\N{NO-BREAK SPACE}6,441.0\N{NO-BREAK SPACE}million"
        assert formatting.soles(None) == "no data"
        assert quick.date("2026-03-10") == "10 March 2026"
        assert quick.points(5550) == "55.5%"
    assert quick.date("2026-03-10") == formatting.date("2026-03-10") == "10/03/2026"
    assert quick.points(5550) == formatting.percent(Decimal("55.5")) == "55.5\N{NO-BREAK SPACE}%"
