"""The plan's amounts on the shipped data: parts add up to the amount, on every page that tells them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from geoapp.db import Database
from geoapp.domain.places import Level
from geoapp.services.commitments import PlacedCommitment, area_plan, placed_commitments
from geoapp.services.publication import Publication, read_publication
from geoapp.settings import MapSettings
from geoapp.web.pages.plan import plan_page


@pytest.fixture(scope="module")
def publication(sqlite_shipped: Database) -> Publication:
    return read_publication(sqlite_shipped)


def placed(publication: Publication, identifier: str) -> PlacedCommitment:
    return next(p for p in placed_commitments(publication) if p.plan.commitment.commitment_id == identifier)


def provinces(publication: Publication) -> list[str]:
    return [area.ubigeo for area in publication.areas.values() if area.level == Level.PROVINCE.value]


@pytest.mark.parametrize(
    ("identifier", "amount", "areas"),
    [("saneamiento-rural-seis-provincias", 600_000_000, 6), ("salud-ambulancias", 8_000_000, 7)],
)
def test_parts_of_a_programme_add_up_to_it(publication: Publication, identifier: str, amount: int, areas: int) -> None:
    parts = [
        line.part
        for ubigeo in provinces(publication)
        for line in area_plan(publication, ubigeo).shared
        if line.placed.plan.commitment.commitment_id == identifier
    ]
    assert len(parts) == areas
    assert sum(part or Decimal(0) for part in parts) == amount


def test_dams_stay_with_the_region(publication: Publication) -> None:
    dams = placed(publication, "agro-nueve-represas")
    assert dams.amount == 350_000_000
    assert not dams.provinces
    plan = area_plan(publication, "0601")
    assert all(line.placed is not dams for line in (*plan.exclusive, *plan.shared))
    assert plan.region_amount is not None
    assert plan.region_amount >= 350_000_000


def test_rows_by_province_are_the_plan(publication: Publication) -> None:
    page = plan_page(publication, MapSettings())
    own = [line.exclusive_amount for line in page.by_province]
    parts = [line.shared_amount for line in page.by_province]
    rest = [page.region_line.exclusive_amount]

    def added(amounts: list[Decimal | None]) -> Decimal:
        return sum((a for a in amounts if a is not None), Decimal(0))

    assert added(parts) == page.shared_line.exclusive_amount
    assert added(own + parts + rest) == page.total_line.exclusive_amount
    assert page.total_line.exclusive == page.commitments
    special = page.shared_line.exclusive + page.region_line.exclusive
    assert sum(line.exclusive for line in page.by_province) + special == page.commitments
    assert added([d.amount for d in page.dimensions]) == page.total_line.exclusive_amount
    assert sum(count for _, count in page.states) == page.commitments


def test_a_district_is_told_what_names_only_its_province(publication: Publication) -> None:
    plan = area_plan(publication, "060102")
    titles = {line.placed.plan.commitment.commitment_id for line in plan.around}
    assert "saneamiento-rural-seis-provincias" in titles
    assert all(line.part is None for line in plan.around)
