"""Names of downloaded files."""

from __future__ import annotations

import pytest

from geoapp.domain.filters import parse_filter
from geoapp.services.exports import file_name
from geoapp.services.publication import Publication


@pytest.mark.parametrize(
    ("pairs", "middle"),
    [
        ([], "06"),
        ([("province", "0608")], "0608"),
        ([("province", "0608"), ("province", "0609")], "0608-0609"),
        ([("district", "060801"), ("sector", "salud")], "060801_filtro"),
        ([("province", "0608"), ("district", "060801")], "060801_filtro"),
        ([("province", f"{600 + n:04d}") for n in range(1, 13)], "0601-0602-0603-0604-0605-0606-0607-0608-otras"),
    ],
)
def test_the_name_tells_areas_and_cut_off(
    shipped_publication: Publication, pairs: list[tuple[str, str]], middle: str
) -> None:
    cut_off = shipped_publication.edition.cut_off
    found = file_name(shipped_publication, parse_filter(pairs), "geojson")
    assert found == f"inversiones_cajamarca_{middle}_{cut_off}.geojson"
