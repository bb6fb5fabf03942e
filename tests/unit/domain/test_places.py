"""Ubigeos and precisions."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoapp.domain.places import DEPARTMENTS, Level, Precision, district_of, is_ubigeo, level_of, province_of
from geoapp.domain.vocabulary import PLACING_METHODS, PRECISIONS


@pytest.mark.parametrize(
    ("code", "level"), [("06", Level.REGION), ("0608", Level.PROVINCE), ("060801", Level.DISTRICT)]
)
def test_the_length_tells_the_level(code: str, level: Level) -> None:
    assert is_ubigeo(code)
    assert level_of(code) is level


@pytest.mark.parametrize("code", ["", "6", "060", "06080", "0608011", "06 8", "06O8", "٠٦٠٨", "0608\n", "-6", "608.0"])
def test_other_texts_are_no_ubigeo(code: str) -> None:
    assert not is_ubigeo(code)
    with pytest.raises(ValueError, match="ubigeo"):
        level_of(code)


def test_departments_are_called_as_in_the_gazetteer() -> None:
    with (Path(__file__).parents[3] / "data/gazetteer/areas.csv").open(encoding="utf-8", newline="") as file:
        assert {row["ubigeo"]: row["name"] for row in csv.DictReader(file) if row["level"] == "region"} == DEPARTMENTS


@given(st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_a_district_lies_in_the_province_of_its_first_digits(code: str) -> None:
    assert province_of(code) == code[:4] == province_of(code[:4])
    assert district_of(code) == code
    assert district_of(code[:4]) is None
    assert province_of(code[:2]) is None
    assert province_of("") is district_of("") is None


def test_precisions_go_from_the_finest_to_none() -> None:
    assert [precision.rank for precision in Precision] == list(range(6))
    assert Precision.SITE.rank < Precision.LOCALITY.rank < Precision.DISTRICT.rank < Precision.UNLOCATED.rank


def test_every_precision_and_method_has_a_label() -> None:
    from geoapp.domain.places import PlacingMethod  # noqa: PLC0415

    assert {precision.value for precision in Precision} == set(PRECISIONS)
    assert {method.value for method in PlacingMethod} == set(PLACING_METHODS)
