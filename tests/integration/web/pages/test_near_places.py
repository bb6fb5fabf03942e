"""Places of a name on `/cerca`: all of them, told apart, and named again where they were chosen."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest

from geoapp.domain.text import fold
from geoapp.services.publication import Publication
from geoapp.web.pages.near_places import MOST, SHOWN, find_places
from tests.support.serving import Client


@pytest.mark.parametrize("q", ["san jose", "santa rosa", "agua blanca", "jaen", "celendin"])
def test_no_two_choices_read_alike_or_lead_to_one_place(publication: Publication, q: str) -> None:
    places = find_places(publication, q, 10)
    choices = [*places.first, *places.others]
    assert max(Counter((one.text, one.detail) for one in choices).values()) == 1
    assert max(Counter(one.href for one in choices).values()) == 1


def test_every_place_of_a_name_is_offered(publication: Publication) -> None:
    places = find_places(publication, "san jose", 10)
    assert len(places.first) == SHOWN
    assert places.others
    assert not places.cut
    folded = [fold(one.text) for one in (*places.first, *places.others)]
    assert all("SAN" in text and "JOSE" in text for text in folded)


def test_a_name_of_very_many_places_says_that_there_are_more(client: Client, publication: Publication) -> None:
    places = find_places(publication, "san", 10)
    assert len(places.first) + len(places.others) == MOST
    assert places.cut
    assert "Hay todavía más" in client.get("/cerca?q=san").text
    assert "Hay todavía más" not in client.get("/cerca?q=jaen").text


def test_namesakes_of_a_district_are_told_apart_by_where_they_lie(publication: Publication) -> None:
    places = find_places(publication, "santa rosa", 10)
    told = [
        one.detail for one in (*places.first, *places.others) if "Bambamarca" in one.detail and " km " in one.detail
    ]
    assert sorted(told) == [
        "centro poblado, Bambamarca, Hualgayoc, 11.4 km al noreste de Bambamarca",
        "centro poblado, Bambamarca, Hualgayoc, 8.2 km al noroeste de Bambamarca",
    ]


def test_the_chosen_place_is_named_where_its_projects_are(client: Client, publication: Publication) -> None:
    chosen = next(one for one in find_places(publication, "yanacancha", 10).first if "Chumuch" in one.detail)
    text = unescape(client.get(chosen.href).text)
    assert "A 10 km o menos de Yanacancha, Chumuch, Celendín" in text
    assert re.search(r"<title>Qué se invierte cerca de Yanacancha, Chumuch, Celendín", text)
    assert "A 10 km o menos</h2>" in client.get("/cerca?lon=-78.8&lat=-5.7&radio_km=10").text
