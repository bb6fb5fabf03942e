"""The gazetteer: complete, consistent, strict about its files, and lenient about spelling only where it may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoapp.domain.places import Precision
from geoapp.errors import DataSourceError, SchemaError
from geoapp.geo.locate import Gazetteer, load_gazetteer
from geoapp.geo.locate.normalise import tokenise
from geoapp.geo.locate.spelling import one_slip, slip_keys, sound

HEADER = "ubigeo,level,name,parent,capital\n"


def test_the_whole_country_is_there_and_every_area_lies_in_one_that_is(gazetteer: Gazetteer) -> None:
    levels = [area.precision for area in gazetteer.areas()]
    assert [levels.count(one) for one in (Precision.REGION, Precision.PROVINCE, Precision.DISTRICT)] == [25, 196, 1874]
    for area in gazetteer.areas():
        assert all(gazetteer.area(area.ubigeo[:length]) for length in range(2, len(area.ubigeo), 2))


def test_every_area_is_found_by_its_own_name(gazetteer: Gazetteer) -> None:
    lost = [
        area.name
        for area in gazetteer.areas()
        if area.ubigeo not in {item.entry.code for item in gazetteer.named(tokenise(area.name.partition("(")[0]))}
        and not area.name.startswith("Prov. Const.")
    ]
    assert lost == []


def test_capitals_of_provinces_are_known_by_the_code_of_their_district(gazetteer: Gazetteer) -> None:
    named = gazetteer.named(tokenise("BAMBAMARCA"))
    assert "0607" in {item.entry.code for item in named}
    callao = gazetteer.named(tokenise("CALLAO"))
    assert {"07", "0701", "070101"} <= {item.entry.code for item in callao}


@pytest.mark.parametrize(
    ("left", "right"), [("INKAWASI", "INCAHUASI"), ("ZANA", "SANA"), ("KANARIS", "CANARIS"), ("YAUYUCAN", "LLAUYUCAN")]
)
def test_spellings_that_sound_alike_share_a_key(left: str, right: str) -> None:
    assert sound(left) == sound(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [("SANA", "SANO"), ("CHOTA", "COTA"), ("JAEN", "JUAN"), ("CAJAMARCA", "CAJABAMBA"), ("LUYA", "LUCA")],
)
def test_different_names_do_not_sound_alike(left: str, right: str) -> None:
    assert sound(left) != sound(right)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("CHICLAYO", "CHICLAYO", True),
        ("CHICLAYO", "CHICALYO", True),
        ("CHICLAYO", "CHCLAYO", True),
        ("CHICLAYO", "CHICLAIO", True),
        ("CHICLAYO", "CHICLAYOS", True),
        ("CHICLAYO", "CHICAYLO", False),
        ("CHICLAYO", "HICLAY", False),
    ],
)
def test_one_slip_is_one_letter(left: str, right: str, expected: bool) -> None:
    assert one_slip(left, right) is expected
    assert one_slip(right, left) is expected
    assert not expected or slip_keys(left) & slip_keys(right)


def test_localities_outside_their_district_lose_the_coordinates_that_contradict_it(tmp_path: Path) -> None:
    areas = tmp_path / "areas.csv"
    areas.write_text(HEADER + "06,region,Cajamarca,,\n0601,province,Cajamarca,06,\n060101,district,Cajamarca,0601,\n")
    localities = tmp_path / "localities.csv"
    localities.write_text(
        "locality_code,name,ubigeo,lon,lat,in_district\n1,Aquí,060101,-78.5,-7.1,1\n2,Allá,060101,-70,-12,0\n"
    )
    gazetteer = load_gazetteer(areas, localities)
    (here,), (there,) = gazetteer.named(tokenise("AQUI")), gazetteer.named(tokenise("ALLA"))
    assert (here.entry.lon, there.entry.lon, there.entry.ubigeo) == (-78.5, None, "060101")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("ubigeo,level\n06,region\n", "faltan las columnas name, parent, capital"),
        (HEADER + "6,region,Cajamarca,,\n", "línea 2"),
        (HEADER + "06,comarca,Cajamarca,,\n", "comarca"),
        (HEADER + "06,region,Cajamarca,,\n06,region,Otra,,\n", "repite el código 06"),
    ],
)
def test_a_damaged_table_is_refused_with_its_place(tmp_path: Path, content: str, message: str) -> None:
    areas = tmp_path / "areas.csv"
    areas.write_text(content)
    with pytest.raises(SchemaError, match=message):
        load_gazetteer(areas)


@pytest.mark.parametrize(
    ("row", "message"),
    [("1,Aquí,060101,oeste,-7", "línea 2.*no numérica"), ("1,Aquí,60101,-78,-7", "línea 2.*60101")],
)
def test_a_damaged_locality_is_refused_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    areas, localities = tmp_path / "areas.csv", tmp_path / "localities.csv"
    areas.write_text(HEADER + "06,region,Cajamarca,,\n")
    localities.write_text("locality_code,name,ubigeo,lon,lat\n" + row + "\n")
    with pytest.raises(SchemaError, match=message):
        load_gazetteer(areas, localities)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataSourceError, match=r"areas\.csv"):
        load_gazetteer(tmp_path / "areas.csv")
