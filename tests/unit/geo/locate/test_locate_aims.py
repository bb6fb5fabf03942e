"""The aims of locating, held on one real export with its place columns hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.geo.locate import Locator
from tests.benchmarks.locate.cases import read_cases
from tests.benchmarks.locate.measure import measure

EXPORT = Path(__file__).parents[5] / "shared" / "data" / "investments" / "Tumbes_Filtrado.xlsx"


@pytest.mark.skipif(not EXPORT.exists(), reason="the Invierte.pe export is not beside the project")
def test_titles_alone_give_the_declared_place(locator: Locator) -> None:
    province, district, _ = measure(read_cases([EXPORT]), locator)
    assert province.answered > 3_900
    assert province.right / province.answered >= 0.99
    assert district.right / district.answered >= 0.97
    assert district.exact / district.answered >= 0.97
    assert province.naming_answered / province.naming >= 0.90
    assert district.naming_answered / district.naming >= 0.75
