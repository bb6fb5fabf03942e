"""Sharing of amounts among areas: always the whole, by stated shares or equally."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.allocation import Place, Scope, SharingRule, allocate
from geoapp.domain.money import MAX_CENTIMOS
from geoapp.domain.places import Precision

AMOUNTS = st.integers(-MAX_CENTIMOS, MAX_CENTIMOS)
PROVINCES = ["0601", "0602", "0608", "0613"]
DISTRICTS = [province + number for province in PROVINCES for number in ("01", "02", "03")]


@st.composite
def placed(draw: st.DrawFn, *, stated: bool | None = None) -> list[Place]:
    shares = (
        st.integers(0, 1_000_000) if stated else st.none() if stated is False else st.none() | st.integers(0, 10**6)
    )
    in_district = st.builds(
        Place,
        st.sampled_from([Precision.SITE, Precision.LOCALITY, Precision.DISTRICT]),
        st.sampled_from(DISTRICTS),
        shares,
    )
    in_province = st.builds(Place, st.just(Precision.PROVINCE), st.sampled_from(PROVINCES), shares)
    return draw(st.lists(in_district | in_province, min_size=1, max_size=12))


@given(placed(), AMOUNTS)
def test_parts_add_up_and_districts_nest_in_provinces(places: list[Place], centimos: int) -> None:
    allocation = allocate(places)
    by_province, by_district = allocation.province_amounts(centimos), allocation.district_amounts(centimos)
    assert sum(by_province.values()) == sum(by_district.values()) == centimos
    for province, amount in by_province.items():
        assert sum(part for area, part in by_district.items() if area[:4] == province) == amount
    assert set(by_district) <= {place.ubigeo for place in places} | set(by_province)


@given(placed(), AMOUNTS, st.randoms(use_true_random=False))
def test_the_order_in_which_places_are_named_does_not_matter(
    places: list[Place], centimos: int, random: object
) -> None:
    turned = list(places)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert allocate(turned).district_amounts(centimos) == allocate(places).district_amounts(centimos)
    assert allocate(turned) == allocate(places)


@given(placed(stated=False), st.integers(0, MAX_CENTIMOS))
def test_without_stated_shares_named_areas_are_equal(places: list[Place], centimos: int) -> None:
    allocation = allocate(places)
    provinces = allocation.province_amounts(centimos)
    assert set(provinces) == {place.ubigeo[:4] for place in places}
    assert max(provinces.values()) - min(provinces.values()) <= 1
    districts = allocation.district_amounts(centimos)
    for province in provinces:
        inside = [part for area, part in districts.items() if area[:4] == province]
        assert max(inside) - min(inside) <= 1
    assert allocation.scope is (Scope.SHARED if len(provinces) > 1 else Scope.EXCLUSIVE)


@given(placed(stated=True).filter(lambda places: any(place.share for place in places)), st.integers(0, MAX_CENTIMOS))
def test_stated_shares_decide(places: list[Place], centimos: int) -> None:
    total = sum(place.share or 0 for place in places)
    amounts = allocate(places).province_amounts(centimos)
    for province in {place.ubigeo[:4] for place in places}:
        share = sum(place.share or 0 for place in places if place.ubigeo[:4] == province)
        assert abs(amounts.get(province, 0) * total - centimos * share) < total


def test_stated_shares_are_shared_to_the_letter() -> None:
    allocation = allocate(
        [
            Place(Precision.DISTRICT, "060801", 600_000),
            Place(Precision.DISTRICT, "060802", 150_000),
            Place(Precision.PROVINCE, "0601", 250_000),
        ]
    )
    assert allocation.rule is SharingRule.STATED
    assert allocation.scope is Scope.SHARED
    assert allocation.province_amounts(1_000) == {"0601": 250, "0608": 750}
    assert allocation.district_amounts(1_000) == {"0601": 250, "060801": 600, "060802": 150}


def test_a_share_stated_for_some_areas_only_is_not_used() -> None:
    allocation = allocate([Place(Precision.PROVINCE, "0601", 900_000), Place(Precision.PROVINCE, "0608")])
    assert allocation.rule is SharingRule.EQUAL
    assert allocation.province_amounts(101) == {"0601": 51, "0608": 50}


def test_two_localities_of_a_district_are_one_district() -> None:
    allocation = allocate([Place(Precision.LOCALITY, "060801"), Place(Precision.SITE, "060801")])
    assert allocation.rule is SharingRule.WHOLE
    assert allocation.scope is Scope.EXCLUSIVE
    assert allocation.district_amounts(7) == {"060801": 7}


def test_two_districts_of_one_province_are_its_own_and_said_to_be_equal() -> None:
    allocation = allocate([Place(Precision.DISTRICT, "060801"), Place(Precision.DISTRICT, "060802")])
    assert (allocation.scope, allocation.rule) == (Scope.EXCLUSIVE, SharingRule.EQUAL)
    assert allocation.district_amounts(5) == {"060801": 3, "060802": 2}


@given(placed(), AMOUNTS)
def test_a_region_wide_amount_stays_at_the_region(places: list[Place], centimos: int) -> None:
    allocation = allocate([*places, Place(Precision.REGION, "06")])
    assert (allocation.scope, allocation.rule) == (Scope.REGION, SharingRule.WHOLE)
    assert allocation.province_amounts(centimos) == allocation.district_amounts(centimos) == {}


@pytest.mark.parametrize("places", [[], [Place(Precision.UNLOCATED, "")], [Place(Precision.DISTRICT, "")]])
def test_a_project_without_a_place_is_unlocated(places: list[Place]) -> None:
    allocation = allocate(places)
    assert allocation.scope is Scope.UNLOCATED
    assert allocation.province_amounts(100) == {}


@pytest.mark.parametrize("amount", [0, 1, -1])
def test_the_smallest_amounts_are_shared_whole(amount: int) -> None:
    places = [Place(Precision.PROVINCE, province) for province in PROVINCES]
    assert sum(allocate(places).province_amounts(amount).values()) == amount
