"""The map of the plan says what its tables say."""

from __future__ import annotations

from decimal import Decimal

import pytest

from geoapp.services.publication import Publication
from geoapp.settings import MapSettings
from geoapp.web.pages.plan import plan_page
from tests.support.serving import Client


def test_areas_have_the_counts_and_amounts_of_the_table(publication: Publication, client: Client) -> None:
    lines = {line.area.href: line for line in plan_page(publication, MapSettings()).by_province}
    counts = client.get("/mapas/datos/plan/valores?level=province&measure=commitments").json()
    amounts = client.get("/mapas/datos/plan/valores?level=province&measure=commitments_amount").json()
    assert len(counts["areas"]) == len(lines) == 13
    for area in counts["areas"].values():
        line = lines[area["href"].split("#")[0]]
        assert area["value"] == line.exclusive + line.shared
    for area in amounts["areas"].values():
        line = lines[area["href"].split("#")[0]]
        assert (area["value"] is None) == (line.amount is None)
        assert line.amount is None or Decimal(str(area["value"])) == line.amount
    assert sum(class_["count"] for class_ in amounts["classes"]) + amounts["no_data_count"] == 13


def test_districts_are_coloured_by_what_names_them_not_by_what_names_their_province(client: Client) -> None:
    districts = client.get("/mapas/datos/plan/valores?level=district").json()["areas"]
    assert len(districts) == 127
    assert {area["value"] for area in districts.values()} > {0.0}


@pytest.mark.parametrize("query", ["level=region", "measure=cost_pen", "sector=salud"])
def test_what_it_does_not_know_is_refused(client: Client, query: str) -> None:
    answer = client.get(f"/mapas/datos/plan/valores?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
