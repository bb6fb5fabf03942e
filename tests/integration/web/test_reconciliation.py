"""The shipped data on every database: for any filter, map = table = API = GeoJSON = CSV, to the céntimo."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geoapp.domain.filters import ProjectFilter
from geoapp.domain.money import REFERENCE_SUM
from geoapp.domain.vocabulary import SECTORS
from geoapp.services.publication import Publication
from geoapp.services.summary import GroupBy
from tests.support.serving import Client
from tests.unit.services.synthetic import filters

PROVINCES = tuple(f"06{number:02}" for number in range(1, 14))
DISTRICTS = ("060101", "060801", "060701", "061301", "060401", "060601", "061101")
WORLD = "-180,-90,180,90"
SPECIAL = {"shared", "region", "unlocated"}

any_filter = filters(PROVINCES, DISTRICTS, text=True) | st.sampled_from(list(SECTORS)).map(
    lambda sector: ProjectFilter(sector=(sector,))
)


def fetched(client: Client, address: str, filter_: ProjectFilter, **more: str) -> Any:
    answer = client.get(address, params=[*filter_.pairs(), *more.items()])
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text, parse_float=Decimal)


def added(amounts: list[Decimal | int | None]) -> Decimal | None:
    known = [Decimal(amount) for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


@settings(max_examples=15)
@given(filter_=any_filter)
@example(filter_=ProjectFilter())
@example(filter_=ProjectFilter(province=("0601", "0603", "0611")))
def test_every_way_of_counting_gives_the_same(served: Client, filter_: ProjectFilter) -> None:
    pages = fetched(served, "/api/v1/projects", filter_, limit="1000")
    total = pages["total"]
    cost, projects = added([total["cost_pen"]]), total["projects"]
    assert added([item["cost_pen"] for item in pages["items"]]) == cost
    assert len(pages["items"]) == projects

    for group_by in GroupBy:
        summary = fetched(served, "/api/v1/summary", filter_, group_by=group_by.value)
        assert summary["total"] == total
        assert added([row["cost_pen"] for row in summary["rows"]]) == cost
        assert sum(row["projects"] for row in summary["rows"]) == projects
        if group_by in {GroupBy.PROVINCE, GroupBy.DISTRICT}:
            areas = [row for row in summary["rows"] if row["key"] not in SPECIAL]
            rows = {row["key"]: row for row in summary["rows"]}
            assert added([row["shared_cost_pen"] for row in areas]) == added([rows["shared"]["cost_pen"]])

    collection = fetched(served, "/descargas/proyectos.geojson", filter_)
    features = collection["features"]
    assert added([feature["properties"]["cost_pen"] for feature in features]) == cost
    assert added([collection["metadata"]["cost_pen"]]) == cost
    assert len(features) == projects
    placed = [feature for feature in features if feature["geometry"] is not None]
    assert len(placed) == total["located"]

    text = served.get("/descargas/proyectos.csv", params=filter_.pairs()).content.decode("utf-8-sig")
    rows_of_csv = list(csv.DictReader(io.StringIO(text)))
    assert added([Decimal(row["cost_pen"]) for row in rows_of_csv if row["cost_pen"]]) == cost
    assert [row["id"] for row in rows_of_csv] == [feature["id"] for feature in features]
    assert [row["id"] for row in rows_of_csv] == [item["id"] for item in pages["items"]]
    # No data is an empty cell and null, never zero.
    for row, item in zip(rows_of_csv, pages["items"], strict=True):
        for name in ("cost_pen", "pim_pen", "accrued_pen", "physical_pct", "financial_pct"):
            assert (row[name] == "") == (item[name] is None)

    drawn = fetched(served, "/mapas/datos/puntos", filter_, view=WORLD, zoom="7")
    assert drawn["total"] == projects
    assert drawn["located"] == total["located"]
    assert total["located"] == len(drawn["points"]) + sum(c["count"] for c in drawn["clusters"] + drawn["places"])
    coloured = fetched(served, "/mapas/datos/valores", filter_, measure="cost_pen")
    off_areas = [
        row["cost_pen"]
        for row in fetched(served, "/api/v1/summary", filter_)["rows"]
        if row["key"] in {"region", "unlocated"}
    ]
    assert added([area["value"] for area in coloured["areas"].values()] + off_areas) == cost


def test_pages_of_the_api_give_every_project_once(served: Client, publication: Publication) -> None:
    found: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": "37", "fields": "id"} | ({"cursor": cursor} if cursor else {})
        page = served.get("/api/v1/projects", params=params).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == list(publication.portfolio.text["project_id"])


def test_the_total_is_the_one_that_the_load_reported(served: Client, publication: Publication) -> None:
    total = served.get("/api/v1/summary").text
    assert json.loads(total, parse_float=Decimal)["total"]["cost_pen"] == publication.edition.sums[REFERENCE_SUM]
    assert json.loads(total)["total"]["projects"] == publication.portfolio.size


def test_packages_are_shown_apart_where_their_parts_count(served: Client, publication: Publication) -> None:
    portfolio = publication.portfolio
    counted = {
        portfolio.text["package_id"][index]
        for index in np.flatnonzero(portfolio.with_cost)
        if portfolio.text["package_id"][index]
    }
    packages = [i for i in np.flatnonzero(portfolio.package) if portfolio.text["project_id"][i] in counted]
    assert packages, "the shipped data has programmes with costed parts"
    for index in packages:
        item = served.get(f"/api/v1/projects/{portfolio.text['project_id'][index]}").json()
        assert item["cost_pen"] is None


def test_areas_of_the_api_and_of_the_summary_agree(served: Client) -> None:
    for group_by in ("province", "district"):
        rows = {row["key"]: row for row in served.get(f"/api/v1/summary?group_by={group_by}").json()["rows"]}
        areas = served.get(f"/api/v1/areas?level={group_by}").json()["items"]
        assert len(areas) == {"province": 13, "district": 127}[group_by]
        for area in areas:
            assert area["totals"] == rows[area["ubigeo"]]
    region = served.get("/api/v1/areas/06").json()["totals"]
    total = served.get("/api/v1/summary").json()["total"]
    assert {**region, "label": ""} == {**total, "label": ""}


def test_the_budget_of_an_area_is_no_cost_of_projects(served: Client) -> None:
    plain = fetched(served, "/mapas/datos/valores", ProjectFilter(), measure="pim_pen")
    narrowed = fetched(served, "/mapas/datos/valores", ProjectFilter(sector=("salud",)), measure="pim_pen")
    assert plain["areas"].keys() == narrowed["areas"].keys()
    for ubigeo, area in plain["areas"].items():
        assert area["value"] == narrowed["areas"][ubigeo]["value"]
        assert area["value"] is None or area["value"] > 0


def test_words_are_found_whatever_accents_and_case(served: Client) -> None:
    totals = {
        served.get("/api/v1/projects", params={"q": q}).json()["total"]["projects"] for q in ("Jaén", "JAEN", "jaen")
    }
    assert len(totals) == 1
    assert totals.pop() > 0
    assert served.get("/api/v1/projects", params={"q": "zzzzzz"}).json()["total"]["cost_pen"] is None
